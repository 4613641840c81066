import type { Notice } from '../../src/app/model/notice.ts';
import type { SendOutcome, Target } from '../../src/app/model/ports.ts';
import { SECOND } from '../../src/domain/policy.ts';
import { saidIn } from './namings.ts';
import type { Recorder } from './recorder.ts';
import type { Actor, Option } from './scheduler.ts';
import type { Sent, SentOutcome } from './trace.ts';

export interface TargetSpec {
  readonly id: string;
  readonly hasKeys?: boolean;
  readonly paceMs?: number;
  readonly settings?: string;
}

interface Surrounding {
  readonly answers: (send: Sent) => SentOutcome;
  isTroubled: boolean;
  sleep(actor: Actor, ms: number): Promise<void>;
}

/** What gets no answer is given up after this, and lands within that if it does. */
const TIMEOUT_MS = 10 * SECOND;
const LANDS_MS = 30 * SECOND;

const REASON = 'chosen';

/** A channel's address whose answers somebody else chooses. */
export class FakeTarget {
  readonly spec: TargetSpec;

  constructor(spec: TargetSpec) {
    this.spec = spec;
  }

  /** As an instance of the product sees it. */
  for(actor: Actor, world: Surrounding, recorder: Recorder): Target {
    const { id, hasKeys = false, paceMs = 0, settings = 'one' } = this.spec;
    return {
      ...{ id, hasKeys, paceMs, settingsHash: settings },
      send: (notice) => this.#send(notice, actor, world, recorder),
    };
  }

  async #send(notice: Notice, actor: Actor, world: Surrounding, recorder: Recorder): Promise<SendOutcome> {
    const send = recorder.sent(actor, this.spec.id, saidIn(notice));
    const finish = (outcome: SentOutcome, landedAt?: number): SentOutcome => {
      send.outcome = outcome;
      if (landedAt !== undefined) send.landedAt = landedAt;
      return outcome;
    };
    const usual = (): SentOutcome => {
      const outcome = world.answers(send);
      world.isTroubled ||= outcome !== 'delivered';
      return finish(outcome, outcome === 'delivered' ? send.at : undefined);
    };
    const option = (
      answer: (perform: () => unknown) => void,
      outcome: SentOutcome,
      label: string,
      at?: number,
    ): Option => ({
      label,
      uses: 'answers',
      apply: () => answer(() => finish(outcome, at)),
    });
    const outcome = await actor.park<SentOutcome>({
      label: `send ${send.message}`,
      isWrite: true,
      perform: async () => usual(),
      otherwise: (answer) => [
        option(answer, 'failed', 'taken, and answered 500', send.at),
        option(answer, 'failed', 'not taken, and answered 500'),
        option(answer, 'noAnswer', 'taken, and no answer', send.at),
        option(answer, 'noAnswer', 'lost'),
        option(answer, 'noAnswer', 'no answer, and it lands 30 s later', send.at + LANDS_MS),
        option(answer, 'notTaken', 'connection refused'),
        option(answer, 'refused', 'answered 400'),
      ],
    });
    if (outcome === 'noAnswer') await world.sleep(actor, TIMEOUT_MS);
    return outcomeOf(outcome);
  }
}

function outcomeOf(kind: SentOutcome): SendOutcome {
  if (kind === 'delivered') return { kind };
  return kind === 'failed' ? { kind, reason: REASON, status: 500 } : { kind, reason: REASON };
}
