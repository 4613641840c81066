import { describe, expect, it } from 'vitest';
import { type HandshakePolicy, handshake } from '../../src/http/handshake.ts';

const ANY: HandshakePolicy = { allowedOrigins: ['*'], rate: 120 };

const ask = (headers: Record<string, string>, policy = ANY) => handshake({ header: (name) => headers[name] }, policy);
const statusOf = (answer: ReturnType<typeof handshake>) =>
  answer.kind === 'problem' ? answer.problem.status : answer.status;

describe('handshake', () => {
  it('grants the origin that asks, and a rate', () => {
    const asked = { 'webhook-request-origin': 'eventgrid.azure.net', 'webhook-request-rate': '1000' };
    expect(ask(asked)).toEqual({
      kind: 'answer',
      status: 200,
      headers: {
        allow: 'OPTIONS, POST',
        'webhook-allowed-origin': 'eventgrid.azure.net',
        'webhook-allowed-rate': '120',
      },
    });
  });

  it('may set no bound to the rate', () => {
    expect(ask({ 'webhook-request-origin': 'a' }, { ...ANY, rate: '*' })).toMatchObject({
      headers: { 'webhook-allowed-rate': '*' },
    });
  });

  it.each([
    ['EventGrid.azure.net', 200],
    ['eventgrid.azure.net.evil.example', 403],
    ['evil.example', 403],
    ['*', 403],
  ])('answers %s with %i where a list is set', (origin, status) => {
    const policy = { ...ANY, allowedOrigins: ['other.example', 'eventgrid.azure.net'] };
    expect(statusOf(ask({ 'webhook-request-origin': origin }, policy))).toBe(status);
  });

  it.each<Record<string, string>>([
    {},
    { 'webhook-request-origin': '' },
    { 'webhook-request-origin': 'a\r\nx: y' },
    { 'webhook-request-origin': 'x'.repeat(256) },
  ])('refuses %j, which names no origin', (headers) => {
    expect(statusOf(ask(headers))).toBe(400);
  });

  it('lets nobody in where the list is empty', () => {
    expect(statusOf(ask({ 'webhook-request-origin': 'a' }, { ...ANY, allowedOrigins: [] }))).toBe(403);
  });
});
