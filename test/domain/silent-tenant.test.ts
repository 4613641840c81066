import { expect, test } from 'vitest';
import { HOUR, type Policy } from '../../src/domain/policy.ts';
import { timestampOf } from '../../src/domain/timestamp.ts';
import type { Happening } from './arbitraries.ts';
import { policy, report } from './build.ts';
import { START, type Sweeping, simulate } from './simulate.ts';

const FORTY = Array.from({ length: 40 }, (_, i) => `token-${i + 1}`);
/** Nobody is reminded while the story lasts. */
const RULES = policy({ remindWarningEvery: 1_000 * HOUR, remindCriticalEvery: 1_000 * HOUR });

/** One look of the reporter at some tokens, all of which are well, or else in the middle of a sync. */
function reported(hour: number, tokens: readonly string[], status: 'completed' | 'inProgress' = 'completed') {
  return tokens.map(
    (token): Happening => ({
      hour,
      token,
      kind: 'report',
      report: (now, tokenId) => {
        const at = timestampOf(now);
        return report({ tokenId, status, lastSyncAt: at, observedAt: at });
      },
    }),
  );
}

function told(scenario: readonly Happening[], rules: Policy = RULES, sweeping: Sweeping = 'whenDue'): string[] {
  return simulate(scenario, rules, sweeping).flatMap(({ now, subject, answer }) =>
    answer.notice && /opened|resolved/.test(answer.notice.kind)
      ? [`${(now - START) / HOUR} ${answer.notice.kind} ${subject} ${answer.incident?.cause}`]
      : [],
  );
}

const stopsAndReturns = [
  ...reported(0, FORTY),
  ...reported(24, FORTY),
  ...[100, 124, 148, 172, 196, 220, 244, 268].flatMap((hour) => reported(hour, FORTY.slice(0, -1))),
];

test.each(['whenDue', 'eachHour'] as const)(
  'a reporter of forty tokens that stops is one message, its return another, and a token that stays away one more',
  (sweeping) => {
    expect(told(stopsAndReturns, RULES, sweeping)).toEqual([
      '74 opened _reporter reporterSilent',
      '101 resolved _reporter reporterSilent',
      '150 opened token-40 reporterSilent',
    ]);
  },
);

test('tokens that come back one after the other are not called silent meanwhile', () => {
  const trickle = [100, 146, 192].flatMap((hour) =>
    FORTY.flatMap((token, i) => reported(hour + Math.floor(i / 2), [token])),
  );

  expect(told([...reported(24, FORTY), ...trickle.toSorted((a, b) => a.hour - b.hour)])).toEqual([
    '74 opened _reporter reporterSilent',
    '101 resolved _reporter reporterSilent',
    '261 opened _reporter reporterSilent',
  ]);
});

test('a token that was silent before its tenant stays told, through the return and an outage of our own', () => {
  const away: Happening = { hour: 190, token: '', kind: 'away', forHours: 20 };
  const scenario = [
    ...reported(0, FORTY),
    ...[24, 48, 72].flatMap((hour) => reported(hour, FORTY.slice(1))),
    ...[150, 174, 189, 212].flatMap((hour) => reported(hour, FORTY.slice(1))),
    away,
  ].toSorted((a, b) => a.hour - b.hour);

  expect(told(scenario)).toEqual([
    '50 opened token-1 reporterSilent',
    '122 opened _reporter reporterSilent',
    '151 resolved _reporter reporterSilent',
    '262 opened _reporter reporterSilent',
  ]);
});

test('an outage of our own, however long, is nobody’s silence', () => {
  const away: Happening = { hour: 25, token: '', kind: 'away', forHours: 60 };
  const back = [85, 109, 133, 157, 181, 205, 229, 253, 277].flatMap((hour) => reported(hour, FORTY));

  expect(told([...reported(24, FORTY), away, ...back])).toEqual([]);
});

test('a stuck token stays what it is while its tenant is silent', () => {
  const scenario = [...reported(0, FORTY), ...reported(24, ['token-1'], 'inProgress'), ...reported(24, FORTY.slice(1))];

  expect(told(scenario)).toEqual(['30 opened token-1 syncStuck', '74 opened _reporter reporterSilent']);
});

test('two senders of one token, one of which dates its syncs, do not make it flap', () => {
  const rules = policy({ remindWarningEvery: 1_000 * HOUR, silentAfter: 1_000 * HOUR });
  const one = (hour: number, isDated: boolean, status: 'inProgress' | 'completed', tokenState?: 'invalid') => ({
    hour,
    token: 'token-1',
    kind: 'report' as const,
    report: (now: number, tokenId: string) => {
      const dated = isDated && { lastSyncAt: timestampOf(START - HOUR) };
      return report({ tokenId, status, observedAt: timestampOf(now), ...dated, ...(tokenState && { tokenState }) });
    },
  });
  const turns = Array.from({ length: 20 }, (_, i) => i);

  const running = turns.map((hour) => one(hour, hour % 2 === 0 || hour < 4, 'inProgress'));
  const invalid = turns.map((hour) => one(hour, hour % 2 === 0, 'completed', hour % 2 === 0 ? 'invalid' : undefined));

  expect(told(running, rules)).toEqual(['6 opened token-1 syncStuck']);
  expect(told(invalid, rules)).toEqual(['0 opened token-1 tokenInvalid']);
});

test('a tenant whose last token is retired is silent no more, and a report of before does not undo that', () => {
  const retire: Happening = { hour: 80, token: 'token-1', kind: 'retire' };
  const late: Happening = {
    hour: 90,
    token: 'token-1',
    kind: 'report',
    report: (_, tokenId) => report({ tokenId, observedAt: timestampOf(START + 79 * HOUR) }),
  };

  const moments = simulate([...reported(0, ['token-1']), retire, late], RULES, 'whenDue');
  const ends = moments.filter(({ answer }) => answer.notice?.kind === 'resolved');

  expect(ends.map(({ subject, answer }) => [subject, answer.incident?.resolution])).toEqual([['_reporter', 'retired']]);
  expect(moments.at(-1)?.now).toBe(START + 90 * HOUR);
});
