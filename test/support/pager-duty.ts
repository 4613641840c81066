import type { Target } from '../../src/app/model/ports.ts';
import { Secret } from '../../src/app/model/secret.ts';
import { PAGERDUTY } from '../../src/channels/pagerduty/send.ts';
import { contentOptions } from '../channels/options.ts';

interface PagerDutyEvent {
  readonly event_action: string;
  readonly dedup_key: string;
}

/** The real channel before a PagerDuty that keeps what it is sent, and takes no more once it is told to refuse. */
export function pagerDuty() {
  const events: PagerDutyEvent[] = [];
  let status = 202;
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    events.push(JSON.parse(String(init?.body)));
    return new Response(null, { status });
  };
  const context = { fetch, now: Date.now, warn: () => {}, info: () => {}, content: contentOptions() };
  const sender = PAGERDUTY.create({ routingKey: new Secret('key') }, context);
  const target: Target = { id: 'pagerduty', hasKeys: true, paceMs: 0, settingsHash: 'first', ...sender };
  const refuse = () => {
    status = 500;
  };
  return { events, target, refuse };
}
