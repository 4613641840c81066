import type { GroupNotice, IncidentNotice, Notice } from '../../src/app/model/notice.ts';
import { groupMember, groupNotice } from './group-notices.ts';
import { AT, DAY, stamp } from './moments.ts';
import { digestNotice, expiringNotice, incidentNotice, troubleNotice } from './notices.ts';

/** Names that try to be markup, links, mentions, headers, or simply too much. */
export const HOSTILE = {
  markup:
    '<@channel> <!here> *x* _y_ ~z~ `q` [a](https://evil.example) ![i](https://evil.example/i.png) <script>alert(1)</script> &amp; {{DATE(2026-03-14T09:30:00Z)}} :smile:',
  long: 'x'.repeat(2000),
  emoji: '👩‍👩‍👧‍👦'.repeat(200),
  accents: `e${'\u0301'.repeat(2000)}`.repeat(20),
  direction: '\u202Etxt.exe\u2066 \u200Fשלום עולם',
  lines: 'a\r\nBcc: victim@evil.example\r\n\r\n<h1>b</h1>\u2028c',
  halves: 'a\uD83D b\uDE00',
  entities: '<&>"\''.repeat(400),
} as const;

type Hostile = keyof typeof HOSTILE;
export const HOSTILE_KINDS = Object.keys(HOSTILE) as readonly Hostile[];

/** A failed sync of a token of such a name, which every field of strangers and the tenant's name repeat. */
export function hostileNotice(kind: Hostile): IncidentNotice {
  const name = HOSTILE[kind];
  return incidentNotice({
    tenantId: kind,
    token: { displayName: name, organizationName: name, locationName: `At ${name}`, appleId: name },
    detail: name,
  });
}

/** The largest group that a message can speak of, under the longest names. */
export function largestGroup(kind: Hostile): GroupNotice {
  const name = HOSTILE[kind];
  const label = { displayName: name, locationName: `At ${name}` };
  const tenants = Array.from({ length: 600 }, (_, index) => ({
    tenantId: `${`${kind}.`.padEnd(120, 'a')}-${index}`,
    tokenCount: 3_000,
  }));
  const members = Array.from({ length: 1_000 }, (_, index) =>
    groupMember(`${'t'.repeat(120)}-${index}`, name, { ...tenants[index % 600], label }),
  );
  return groupNotice({ counts: { open: 60_000, recovered: 0, moved: 0 }, tenants, members });
}

/** Everything a channel has to survive. */
export const HARD_NOTICES: readonly (readonly [string, Notice])[] = [
  ...HOSTILE_KINDS.map((kind) => [`a token named with ${kind}`, hostileNotice(kind)] as const),
  ...HOSTILE_KINDS.map((kind) => [`a group named with ${kind}`, largestGroup(kind)] as const),
  [
    'two hundred wrong settings',
    { ...troubleNotice(), problems: Array.from({ length: 200 }, (_, index) => `SETTING_${index}: ${HOSTILE.long}`) },
  ],
  [
    'a digest of six hundred items',
    digestNotice({ items: Array.from({ length: 600 }, () => hostileNotice('markup')) }),
  ],
  [
    'a thousand expiring tokens',
    expiringNotice({
      tokens: Array.from({ length: 1_000 }, (_, index) => ({
        tokenId: `token-${index}`,
        label: { displayName: HOSTILE.markup },
        expiresAt: stamp(AT + DAY),
        daysLeft: 1,
      })),
    }),
  ],
];
