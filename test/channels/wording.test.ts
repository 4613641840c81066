import { describe, expect, it } from 'vitest';
import type { IncidentNotice, Notice } from '../../src/app/model/notice.ts';
import { type Content, LOCALES, type Locale } from '../../src/channels/content/content.ts';
import { describe as describeNotice } from '../../src/channels/content/describe.ts';
import { TITLE_LIMIT } from '../../src/channels/content/title.ts';
import { CAUSES } from '../../src/domain/cause.ts';
import { RESOLUTIONS } from '../../src/domain/incident.ts';
import { GROUPS } from './group-notices.ts';
import { HOSTILE, hostileNotice } from './hard-notices.ts';
import { KINDS } from './kinds.ts';
import { expiringNotice, incidentNotice, openedFor } from './notices.ts';
import { contentOptions } from './options.ts';
import { contentOf, textsOf } from './rendered.ts';

const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });
const lengthOf = (text: string) => [...GRAPHEMES.segment(text)].length;

/** Every cause in every kind of message, as far as a cause alone decides the words. */
const PER_CAUSE: readonly (readonly [string, IncidentNotice])[] = CAUSES.flatMap((cause) => {
  const opened = openedFor(cause);
  const { severity, failing } = opened;
  const other = cause === 'syncFailed' ? 'syncOverdue' : 'syncFailed';
  const as = (over: Partial<IncidentNotice>): IncidentNotice => ({ ...opened, ...over });
  return [
    [`${cause} opened`, opened],
    [
      `${cause} worse`,
      as({
        type: 'vpp.incident.updated',
        direction: 'worse',
        severity: 'critical',
        previous: { cause, severity: 'warning', failing },
      }),
    ],
    [
      `${cause} better`,
      as({
        type: 'vpp.incident.updated',
        direction: 'better',
        severity: 'warning',
        previous: { cause, severity: 'critical', failing: true },
      }),
    ],
    [
      `${cause} after another`,
      as({ type: 'vpp.incident.updated', direction: 'worse', previous: { cause: other, severity, failing: false } }),
    ],
    [`${cause} reminded`, as({ type: 'vpp.incident.reminder', lastNoticeAt: opened.at })],
    ...RESOLUTIONS.map(
      (resolution) =>
        [`${cause} ${resolution}`, as({ type: 'vpp.incident.resolved', resolution, resolvedAt: opened.at })] as const,
    ),
  ] as const;
});
/** Every cause in every kind of message of a group. */
const GROUPS_PER_CAUSE: readonly (readonly [string, Notice])[] = CAUSES.flatMap((cause) =>
  Object.entries(GROUPS)
    .filter(([, { kind }]) => kind === 'cause')
    .map(([name, group]) => {
      const members = group.members.map((member) => ({ ...member, cause }));
      return [`${cause} ${name}`, { ...group, cause, members }] as const;
    }),
);
const ALL: readonly (readonly [string, Notice])[] = [...Object.entries(KINDS), ...PER_CAUSE, ...GROUPS_PER_CAUSE];

/** Checks what every notice says in these languages. */
function everywhere(locales: readonly Locale[], check: (content: Content) => void): void {
  for (const [, notice] of ALL) for (const locale of locales) check(contentOf(notice, locale));
}

/** What people of long names call things. */
const LONG_NAMES = [...Object.values(HOSTILE), 'コントソ学校法人 本社および支社の端末管理部門 '.repeat(5)];

describe('titles', () => {
  for (const locale of LOCALES) {
    it.each(ALL)(`fit a lock screen under long names in ${locale}: %s`, (_what, notice) => {
      for (const name of LONG_NAMES) {
        const token = { displayName: name, locationName: `At ${name}` };
        const long = { ...notice, ...('token' in notice && notice.tokenId !== null && { token }) };
        const tenantNames = { get: () => name };
        const options = contentOptions({ locale, severalTenants: true, timeZone: 'Asia/Tokyo', tenantNames });
        const { title } = describeNotice(long as Notice, options);
        expect(lengthOf(title), title).toBeLessThanOrEqual(TITLE_LIMIT);
        if ('tokenId' in notice && notice.tokenId !== null) expect(title).toMatch(/e7f2$/);
      }
    });

    it(`of one tenant's lists fit under long names in ${locale}`, () => {
      for (const name of LONG_NAMES) {
        const options = contentOptions({ locale, severalTenants: true, tenantNames: { get: () => name } });
        const [token] = expiringNotice().tokens;
        const tokens = [{ ...token!, label: { displayName: name } }];
        const tenants = [{ tenantId: 'contoso', tokenCount: 9 }];
        const groups = Object.values(GROUPS).map((group) => ({ ...group, tenants }));
        const lists = [expiringNotice({ tokens }), ...groups];
        for (const notice of lists) {
          expect(lengthOf(describeNotice(notice, options).title)).toBeLessThanOrEqual(TITLE_LIMIT);
        }
      }
    });
  }

  it('cut the name of the token before that of the tenant, and neither to nothing', () => {
    const long = incidentNotice({ token: { displayName: 'N'.repeat(80) } });
    const titleIn = (tenant: string) =>
      describeNotice(long, contentOptions({ severalTenants: true, tenantNames: { get: () => tenant } })).title;
    expect(titleIn('T'.repeat(80))).toMatch(/^\[T{12,}…\] VPP sync failing: N{15}… …e7f2$/);
    expect(titleIn('Contoso')).toMatch(/^\[Contoso\] VPP sync failing: N{40,}… …e7f2$/);
  });

  it('are no sentences', () => {
    everywhere(LOCALES, ({ title }) => expect(title).not.toMatch(/[.。!]$|ています/));
  });
});

describe('steps', () => {
  it('stay short under long names', () => {
    for (const kind of ['long', 'emoji'] as const) {
      for (const cause of CAUSES) {
        const notice = { ...hostileNotice(kind), cause };
        for (const step of contentOf(notice, 'en').runbook.steps) expect(lengthOf(step), step).toBeLessThanOrEqual(650);
        for (const step of contentOf(notice, 'ja').runbook.steps) expect(lengthOf(step), step).toBeLessThanOrEqual(450);
      }
    }
  });

  it('are sentences', () => {
    everywhere(['en'], ({ runbook }) => {
      for (const step of runbook.steps) expect(step).toMatch(/^[A-Z].*[.]$/);
    });
  });
});

/** What the house rules forbid in what people read. */
const FORBIDDEN =
  /\b(un)?told\b|\bheard\b|\b(fell )?ill\b|\bwell again\b|not well\b|\bdead\b|\bredriven?\b|new life|\bsweeps?\b|own eyes|\bby hand\b|\bby itself\b|by themselves|\bwhoever\b|\bnobody\b|\bsomebody\b|\bis no [a-z]|\bprobably\b|licence|Apple ID\b|Apple Business Manager|!/i;
/** Words that are false when an alert is read on the next day. */
const RELATIVE =
  /\bago\b|\(now\)|(?<!times )\bin \d+ (minutes?|hours?)\b|\byesterday\b|\bjust now\b|今(?!後)|先ほど|昨日/;

describe('English', () => {
  it('has none of the words that the house rules forbid', () => {
    everywhere(['en'], (content) => {
      // The addresses of the API are names and no words.
      for (const text of textsOf(content)) expect(text.replaceAll(/\b[A-Z]+ \/\S+/g, '')).not.toMatch(FORBIDDEN);
    });
  });
});

describe('every language', () => {
  it('says nothing that time makes false', () => {
    everywhere(LOCALES, (content) => {
      for (const text of textsOf(content)) expect(text).not.toMatch(RELATIVE);
    });
  });

  it('leaves no hole where a fact is missing', () => {
    everywhere(LOCALES, (content) => {
      for (const text of textsOf(content)) expect(text).not.toMatch(/undefined|null|NaN|Invalid|\{\w+\}/);
    });
  });
});

describe('Japanese', () => {
  it('is polite in every sentence', () => {
    everywhere(['ja'], ({ message, impact, caution, runbook }) => {
      for (const text of [message, impact, caution, ...runbook.steps].filter((it) => it !== '')) {
        // A sentence that ends in a list ends in names.
        for (const sentence of text
          .split('。')
          .slice(0, -1)
          .filter((it) => !it.includes(': '))) {
          expect(sentence).toMatch(/(です|ます|ました|ません|ください|でした)( ?\([^)]*\))?$/);
        }
        expect(text).toMatch(/[。」]$/);
      }
    });
  });

  it('says what Apple Business was called where a message names it first, and there only', () => {
    for (const [what, notice] of PER_CAUSE) {
      const { message, impact, caution, runbook } = contentOf(notice, 'ja');
      const [first, ...later] = [message, impact, caution, ...runbook.steps].join('').split('Apple Business').slice(1);
      if (first === undefined) continue;
      expect(first, what).toMatch(/^ \(旧 $/);
      expect(later[0], what).toMatch(/^ Manager\)/);
      expect(later.slice(1).join('Apple Business'), what).not.toContain('旧');
    }
  });

  it('puts a space between its letters and figures, and none around its own marks', () => {
    everywhere(['ja'], (content) => {
      for (const text of textsOf(content)) {
        expect(text).not.toMatch(/[ぁ-んァ-ヶ一-龠]\d|\d[ぁ-んァ-ヶ一-龠]| [。、」]|[。、「] /);
        expect(text).not.toMatch(/[ぁ-ん一-龠] [ぁ-ん一-龠]/);
        expect(text).not.toMatch(/ロケーション|途絶|故障|悪化|この製品|選びます|Apple ID/);
      }
    });
  });
});
