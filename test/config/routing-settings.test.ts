import { expect, test } from 'vitest';
import { CHANNELS } from '../../src/channels/registry.ts';
import { readSettings } from '../../src/config/settings.ts';

// What each setting takes by itself is in test/functions/settings.test.ts; here is what they make together.

const MARK = 'SECRETMARK';
const MAIL = { SMTP_URL: `smtps://u:${MARK}@mail.example`, EMAIL_FROM: 'a@a.example', EMAIL_TO: 'b@b.example' };

test.each<[string, Record<string, string>, readonly string[]]>([
  ['nothing', {}, ['log']],
  ['an empty setting', { TEAMS_WEBHOOK_URL: ' ' }, ['log']],
  ['a webhook', { ALERT_WEBHOOK_URL: 'https://a.example/x' }, ['log', 'webhook']],
  ['Teams', { TEAMS_WEBHOOK_URL: 'https://a.example/x' }, ['log', 'teams']],
  ['Slack', { SLACK_WEBHOOK_URL: 'https://a.example/x' }, ['log', 'slack']],
  ['PagerDuty', { PAGERDUTY_ROUTING_KEY: 'key' }, ['log', 'pagerduty']],
  ['only another address of PagerDuty', { PAGERDUTY_EVENTS_URL: 'https://a.example/x' }, ['log']],
  ['an Alertmanager', { ALERTMANAGER_URL: 'http://a.example:9093' }, ['log', 'alertmanager']],
  ['mail', MAIL, ['log', 'email']],
  ['ntfy', { NTFY_URL: 'http://ntfy.example/topic' }, ['log', 'ntfy']],
])('%s switches on what it names', (_what, environment, kinds) => {
  const read = readWith(environment);

  expect(read.ok && CHANNELS.switchedOn(read.settings).map(({ kind }) => kind)).toEqual(kinds);
});

test.each(['ALERT_WEBHOOK_URL', 'TEAMS_WEBHOOK_URL', 'SLACK_WEBHOOK_URL', 'PAGERDUTY_EVENTS_URL'])(
  '%s must be https, but on this very machine, and what it is stays unsaid',
  (name) => {
    const taken = [`https://a.example/${MARK}`, 'http://localhost:9', 'http://127.0.0.1/x', 'http://[::1]:9/x'];
    const refused = [`http://a.example/${MARK}`, `http://localhost.example/${MARK}`, `http://127.0.0.1.example/`];

    const results = [...taken, ...refused].map((url) => readWith({ [name]: url }).ok);

    expect(results).toEqual([...taken.map(() => true), ...refused.map(() => false)]);
  },
);

test.each(['ALERTMANAGER_URL', 'NTFY_URL'])('%s may be http anywhere, and no other scheme', (name) => {
  const results = [
    'http://inner.example:9/topic',
    'https://a.example/topic',
    'ftp://a.example/topic',
    'a.example/topic',
  ];

  expect(results.map((url) => readWith({ [name]: url }).ok)).toEqual([true, true, false, false]);
});

test.each(Object.keys(MAIL))('without %s the other two of mail are refused together', (name) => {
  const problems = problemsOf({ ...MAIL, [name]: '' });

  expect(problems).toEqual(['SMTP_URL, EMAIL_FROM and EMAIL_TO must be set together']);
});

test('a password that is not percent-encoded is refused at start, unsaid, and not at the first mail', () => {
  const problems = problemsOf({ ...MAIL, SMTP_URL: `smtps://u:100%${MARK}@mail.example` });

  expect(problems).toEqual([expect.stringMatching(/^SMTP_URL must be .*percent-encoded/)]);
  expect(problems.join()).not.toContain(MARK);
});

test('a secret to sign with and nowhere to send to is refused', () => {
  const problems = problemsOf({ ALERT_WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' });

  expect(problems).toEqual(['ALERT_WEBHOOK_SECRET must come with ALERT_WEBHOOK_URL']);
});

function readWith(environment: Record<string, string>) {
  return readSettings({ AzureWebJobsStorage: 'UseDevelopmentStorage=true', ...environment });
}

function problemsOf(environment: Record<string, string>): readonly string[] {
  const read = readWith(environment);
  return read.ok ? [] : read.problems;
}
