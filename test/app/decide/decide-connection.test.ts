import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newId } from '../../../src/app/commit/new-id.ts';
import type { DecisionContext } from '../../../src/app/decide/context.ts';
import { type ConnectionFacts, decideConnection } from '../../../src/app/decide/decide-connection.ts';
import { type ConnectionState, isOpen, type Stored } from '../../../src/app/model/subject.ts';
import { diagnoseEnrollment } from '../../../src/domain/diagnose-enrollment.ts';
import { DAY, DEFAULT_POLICY, HOUR } from '../../../src/domain/policy.ts';
import { timestampOf } from '../../../src/domain/timestamp.ts';
import { NOON } from '../../domain/build.ts';

const KEY = { tenantId: 'contoso', subject: '_enrollment:ipads' };

function contextAt(now: number): DecisionContext {
  return {
    now,
    policy: DEFAULT_POLICY,
    policyHash: 'h',
    unchangedWindow: 0,
    expirySteps: [],
    surroundings: {},
    newId: () => newId(now),
    audienceFor: () => ['log'],
  };
}

const aLook: fc.Arbitrary<{ readonly after: number; readonly facts: ConnectionFacts }> = fc.record({
  after: fc.integer({ min: 1, max: 48 }).map((hours) => hours * HOUR),
  facts: fc.record({
    kind: fc.constant('enrollment' as const),
    label: fc.constant({ displayName: 'District iPads' }),
    expiresAt: fc.option(
      fc.integer({ min: -5, max: 30 }).map((days) => timestampOf(NOON + days * DAY)),
      { nil: undefined },
    ),
    syncErrorCode: fc.constantFrom(undefined, 0, 3, 12),
    gone: fc.constantFrom(undefined, undefined, undefined, { at: NOON, why: 'notShown' as const }),
  }),
});

test('what is open is what the last look showed, whatever was seen before', () => {
  fc.assert(
    fc.property(fc.array(aLook, { minLength: 1, maxLength: 12 }), (looks) => {
      let now = NOON;
      let stored: Stored<ConnectionState> | undefined;
      for (const { after, facts } of looks) {
        now += after;
        const { state } = decideConnection(KEY, stored, facts, { kind: 'time' }, contextAt(now));
        stored = { value: state, etag: '' };

        const { fault } = facts.gone ? { fault: null } : diagnoseEnrollment(facts, now);
        const { incident } = state;
        expect(isOpen(incident) ? incident.cause : null).toBe(fault?.cause ?? null);
        expect(decideConnection(KEY, stored, facts, { kind: 'time' }, contextAt(now)).isNews).toBe(false);
      }
    }),
  );
});
