import type { Notice } from '../../src/app/model/notice.ts';
import type { Named, Sent } from './trace.ts';

/** What a notice says, as far as the laws look at it. */
export type Said = Pick<Sent, 'message' | 'type' | 'key' | 'group' | 'names' | 'counts' | 'saysMoreIsOpen'>;

interface About {
  readonly tenantId: string;
  readonly tokenId: string | null;
  readonly subject?: string;
  readonly incidentId: string;
  readonly cause: string;
  readonly severity: string;
}

interface Incident extends About {
  readonly type: string;
  readonly notificationId: string;
  readonly key?: string;
  readonly failing: boolean;
  readonly resolution?: string;
}

interface Expiring {
  readonly type: 'vpp.expiring';
  readonly notificationId: string;
  readonly tenantId: string;
  readonly tokens: readonly { readonly tokenId: string; readonly expiresAt: string }[];
}

interface Group {
  readonly type: string;
  readonly notificationId: string;
  readonly groupId: string;
  readonly counts: { readonly open: number; readonly recovered: number; readonly moved: number };
  readonly isCauseOpenElsewhere: boolean;
  readonly members: readonly (About & { readonly state: string; readonly change: keyof typeof WORDS })[];
}

interface Digest {
  readonly type: 'vpp.digest';
  readonly notificationId: string;
  readonly items: readonly (Incident | Expiring)[];
}

const WORDS = {
  joined: 'joined',
  worse: 'updated',
  better: 'updated',
  recovered: 'resolved',
  same: 'reminder',
} as const satisfies Record<string, Named['as']>;

/** Reads a notice as a person would. */
export function saidIn(notice: Notice): Said {
  const it = notice as unknown as Incident | Expiring | Group | Digest;
  const message = it.notificationId;
  const { type } = it;
  if ('members' in it) {
    const names = it.members.map((member) => ({ ...nameIn(member), as: WORDS[member.change] }));
    const { groupId, counts, isCauseOpenElsewhere: saysMoreIsOpen } = it;
    return { message, type, key: groupId, group: groupId, names, counts, saysMoreIsOpen };
  }
  if ('items' in it) return { message, type, key: message, names: it.items.map(namedIn) };
  return { message, type, key: 'incidentId' in it ? (it.key ?? it.incidentId) : message, names: [namedIn(it)] };
}

function namedIn(it: Incident | Expiring): Named {
  const no = Number(it.notificationId.split('-').at(-1));
  if (!('incidentId' in it)) {
    const items = it.tokens.map(({ tokenId, expiresAt }) => ({ tokenId, expiresAt }));
    return { tenantId: it.tenantId, subject: '_expiring', as: 'expiring', items, no };
  }
  const as = it.type.split('.').at(-1) as Named['as'];
  const { failing, resolution } = it;
  return { ...nameIn(it), as, no, ...(as === 'resolved' ? { resolution } : { failing }) };
}

function nameIn({ tenantId, tokenId, subject, incidentId, cause, severity }: About) {
  const name = subject ?? tokenId ?? '';
  // What concerns the app itself stands in its own partition, whichever tenant the words are about.
  const partition = name.startsWith('_refused:') || name.startsWith('_target:') ? '_app' : tenantId;
  return { tenantId: partition, subject: name, incidentId, cause, severity };
}
