import type { Notice } from '../app/model/notice.ts';

/**
 * What a service that keeps alerts open calls the thing a notice speaks of: the incident's id, and for what has no
 * incident a name that a later notice of the same kind shares, so that it replaces the earlier one.
 */
export function subjectId(notice: Notice): string {
  switch (notice.type) {
    case 'vpp.expiring':
      return `vpp-expiring-${notice.tenantId}`;
    case 'vpp.outbreak.opened':
    case 'vpp.outbreak.updated':
    case 'vpp.outbreak.reminder':
    case 'vpp.outbreak.resolved':
      return notice.groupId;
    case 'vpp.digest':
      return 'vpp-digest';
    case 'vpp.test':
      return 'vpp-test';
    case 'vpp.trouble':
      return `vpp-trouble-${notice.trouble}`;
    default:
      return notice.key ?? notice.incidentId;
  }
}

/** Whether a notice says that something is over. */
export function isEnd(notice: Notice): boolean {
  switch (notice.type) {
    case 'vpp.incident.resolved':
    case 'vpp.outbreak.resolved':
      return true;
    case 'vpp.expiring':
      return notice.tokens.length === 0;
    default:
      return false;
  }
}

/** How grave a notice is. */
export type NoticeSeverity = Notice['severity'];
