import type { Notice } from '../../src/app/model/notice.ts';
import type { SendOutcome, Target } from '../../src/app/model/ports.ts';

export const DELIVERED: SendOutcome = { kind: 'delivered' };
export const REFUSED: SendOutcome = { kind: 'refused', reason: 'answered 400 Bad Request' };
export const DOWN: SendOutcome = { kind: 'notTaken', reason: 'connection refused (ECONNREFUSED)' };
export const BROKEN: SendOutcome = { kind: 'failed', reason: 'answered 500', status: 500 };
export const CUT: SendOutcome = { kind: 'noAnswer', reason: 'no answer within 10 s' };

/** A target that answers as the test says, and keeps what it took and what it was sent. */
export class Scripted implements Target {
  readonly id: string;
  readonly hasKeys: boolean;
  readonly paceMs = 0;
  settingsHash = 'first';
  answer: (notice: Notice) => SendOutcome;
  /** Everything it was sent, whatever it answered. */
  readonly attempts: Notice[] = [];
  /** What it answered that it took. */
  readonly taken: Notice[] = [];
  /** What it was told to be open, request by request; only for a target that has to be refreshed. */
  readonly refreshed: (readonly Notice[])[] = [];
  refresh?: (open: readonly Notice[]) => Promise<SendOutcome>;

  constructor(id: string, answer: SendOutcome = DELIVERED, { hasKeys = false, forgets = false } = {}) {
    this.id = id;
    this.answer = () => answer;
    this.hasKeys = hasKeys;
    if (!forgets) return;
    this.refresh = async (open) => {
      this.refreshed.push(open);
      return DELIVERED;
    };
  }

  async send(notice: Notice): Promise<SendOutcome> {
    this.attempts.push(notice);
    const outcome = this.answer(notice);
    if (outcome.kind === 'delivered') this.taken.push(notice);
    return outcome;
  }

  get types(): string[] {
    return this.taken.map(({ type }) => type);
  }
}
