import type { ExpiringToken } from '../../app/model/notice.ts';
import { PUSH } from '../../app/model/subject.ts';
import type { Catalogue } from './catalogue.ts';
import type { Expiring } from './expiring-words.ts';
import { nameOf, tail, tokenNames, tokenTitle } from './text.ts';

/** What of a tenant expires. */
export function kindOf({ tokenId }: Pick<ExpiringToken, 'tokenId'>): Expiring {
  if (tokenId === PUSH) return 'push';
  return tokenId.startsWith('_') ? 'enrollment' : 'token';
}

/** What kinds there are among them, each once. */
export function kindsOf(all: readonly Pick<ExpiringToken, 'tokenId'>[]): readonly Expiring[] {
  return [...new Set(all.map(kindOf))];
}

/** What one of them is called; undefined where it has no name. */
export function nameInList({ tokenId, label }: ExpiringToken): string | undefined {
  return kindOf({ tokenId }) === 'token' ? tokenTitle(tokenId, label) : nameOf(label.displayName);
}

/** One of them in a list. */
export function titleInList(token: ExpiringToken, words: Catalogue): string {
  const kind = kindOf(token);
  const name = nameInList(token);
  return kind === 'token' ? (name ?? '') : words.expiring.connection(kind, name);
}

/** What a title may call one of them; a push certificate, of which a tenant has but one, needs no name. */
export function namesInTitle({ tokenId, label }: ExpiringToken, words: Catalogue): readonly [string, ...string[]] {
  if (kindOf({ tokenId }) !== 'token') return [nameOf(label.displayName) ?? ''];
  return tokenNames(label, words.incident.unnamedToken);
}

/** What stands behind such a name, and is not cut: tokens are told apart by it. */
export function tailOf({ tokenId }: ExpiringToken): string {
  return kindOf({ tokenId }) === 'token' ? ` …${tail(tokenId)}` : '';
}
