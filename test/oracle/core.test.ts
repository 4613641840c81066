import { describe, expect, test } from 'vitest';
import { compare, expectAgreement, type Make } from './compare.ts';
import { Core, type Functions, REAL } from './core.ts';
import { generateHistory } from './generate.ts';

/** `node test/oracle/run.ts --runs 100000` tries more. */
const HISTORIES = 2_000;
const PATIENCE_MS = 120_000;

describe('the core tells what the oracle says, in random histories', () => {
  const quarter = HISTORIES / 4;

  test.each([0, 1, 2, 3])(
    'part %d',
    async (part) => {
      for (let i = 0; i < quarter; i++) {
        await expectAgreement(generateHistory(1 + part * quarter + i), (history) => new Core(history));
      }
    },
    PATIENCE_MS,
  );
});

type Fault = (real: Functions) => Partial<Functions>;

/** Each takes what a rule is asked, or its answer, and spoils it. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'a failure is forgotten while another sync runs': ({ fold }) => ({
    fold: (record, report) => {
      const folded = fold(record, report);
      const isRunning = report.status === 'inProgress' && report.lastSyncAt;
      return isRunning ? { ...folded, record: { ...folded.record, failures: [] } } : folded;
    },
  }),
  'a sync seen completed and later failed fails since its date': ({ fold }) => ({
    fold: (record, report) => {
      const folded = fold(record, report);
      const { dated: good, ...undated } = folded.record.completed;
      const early = good && { dated: { ...good, observedAt: good.lastSyncAt ?? good.observedAt } };
      return {
        ...folded,
        record: { ...folded.record, completed: { ...folded.record.completed, ...undated, ...early } },
      };
    },
  }),
  'what is told as changed counts as stale': ({ fold }) => ({
    fold: (record, report) => {
      const folded = fold(record, report);
      return folded.outcome === 'unchanged' ? { ...folded, outcome: 'stale' } : folded;
    },
  }),
  'an age of whole days is reached to the minute': ({ diagnose }) => ({
    diagnose: (record, now, policy, around, found) =>
      diagnose(record, now, { ...policy, criticalAfter: policy.criticalAfter + 1 }, around, found),
  }),
  'an outage of our own excuses nobody': ({ diagnose }) => ({
    diagnose: (record, now, policy, { wokeAt: _, ...around }, found) => diagnose(record, now, policy, around, found),
  }),
  'the return of a reporter excuses nobody': ({ diagnose }) => ({
    diagnose: (record, now, policy, { spokeAgainAt: _, ...around }, found) =>
      diagnose(record, now, policy, around, found),
  }),
  'what was found is forgotten': ({ diagnose }) => ({
    diagnose: (record, now, policy, around) => diagnose(record, now, policy, around, {}),
  }),
  'a reporter is excused by nothing': ({ diagnoseReporter }) => ({
    diagnoseReporter: (record, now, policy, _clocks, found) => diagnoseReporter(record, now, policy, {}, found),
  }),
  'the last token that is retired leaves its tenant silent': ({ diagnoseReporter }) => ({
    diagnoseReporter: (record, now, policy, clocks, found) =>
      diagnoseReporter({ ...record, tokenCount: 1 }, now, policy, clocks, found),
  }),
  'any report ends a retirement': () => ({ endsRetirement: () => true }),
  'flapping never waits': ({ reconcile }) => ({
    reconcile: ({ incident, told }, ...rest) =>
      reconcile({ told, incident: incident && { ...incident, reopenings: 0 } }, ...rest),
  }),
  'an acknowledgement holds until somebody takes it back': ({ reconcile }) => ({
    reconcile: ({ incident, told }, diagnosis, now, ...rest) => {
      const acknowledged = incident?.acknowledged && { ...incident.acknowledged, at: now };
      return reconcile({ told, incident: incident && { ...incident, acknowledged } }, diagnosis, now, ...rest);
    },
  }),
  'reminders never thin out': ({ reconcile }) => ({
    reconcile: ({ incident, told }, diagnosis, now, ...rest) =>
      reconcile(
        { told, incident: incident && told ? { ...incident, changedAt: told.at } : incident },
        diagnosis,
        now,
        ...rest,
      ),
  }),
  'failing that follows from an expiry is told as worse': ({ reconcile }) => ({
    reconcile: (known, diagnosis, now, policy, freshId) => {
      const answer = reconcile(known, diagnosis, now, policy, freshId);
      const { told } = known;
      const { fault } = diagnosis;
      if (answer.notice || !told || told.failing || !fault?.failing || told.cause !== fault.cause) return answer;
      const notice = { kind: 'updated', direction: 'worse', previous: told } as const;
      return { ...answer, notice, told: { ...fault, at: now } };
    },
  }),
  'the next look comes an hour late': ({ reconcile }) => ({
    reconcile: (...asked) => {
      const answer = reconcile(...asked);
      return { ...answer, nextCheckAt: answer.nextCheckAt && answer.nextCheckAt + 3_600_000 };
    },
  }),
};

test.each(Object.entries(FAULTS))(
  'a fault is found: %s',
  async (_, fault) => {
    const make: Make = (history) => new Core(history, { ...REAL, ...fault(REAL) });
    let found: unknown = null;
    for (let seed = 1; seed <= HISTORIES && !found; seed++) found = await compare(generateHistory(seed), make);
    expect(found).not.toBeNull();
  },
  PATIENCE_MS,
);
