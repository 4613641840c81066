import { describe, expect, it } from 'vitest';
import type { IncidentNotice } from '../../src/app/model/notice.ts';
import { LOCALES } from '../../src/channels/content/content.ts';
import { describe as describeNotice } from '../../src/channels/content/describe.ts';
import { clean, tokenName, truncate } from '../../src/channels/content/text.ts';
import { timeWords } from '../../src/channels/content/time.ts';
import { CAUSES } from '../../src/domain/cause.ts';
import { RESOLUTIONS } from '../../src/domain/incident.ts';
import { expectGolden } from './golden.ts';
import {
  AT,
  expiringNotice,
  incidentNotice,
  KINDS,
  neverSynced,
  OPENED_BY_CAUSE,
  openedFor,
  resolvedNotice,
} from './notices.ts';

const EN = { locale: 'en', timeZone: 'UTC' } as const;
const say = (notice: IncidentNotice) => describeNotice(notice, EN);

describe('describe', () => {
  for (const locale of LOCALES) {
    it.each(CAUSES)(`says the cause %s as the golden file does, in ${locale}`, (cause) => {
      const options = { locale, timeZone: 'Asia/Tokyo', statusPageUrl: 'https://vpp.example/api/status' };
      expectGolden('content', cause, locale, describeNotice(openedFor(cause), options));
    });
  }

  it.each(
    [...Object.values(KINDS), ...OPENED_BY_CAUSE]
      .filter((notice) => 'tokenId' in notice)
      .filter((notice) => notice.tokenId !== null),
  )('ends the title of $type $cause in the last four characters of the id', (notice) => {
    expect(say(notice).title).toMatch(/e7f2$/);
  });

  it('keeps the end of the id under a name of 2,000 characters', () => {
    const { title } = say(incidentNotice({ token: { displayName: 'x'.repeat(2000), locationName: 'y'.repeat(2000) } }));
    expect(title).toMatch(/e7f2$/);
    expect(title.length).toBeLessThan(250);
  });

  it('names a token by its id where it has no name', () => {
    expect(say(incidentNotice({ token: {} })).title).toBe('VPP sync failed: VPP token …e7f2');
  });

  it('says that a token never synced', () => {
    const content = say(neverSynced());
    expect(content.message).toContain('never synced');
    expect(content.facts).toContainEqual({ label: 'Last sync', value: 'never' });
  });

  it('says the last sync in the time zone, in UTC and relatively', () => {
    const { facts } = describeNotice(incidentNotice(), { locale: 'en', timeZone: 'Asia/Tokyo' });
    expect(facts).toContainEqual({
      label: 'Last sync',
      value: '2026-03-13 16:30 GMT+9 = 07:30 UTC (1 day ago)',
    });
  });

  it.each(RESOLUTIONS)('says when what was resolved (%s) began and ended', (resolution) => {
    const { message, tone } = say(resolvedNotice({ resolution }));
    expect(message).toContain('It began 2026-03-12 06:30 UTC (2 days ago) and ended 2026-03-14 09:30 UTC (now)');
    expect(message).toContain('after 2 days, 3 hours');
    expect(tone).toBe('good');
  });

  it('tells of the failing under a deeper cause, and says so when it is new', () => {
    const deep = { ...openedFor('tokenExpired'), failing: true };
    expect(say(deep).message).toContain('Its syncs fail as well.');
    const previous = { cause: 'tokenExpired', severity: 'critical', failing: false } as const;
    expect(say({ ...deep, type: 'vpp.incident.updated', direction: 'worse', previous }).message).toContain(
      'Now its syncs fail as well.',
    );
  });

  it('says what changed in an update', () => {
    const { message } = say(KINDS['updated-better'] as IncidentNotice);
    expect(message).toContain('Told before: VPP token expired.');
    expect(message).toContain('Was critical, is now warning.');
    expect(message).toContain('Its syncs no longer fail.');
  });

  it('renders the same text however late it is sent', () => {
    expect(say(incidentNotice())).toEqual(say(incidentNotice()));
    expect(describeNotice(incidentNotice(), { ...EN, now: AT + 86_400_000 })).not.toEqual(say(incidentNotice()));
  });

  it('warns against deleting the token wherever it can be the wrong remedy', () => {
    for (const cause of CAUSES.filter((name) => /token|MDM|syncFailed/i.test(name))) {
      expect(say(openedFor(cause)).runbook.steps.join(' '), cause).toContain('Do not delete');
    }
  });

  it("links the token's own status page, keeping the query", () => {
    const { links } = describeNotice(incidentNotice(), {
      ...EN,
      statusPageUrl: 'https://vpp.example/api/status/?code=k',
    });
    expect(links[1]?.url).toBe(
      'https://vpp.example/api/status/6f1c2d3e-0000-4000-8000-00000000abcd/9d8f3c1a-1111-4222-8333-44445555e7f2?code=k',
    );
  });

  it('lists forty expiring tokens and counts the rest', () => {
    const [token] = expiringNotice().tokens;
    const { facts } = describeNotice(expiringNotice({ tokens: Array(50).fill(token), renewed: [] }), EN);
    expect(facts).toHaveLength(42);
    expect(facts.at(-1)).toEqual({ label: 'More', value: '+ 10' });
  });
});

describe('text of strangers', () => {
  it.each([
    ['line breaks and control characters', 'a\r\n\u0000\u001b b\u2028c', 'a b c'],
    ['direction marks', '\u202eevil\u2066 \u200fname\u061c', 'evil name'],
    ['half a surrogate pair', 'a\ud83d b', 'a\ufffd b'],
  ])('loses %s', (_what, text, expected) => {
    expect(clean(text)).toBe(expected);
  });

  it('is cut between graphemes', () => {
    expect(truncate('👩‍👩‍👧‍👦'.repeat(9), 3)).toBe('👩‍👩‍👧‍👦👩‍👩‍👧‍👦…');
    expect(truncate('e\u0301'.repeat(9), 3)).toBe('e\u0301e\u0301…');
  });

  it('is left alone where it fits', () => {
    expect(truncate('👩‍👩‍👧‍👦'.repeat(3), 3)).toBe('👩‍👩‍👧‍👦'.repeat(3));
    expect(truncate('abc', 3)).toBe('abc');
  });

  it('is bounded under a thousand accents', () => {
    expect(truncate(`e${'\u0301'.repeat(9000)}`.repeat(3), 80).length).toBeLessThanOrEqual(1281);
  });

  it('names a token by name and location, or by what there is', () => {
    expect(tokenName({ displayName: 'Elm', locationName: 'Campus' })).toBe('Elm, Campus');
    expect(tokenName({ displayName: 'Elm Campus', locationName: 'Campus' })).toBe('Elm Campus');
    expect(tokenName({ displayName: '\u200f', organizationName: 'Org' })).toBe('Org');
    expect(tokenName({ locationName: 'Campus' })).toBe('Campus');
    expect(tokenName({})).toBeUndefined();
  });
});

describe('timeWords', () => {
  const time = timeWords('en', 'America/New_York', AT);

  it.each([
    [0, 'now'],
    [-59_000, 'now'],
    [-60_000, '1 minute ago'],
    [-26 * 3_600_000, '1 day ago'],
    [3 * 3_600_000, 'in 3 hours'],
  ])('says %i ms as %s', (delta, expected) => {
    expect(time.relative(AT + delta)).toBe(expected);
  });

  it('says the UTC date where it is another day', () => {
    expect(time.moment(Date.parse('2026-03-14T02:00:00Z'))).toBe(
      '2026-03-13 22:00 EDT = 2026-03-14 02:00 UTC (7 hours ago)',
    );
  });

  it.each([
    [5_000, '1 minute'],
    [61 * 60_000, '1 hour, 1 minute'],
    [24 * 3_600_000 + 60_000, '1 day'],
    [51 * 3_600_000, '2 days, 3 hours'],
  ])('says a duration of %i ms as %s', (ms, expected) => {
    expect(time.duration(ms)).toBe(expected);
  });
});
