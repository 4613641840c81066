import type { Fact } from '../../src/app/model/fact.ts';
import type { KnownFact, Listed, Rest } from '../telling/trace.ts';
import type { World } from './world.ts';

const PAGE = 500;

/** How every subject stands with every target, as the listing for people says, when all is over. */
export async function restOf(world: World): Promise<Rest> {
  const { app } = world.anInstance();
  const listed: Listed[] = [];
  for (let continuation: string | undefined; ; ) {
    const page = await app.notifications({}, { limit: PAGE, ...(continuation && { continuation }) });
    for (const { tenantId, subject, target, standing, heard } of page.items) {
      listed.push({ tenantId, subject, target, standing, heard: heard ? knownOf(heard.fact) : null });
    }
    continuation = page.continuation;
    if (continuation === undefined) return { at: world.now, listed };
  }
}

export function knownOf(fact: Fact): KnownFact {
  if (fact.kind !== 'expiring') return fact;
  return { kind: 'expiring', items: fact.items.map(({ tokenId, expiresAt }) => ({ tokenId, expiresAt })) };
}
