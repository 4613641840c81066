import { describe, expect, test } from 'vitest';
import { diagnoseEnrollment } from '../../src/domain/diagnose-enrollment.ts';
import { diagnosePush } from '../../src/domain/diagnose-push.ts';
import { DAY } from '../../src/domain/policy.ts';
import { timestampOf } from '../../src/domain/timestamp.ts';
import { AROUND, inWords, NOON } from './build.ts';

const EXPIRY = timestampOf(NOON + DAY);

describe('an enrollment program token', () => {
  test.each(AROUND)('has expired from its expiry on: $when', ({ by, reached }) => {
    const diagnosis = diagnoseEnrollment({ expiresAt: EXPIRY, syncErrorCode: 0 }, NOON + DAY + by);

    expect(inWords(diagnosis)).toBe(reached ? 'enrollmentExpired critical' : 'well');
    expect(diagnosis).toMatchObject({ expiresAt: EXPIRY });
    expect(diagnosis.changesAt).toBe(reached ? undefined : NOON + DAY);
  });

  test.each([
    [undefined, 'well'],
    [0, 'well'],
    [3, 'enrollmentFailing warning'],
    [12, 'enrollmentFailing warning'],
    [-1, 'enrollmentFailing warning'],
  ])('with the error code %o of its last sync is %s', (syncErrorCode, words) => {
    const expiring = diagnoseEnrollment({ expiresAt: EXPIRY, syncErrorCode }, NOON);
    const timeless = diagnoseEnrollment({ syncErrorCode }, NOON);

    expect([inWords(expiring), inWords(timeless)]).toEqual([words, words]);
    expect([expiring.changesAt, timeless.changesAt]).toEqual([NOON + DAY, undefined]);
  });

  test('that has expired fails to sync for that reason', () => {
    expect(inWords(diagnoseEnrollment({ expiresAt: EXPIRY, syncErrorCode: 3 }, NOON + DAY))).toBe(
      'enrollmentExpired critical',
    );
  });
});

describe('a push certificate', () => {
  test.each(AROUND)('has expired from its expiry on: $when', ({ by, reached }) => {
    const diagnosis = diagnosePush({ expiresAt: EXPIRY }, NOON + DAY + by);

    expect(inWords(diagnosis)).toBe(reached ? 'pushCertificateExpired critical' : 'well');
    expect(diagnosis.changesAt).toBe(reached ? undefined : NOON + DAY);
  });

  test('of which no expiry is known has nothing wrong', () => {
    expect(diagnosePush({}, NOON)).toEqual({ fault: null, found: {} });
  });
});
