import { raw, html as template } from 'hono/html';

/** Markup that is safe to send: made by `html`, or by hand of constants. */
export type Html = ReturnType<typeof raw>;

type Value = string | number | false | undefined | Html | readonly Value[];

/**
 * A template of markup: `html\`<b>${name}</b>\``. What is put into it is escaped, inside quoted attributes, too, unless it
 * is markup itself; lists are joined, `false` and `undefined` leave nothing.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  // Only values that are promises would make the library answer with one, and those the types keep out.
  return template(strings, ...values) as Html;
}

/** Constants of this program as markup. Never texts of people or of storage. */
export const markup: (constant: string) => Html = (constant) => raw(constant);
