import type { FuzzRequest } from '../http/arbitraries.ts';

const SECRET = /sToken-[0-9a-f]{16}|apple-[0-9a-f]{16}@example\.com/g;

/** Knows which texts must not be seen anywhere, and looks for them. */
export class Leaks {
  readonly #always: readonly string[];
  readonly #hidden = new Set<string>();
  /** Where bytes were damaged, a secret may stand where nobody could know it for one. */
  readonly #excused = new Set<string>();

  /** @param always secrets of the app itself */
  constructor(always: readonly string[]) {
    this.#always = always;
  }

  sent({ body, secrets }: FuzzRequest): void {
    for (const secret of secrets) this.#hidden.add(secret);
    if (secrets.length > 0) return;
    const text = Buffer.from(body).toString();
    const encoded = [...text.matchAll(/[A-Za-z0-9+/]{24,}={0,2}/g)].map(([it]) => Buffer.from(it, 'base64').toString());
    for (const [secret] of [text, ...encoded].join('\n').matchAll(SECRET)) this.#excused.add(secret);
  }

  /** The first secret in a text, or undefined. */
  find(text: string): string | undefined {
    const own = this.#always.find((secret) => text.includes(secret));
    if (own) return own;
    const seen = [...text.matchAll(SECRET)].map(([secret]) => secret);
    return seen.find((secret) => this.#hidden.has(secret) && !this.#excused.has(secret));
  }
}
