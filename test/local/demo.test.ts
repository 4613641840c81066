import { afterAll, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../local/demo/demo.ts';
import type { AlertLine } from '../../local/demo/receiver.ts';
import { until } from './fixture-host.ts';

let demo: Demo | undefined;
afterAll(() => demo?.stop());

it('tells of a sync that fails and works again, as Graph lists it, while hours pass in seconds', async () => {
  const printed: string[] = [];
  const heard: AlertLine[] = [];
  demo = await startDemo({
    hourMs: 1_500,
    port: 0,
    print: (line) => printed.push(line),
    heard: (alert) => heard.push(alert),
  });

  demo.tell();
  const resolved = await until('the sync works again', async () => heard.find(isAbout('resolved', 'Contoso')), 150_000);

  const opened = heard.find(isAbout('opened', 'Contoso'));
  const hours = (resolved.at - (opened?.at ?? 0)) / 3_600_000;
  expect(heard.find(({ type }) => type === 'vpp.outbreak.opened')?.title).toContain('Fabrikam');
  expect(hours).toBeGreaterThanOrEqual(2);
  expect(printed.some((line) => line.includes('-- Contoso Schools: a sync fails'))).toBe(true);
  const answer = await fetch(`${demo.host.url}/api/tokens?limit=500`);
  expect(await answer.json()).toMatchObject({ value: { length: 320 } });
}, 180_000);

function isAbout(verb: string, tenant: string) {
  return ({ type, title }: AlertLine) => type === `vpp.incident.${verb}` && title.includes(tenant);
}
