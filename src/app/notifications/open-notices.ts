import type { WantsReader } from '../deliver/ports.ts';
import type { Notice } from '../model/notice.ts';
import { isOpen, type SubjectKey, type SubjectState } from '../model/subject.ts';
import type { PolicyFor } from './incident-notice.ts';
import { openNotice } from './mailbox-target.ts';

/**
 * What is open of these subjects, each as an alert would say it now for the first time, be it that one was sent, or is
 * held. A subject of which nothing is open, or whose row cannot be read, is left out.
 *
 * @param now milliseconds since the epoch
 * @throws StorageUnavailable
 */
export async function openNotices(
  keys: readonly SubjectKey[],
  { wants, policyFor, now }: { wants: Pick<WantsReader<SubjectState>, 'readWants'>; policyFor: PolicyFor; now: number },
): Promise<readonly Notice[]> {
  const found = await wants.readWants(keys);
  return [...found.values()].flatMap((want) => {
    const incident = want?.state.incident;
    if (!want || !isOpen(incident)) return [];
    const { id: incidentId, cause, severity, failing } = incident;
    const fact = { kind: 'open', incidentId, cause, severity, failing } as const;
    return openNotice({ key: incidentId, members: [{ want, fact }] }, '', policyFor, now);
  });
}
