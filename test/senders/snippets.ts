import { readFileSync } from 'node:fs';

/** A code block of a page that is marked with `<!-- run: name -->`. */
export interface Snippet {
  readonly name: string;
  readonly language: string;
  readonly code: string;
}

export function snippetsOf(page: URL): ReadonlyMap<string, Snippet> {
  const marked = readFileSync(page, 'utf8').matchAll(/<!-- run: (\S+) -->\n```(\w+)\n(.*?)\n```/gs);
  return new Map([...marked].map(([, name = '', language = '', code = '']) => [name, { name, language, code }]));
}

/**
 * A workflow's JSON as Logic Apps would send it: expressions are replaced by what they stand for here.
 * @throws where an expression is none of those
 */
export function evaluate(definition: unknown, values: Readonly<Record<string, unknown>>): unknown {
  const lookUp = (expression: string) => {
    if (!Object.hasOwn(values, expression)) throw new Error(`what is ${expression}?`);
    return values[expression];
  };
  if (typeof definition === 'string') {
    if (/^@[^{@]/.test(definition)) return lookUp(definition.slice(1));
    return definition.replace(/@\{(.*?)\}/g, (_, expression: string) => String(lookUp(expression)));
  }
  if (Array.isArray(definition)) return definition.map((it) => evaluate(it, values));
  if (typeof definition !== 'object' || definition === null) return definition;
  return Object.fromEntries(Object.entries(definition).map(([key, value]) => [key, evaluate(value, values)]));
}
