import type { Fact } from '../../src/app/model/fact.ts';
import type { Breach } from '../telling/laws.ts';
import { type KnownFact, type Listed, nameOf, type Rest } from '../telling/trace.ts';
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

/** All that the trace holds of the subjects that a breach names, as a target lived it. */
export function storyOf({ trace }: World, rest: Rest, { target, text, at }: Breach): readonly string[] {
  const isNamed = (it: { tenantId: string; subject: string }) => text.includes(nameOf(it));
  const lines = trace.events.flatMap((event): readonly [number, string][] => {
    switch (event.kind) {
      case 'row': {
        const { no, fact, audience } = event;
        const isIn = audience.includes(target) ? '' : ' (not for here)';
        return isNamed(event) ? [[event.at, `no ${no} ${JSON.stringify(fact)}${isIn}`]] : [];
      }
      case 'silence': {
        const isMeant = text.includes(event.subject === '*' ? `${event.tenantId}!` : nameOf(event));
        return isMeant ? [[event.at, `silence of ${event.subject} until ${new Date(event.until).toISOString()}`]] : [];
      }
      case 'target':
        return event.target === target
          ? [[event.at, event.isConfigured ? 'in the settings' : 'left the settings']]
          : [];
      case 'send': {
        const names = event.names.filter(isNamed).map((it) => `${nameOf(it)} ${it.as} ${it.cause ?? ''}`);
        const isMeant = event.target === target && (names.length > 0 || text.includes(event.key));
        if (!isMeant) return [];
        const { type, message, key, outcome, landedAt, isRecorded } = event;
        const landed = landedAt === undefined ? 'never arrived' : `arrived ${new Date(landedAt).toISOString()}`;
        const end = `${outcome ?? 'no end'}, ${landed}${isRecorded ? '' : ', not recorded'}`;
        return [[event.at, `${type} ${message} (${key}): ${end}: ${names.join(', ')}`]];
      }
      default:
        return [];
    }
  });
  const near = lines.findLastIndex(([when]) => when <= at);
  const listed = rest.listed.filter((it) => it.target === target && isNamed(it));
  const ends = listed.map(
    (it) => [rest.at, `listed as ${it.standing}, taken for heard: ${JSON.stringify(it.heard)}`] as const,
  );
  return [...lines.slice(Math.max(0, near - 40), near + 10), ...ends].map(
    ([when, line]) => `${new Date(when).toISOString()} ${line}`,
  );
}
