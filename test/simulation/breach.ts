/** A law that was broken: which, when, where, and all that is known of it. */
export interface Breach {
  readonly law: string;
  readonly at: number;
  readonly where: string;
  readonly what: string;
  readonly story: readonly string[];
}

/** Keeps the first breach. It does not throw where it is found, since the product would catch it. */
export class Court {
  first: Breach | undefined;
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  accuse(law: string, where: string, what: string, story: readonly string[] = []): void {
    this.first ??= { law, at: this.#clock(), where, what, story: [...story] };
  }
}

export function explain({ law, at, where, what, story }: Breach, seed: number): string {
  const head = `BREACH of "${law}" (seed ${seed}) at ${new Date(at).toISOString()}, ${where}\n  ${what}`;
  return [head, ...story.slice(-60).map((line) => `    ${line}`)].join('\n');
}
