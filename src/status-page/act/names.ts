import type { Looked } from '../../app/act/look.ts';
import type { Named } from '../../app/act/ports.ts';
import { labelOf } from '../../app/decide/label.ts';
import { WHOLE_TENANT } from '../../app/model/state.ts';
import { REPORTER, TARGET_PREFIX, tenantOf } from '../../app/model/subject.ts';
import type { Catalogue } from '../../channels/content/catalogue.ts';
import type { ContentOptions } from '../../channels/content/content.ts';
import { tenantName } from '../../channels/content/tenant.ts';
import { clean, tokenTitle } from '../../channels/content/text.ts';

/** What an action is about, in a few words: the problem with what has it. */
export function titleOf({ subjects, group }: Looked, words: Catalogue, options: ContentOptions): string {
  if (group) {
    const tenants = new Set(group.openMembers.map(tenantOf));
    const own = group.cause === null ? words.baseline : words.causes[group.cause].group;
    return own.many(group.openMembers.length, tenants.size);
  }
  const [subject] = subjects;
  return subject ? incidentTitle(subject, words, options) : '';
}

/** One incident among others, or alone. */
export function incidentTitle(subject: Named, words: Catalogue, options: ContentOptions): string {
  const name = subjectName(subject, options);
  if (!subject.incident) return name;
  const { cause } = subject.incident;
  const { headline } = subject.subject === REPORTER ? words.tenantSilent : words.causes[cause];
  return words.named(headline, name);
}

/** What people call a subject: a token by its name, a channel by its own, and all else by its tenant's. */
export function subjectName(key: Named, options: ContentOptions): string {
  const { subject, token } = key;
  if (subject.startsWith(TARGET_PREFIX)) return clean(subject.slice(TARGET_PREFIX.length));
  if (subject === WHOLE_TENANT || subject.startsWith('_')) return tenantName(tenantOf(key), options);
  return tokenTitle(subject, token ? labelOf(token.record) : {});
}
