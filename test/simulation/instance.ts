import type { UseCases } from '../../src/compose.ts';

/** A process of the product. Once it is dead none of its calls ever returns, as after SIGKILL. */
export class Instance {
  app!: UseCases;
  isDead = false;
  /** Fulfilled with its death. */
  readonly died: Promise<'died'>;
  #die: (how: 'died') => void = () => {};

  constructor() {
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  die(): void {
    this.isDead = true;
    this.#die('died');
  }
}

/** What a dead process waits for. */
export function never(): Promise<never> {
  return new Promise(() => {});
}
