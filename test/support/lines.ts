import type { GroupNotice, IncidentNotice, Notice } from '../../src/app/model/notice.ts';

/** A notice in one line: `opened contoso/t-1 syncFailed warning`. */
export function lineOf(notice: Notice): string {
  const type = notice.type.replace(/^vpp\.(incident\.)?/, '');
  switch (notice.type) {
    case 'vpp.expiring': {
      const named = notice.tokens.map(({ tokenId, daysLeft }) => `${tokenId}:${daysLeft}`);
      const renewed = notice.renewed.map(({ tokenId }) => `${tokenId}:renewed`);
      return [type, notice.tenantId, ...named, ...renewed, notice.severity].join(' ');
    }
    case 'vpp.digest':
      return `digest [${notice.items.map(lineOf).sort().join('; ')}]`;
    case 'vpp.test':
    case 'vpp.trouble':
      return type;
    case 'vpp.outbreak.opened':
    case 'vpp.outbreak.updated':
    case 'vpp.outbreak.reminder':
    case 'vpp.outbreak.resolved':
      return groupLine(type, notice);
    default:
      return incidentLine(type, notice);
  }
}

/** `outbreak.updated syncFailed names 2: 5 open, 1 recovered`. */
function groupLine(type: string, { cause, members, counts }: GroupNotice): string {
  const all = Object.entries(counts).filter(([, count]) => count > 0);
  return `${type} ${cause} names ${members.length}: ${all.map(([what, count]) => `${count} ${what}`).join(', ')}`;
}

function incidentLine(type: string, notice: IncidentNotice): string {
  const { tenantId, tokenId, subject, tokenCount, cause, severity, direction, resolution } = notice;
  const who = tokenId ?? (tokenCount === undefined ? subject : `${subject}(${tokenCount})`);
  const words = [type, direction, `${tenantId}/${who}`, cause, severity, resolution];
  return words.filter((word) => word !== undefined).join(' ');
}
