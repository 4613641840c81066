import type { Notice } from '../../src/app/model/notice.ts';
import type { SendOutcome, Target } from '../../src/app/model/ports.ts';
import type { Sent, Trace } from '../telling/trace.ts';
import type { Agenda } from './agenda.ts';
import { currentCall } from './call.ts';
import type { Chaos } from './chaos.ts';
import { type Instance, never } from './instance.ts';
import type { Fate, Mood } from './moods.ts';
import { wordsOf } from './names.ts';

/** A service that alerts go to. */
export interface Service {
  readonly id: string;
  readonly hasKeys: boolean;
  readonly paceMs: number;
  /** Forgets what it is not told again. */
  readonly forgets: boolean;
  readonly mood: Mood;
}

export interface Surroundings {
  readonly agenda: Agenda;
  readonly clock: () => number;
  readonly chaos: Chaos;
  readonly trace: Trace;
  readonly sleep: (ms: number) => Promise<void>;
  /** People learn of it. */
  readonly landed: (target: string, notice: Notice) => void;
}

/** A service as one instance of the product sends to it. */
export function targetFor(service: Service, settingsHash: string, instance: Instance, world: Surroundings): Target {
  const { id, hasKeys, paceMs, forgets, mood } = service;
  const { agenda, clock, chaos, trace, sleep, landed } = world;

  const attempt = async (fate: Fate, land?: () => void): Promise<SendOutcome> => {
    const { landsAfter, answersAfter, outcome } = fate;
    if (land && landsAfter !== undefined) agenda.plan(clock() + landsAfter, land);
    await sleep(answersAfter);
    if (!instance.isDead && chaos.strikes('crash')) instance.die();
    return instance.isDead ? never() : outcome;
  };

  return {
    id,
    hasKeys,
    paceMs,
    settingsHash,
    async send(notice) {
      if (!instance.isDead && chaos.strikes('crash')) instance.die();
      if (instance.isDead) return never();
      const since = currentCall.getStore()?.readAt;
      const sent: Sent = {
        ...{ kind: 'send', at: clock(), target: id, isRecorded: false },
        ...wordsOf(notice),
        ...(since !== undefined && { since }),
      };
      trace.events.push(sent);
      const outcome = await attempt(mood(clock()), () => {
        sent.landedAt = clock();
        landed(id, notice);
      });
      sent.outcome = outcome.kind;
      return outcome;
    },
    ...(forgets && { refresh: () => attempt(mood(clock())) }),
  };
}
