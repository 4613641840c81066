import { describe, expect, test } from 'vitest';
import { emptyRow } from '../../../src/app/deliver/rows.ts';
import { stepFor } from '../../../src/app/deliver/step.ts';
import type { Fact, Heard, OpenFact } from '../../../src/app/model/fact.ts';

const warning: OpenFact = { kind: 'open', incidentId: 'I1', cause: 'syncFailed', severity: 'warning', failing: true };
const critical: OpenFact = { ...warning, severity: 'critical' };
const invalid: OpenFact = { ...warning, cause: 'tokenInvalid', failing: false };
const next: OpenFact = { ...warning, incidentId: 'I2' };
const end: Fact = { kind: 'over', incidentId: 'I1', resolution: 'completed' };
const elsewhere: Fact = { kind: 'over', incidentId: 'I1', resolution: 'elsewhere' };
const item = { tokenId: 'a', step: 7, expiresAt: '2026-02-01T00:00:00Z' };
const soon: Fact = { kind: 'expiring', severity: 'warning', items: [item] };
const nothingSoon: Fact = { kind: 'expiring', severity: 'info', items: [] };
const renewed: Fact = { ...nothingSoon, renewed: [{ tokenId: item.tokenId, expiresAt: '2027-03-01T00:00:00Z' }] };

const NOTHING = undefined;
const worse = { say: 'updated', direction: 'worse', isAnotherIncident: false };
const better = { say: 'updated', direction: 'better', isAnotherIncident: false };

interface Case {
  readonly want: Fact | null;
  readonly heard: Fact | undefined;
  readonly maybe?: readonly Fact[];
  readonly reminder?: true;
  readonly outside?: true;
  readonly hasKeys?: true;
  readonly step: object;
}

describe('what closes the difference for one subject', () => {
  test.each<Case>([
    { want: warning, heard: NOTHING, step: { say: 'opened' } },
    { want: warning, heard: end, step: { say: 'opened' } },
    { want: warning, heard: elsewhere, step: { say: 'opened' } },
    { want: warning, heard: NOTHING, maybe: [warning], step: { say: 'opened' } },
    { want: warning, heard: warning, maybe: [end], step: { say: 'opened' } },
    { want: critical, heard: NOTHING, maybe: [warning], reminder: true, step: { say: 'opened' } },
    { want: warning, heard: warning, reminder: true, step: { say: 'reminder' } },
    { want: warning, heard: warning, maybe: [warning], reminder: true, step: { say: 'reminder' } },
    { want: warning, heard: warning, step: { settle: 'delivered' } },
    { want: warning, heard: warning, maybe: [warning], step: { settle: 'delivered' } },
    { want: critical, heard: warning, step: worse },
    { want: critical, heard: warning, reminder: true, step: worse },
    { want: warning, heard: critical, step: better },
    { want: warning, heard: warning, maybe: [critical], step: better },
    { want: invalid, heard: warning, step: better },
    { want: { ...invalid, failing: true }, heard: warning, step: worse },
    { want: next, heard: warning, step: { ...worse, isAnotherIncident: true } },
    { want: next, heard: critical, step: { ...better, isAnotherIncident: true } },
    { want: end, heard: warning, step: { say: 'resolved' } },
    { want: end, heard: NOTHING, maybe: [warning], step: { say: 'resolved' } },
    { want: end, heard: end, maybe: [critical], step: { say: 'resolved' } },
    { want: end, heard: { ...end, incidentId: 'I0' }, maybe: [next], step: { say: 'resolved' } },
    { want: end, heard: NOTHING, step: { settle: 'missed' } },
    { want: end, heard: { ...end, incidentId: 'I0' }, step: { settle: 'missed' } },
    { want: end, heard: elsewhere, step: { settle: 'delivered' } },
    { want: end, heard: end, step: { settle: 'delivered' } },
    { want: elsewhere, heard: warning, outside: true, step: { say: 'resolved' } },
    { want: elsewhere, heard: NOTHING, outside: true, step: { settle: 'delivered' } },
    { want: null, heard: NOTHING, step: { settle: 'delivered' } },
    { want: soon, heard: NOTHING, step: { say: 'expiring' } },
    { want: soon, heard: soon, step: { settle: 'delivered' } },
    { want: soon, heard: { ...soon, items: [{ ...item, step: 14 }] }, step: { say: 'expiring' } },
    { want: soon, heard: NOTHING, maybe: [soon], step: { say: 'expiring' } },
    { want: nothingSoon, heard: soon, step: { settle: 'delivered' } },
    { want: nothingSoon, heard: soon, hasKeys: true, step: { say: 'expiring' } },
    { want: renewed, heard: soon, step: { say: 'expiring' } },
    { want: renewed, heard: NOTHING, step: { settle: 'delivered' } },
    { want: renewed, heard: nothingSoon, step: { settle: 'delivered' } },
    { want: nothingSoon, heard: NOTHING, step: { settle: 'delivered' } },
  ])('$want.kind $want.severity after $heard.kind $heard.severity and $maybe: $step', (it) => {
    const telling = (fact: Fact): Heard => ({ fact, no: 3, topic: 'syncFailed', at: 0, message: 'm' });
    const row = {
      ...emptyRow({ tenantId: 't', subject: 's' }),
      ...(it.heard && { heard: telling(it.heard) }),
      maybe: (it.maybe ?? []).map(telling),
    };

    const step = stepFor(
      {
        fact: it.want,
        no: 4,
        isReminder: it.reminder ?? false,
        isInAudience: !it.outside,
        hasKeys: it.hasKeys ?? false,
      },
      row,
    );

    expect(step).toEqual(it.step);
  });

  test('a reminder that was told before is none any more', () => {
    const heard: Heard = { fact: warning, no: 4, topic: 'syncFailed', at: 0, message: 'm' };
    const row = { ...emptyRow({ tenantId: 't', subject: 's' }), heard };

    expect(stepFor({ fact: warning, no: 4, isReminder: true, isInAudience: true, hasKeys: false }, row)).toEqual({
      settle: 'delivered',
    });
  });
});
