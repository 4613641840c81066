import type { Catalogue } from './catalogue.ts';
import type { Fact } from './content.ts';

/** Most tokens listed by name in one notice; the status page and the webhook's data have them all. */
const LISTED = 40;

/** The first of many as facts, and how many are left. */
export function listed<Item>(
  words: Catalogue,
  items: readonly Item[],
  factOf: (item: Item, index: number) => Fact,
): readonly Fact[] {
  const facts = items.slice(0, LISTED).map(factOf);
  const hidden = items.length - facts.length;
  return hidden === 0 ? facts : [...facts, { label: words.labels.more, value: words.andMore(hidden) }];
}
