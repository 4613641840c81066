import { expect, test } from 'vitest';
import type { TimelineEvent } from '../../src/app/model/state.ts';
import { timeline } from '../../src/status-page/parts/timeline.ts';
import { contextOf } from './context.ts';

const shown = (event: TimelineEvent) => String(timeline([{ incidentId: 'i', seq: 1, at: 0, event }], contextOf('en')));

test('a name that a sign-in vouches for is marked, and one that only says so of itself is not', () => {
  const [vouched, typed] = [
    shown({ kind: 'acknowledged', by: 'mia@contoso.example', verified: true }),
    shown({ kind: 'acknowledged', by: 'mia@contoso.example <b class="vouched">signed in</b>' }),
  ];

  expect(vouched).toContain('<b class="vouched">signed in</b>');
  expect(typed).not.toContain('<b class="vouched">');
});

test.each([
  [{ kind: 'unsilenced', by: 'Mia' }, 'Alerts resumed by Mia'],
  [{ kind: 'unsilenced' }, 'Alerts resumed'],
  [{ kind: 'redriven', target: 'teams', by: 'Mia' }, 'Resent to teams by Mia'],
] as const)('%j says who did it, where that is known', (event, expected) => {
  expect(shown(event)).toContain(expected);
});
