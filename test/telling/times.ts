import type { Actor } from './scheduler.ts';

/** What happens when its time has come: things that begin by themselves, and those who wait. */
export class Times {
  readonly #agenda: { readonly at: number; readonly begin: () => void }[] = [];
  #timers: { readonly at: number; readonly actor: Actor; readonly ring: () => void }[] = [];

  /** @param at milliseconds since the epoch */
  plan(at: number, begin: () => void): void {
    this.#agenda.push({ at, begin });
    this.#agenda.sort((a, b) => a.at - b.at);
  }

  sleep(actor: Actor, until: number): Promise<void> {
    return new Promise((resolve) => {
      const ring = () => {
        actor.sleeping--;
        resolve();
      };
      actor.sleeping++;
      this.#timers.push({ at: until, actor, ring });
    });
  }

  /** When something happens next. */
  next(): number {
    this.#timers = this.#timers.filter(({ actor }) => actor.isBusy);
    return Math.min(this.#agenda[0]?.at ?? Number.POSITIVE_INFINITY, ...this.#timers.map(({ at }) => at));
  }

  /** Whatever was to happen by now happens. */
  ring(now: number): void {
    const due = this.#timers.filter(({ at }) => at <= now);
    this.#timers = this.#timers.filter(({ at }) => at > now);
    for (const { ring } of due) ring();
    while (this.#agenda[0] && this.#agenda[0].at <= now) this.#agenda.shift()?.begin();
  }

  /** How much of the agenda is left. */
  get left(): number {
    return this.#agenda.length;
  }
}
