import { fieldOf, type TokenRecord } from '../../domain/record.ts';
import type { TokenLabel } from '../model/notice.ts';

/** How people know the token. */
export function labelOf(record: TokenRecord): TokenLabel {
  return {
    displayName: fieldOf(record, 'displayName'),
    organizationName: fieldOf(record, 'organizationName'),
    locationName: fieldOf(record, 'locationName'),
    appleId: fieldOf(record, 'appleId'),
    accountType: fieldOf(record, 'accountType'),
  };
}
