import { createServer, type Server, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { inspect } from 'node:util';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Notice } from '../../src/app/model/notice.ts';
import type { SendOutcome } from '../../src/app/model/ports.ts';
import { Secret } from '../../src/app/model/secret.ts';
import { EMAIL } from '../../src/channels/email/send.ts';
import { selfSigned } from './certificate.ts';
import { contextWith, MARK } from './contract.ts';
import { HOSTILE_KINDS, hostileNotice } from './hard-notices.ts';
import { KINDS, SHAPES } from './kinds.ts';
import { AT } from './moments.ts';
import { incidentNotice, resolvedNotice } from './notices.ts';

interface Mail {
  readonly raw: string;
  readonly recipients: readonly string[];
  readonly secure: boolean;
}

let certificate: { key: string; cert: string };
beforeAll(async () => {
  certificate = await selfSigned();
});

let running: { close(done: () => void): unknown } | undefined;
const trusted = getCACertificates('default');
afterEach(async () => {
  setDefaultCACertificates(trusted);
  const server = running;
  running = undefined;
  await new Promise<void>((resolve) => (server === undefined ? resolve() : void server.close(resolve)));
});

/** A real mail server on loopback that keeps what it is given. */
async function startServer(options: SMTPServerOptions = {}): Promise<{ port: number; mails: Mail[] }> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: options.secure || options.key ? [] : ['STARTTLS'],
    closeTimeout: 50,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push({
          raw: Buffer.concat(chunks).toString('utf8'),
          recipients: session.envelope.rcptTo.map(({ address }) => address),
          secure: session.secure,
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await new Promise<void>((resolve) => void listening.once('listening', resolve));
  running = server;
  return { port: (listening.address() as { port: number }).port, mails };
}

const printed: string[] = [];

/** Sends one notice; neither result nor log may hold a secret or an address. */
async function send(url: string, notice: Notice = incidentNotice(), limit = 60_000): Promise<SendOutcome> {
  printed.splice(0);
  const target = EMAIL.create(
    { url: new Secret(url), from: 'VPP <vpp@contoso.example>', to: ['it@contoso.example', 'ops@contoso.example'] },
    contextWith({ sendLimitMs: limit, warn: (line) => printed.push(line) }),
  );
  const result = await target.send(notice);
  for (const text of [inspect(target, { depth: 9 }), JSON.stringify(result), ...printed]) {
    expect(text).not.toMatch(new RegExp(`${MARK}|contoso|127\\.0\\.0\\.1|localhost`));
  }
  return result;
}

describe('mail through a real server', () => {
  it.each(Object.entries(SHAPES))('arrives once, and whole, for %s', async (_kind, notice) => {
    const { port, mails } = await startServer();
    expect(await send(`smtp://127.0.0.1:${port}`, notice)).toEqual({ kind: 'delivered' });
    expect(mails).toHaveLength(1);
    const mail = await simpleParser(mails[0]!.raw);
    expect(mail.from?.value).toEqual([{ name: 'VPP', address: 'vpp@contoso.example' }]);
    expect(mail.subject).toMatch(/\S/);
    expect(mail.text).toMatch(/\S/);
    expect(mail.html).toContain('<h1');
    expect(mail.date?.getTime()).toBe(AT);
    expect(mails[0]!.recipients).toEqual(['it@contoso.example', 'ops@contoso.example']);
  });

  it('keeps the mails of an incident together', async () => {
    const { port, mails } = await startServer();
    for (const notice of [incidentNotice(), KINDS.reminder!, resolvedNotice()])
      await send(`smtp://127.0.0.1:${port}`, notice);
    const parsed = await Promise.all(mails.map(({ raw }) => simpleParser(raw)));
    expect(new Set(parsed.map(({ messageId }) => messageId)).size).toBe(3);
    const root = `<${incidentNotice().incidentId}@contoso.example>`;
    expect(parsed.map(({ references }) => references)).toEqual([root, root, root]);
    expect(parsed.map(({ inReplyTo }) => inReplyTo)).toEqual([root, root, root]);
  });

  it('keeps its id on another attempt', async () => {
    const { port, mails } = await startServer();
    await send(`smtp://127.0.0.1:${port}`);
    await send(`smtp://127.0.0.1:${port}`);
    const ids = await Promise.all(mails.map(async ({ raw }) => (await simpleParser(raw)).messageId));
    expect(ids[0]).toBe(ids[1]);
  });

  it.each(HOSTILE_KINDS)('is harmed by no name: %s', async (kind) => {
    const { port, mails } = await startServer();
    expect(await send(`smtp://127.0.0.1:${port}`, hostileNotice(kind))).toEqual({ kind: 'delivered' });
    const mail = await simpleParser(mails[0]!.raw);
    expect(mail.bcc).toBeUndefined();
    expect(mail.subject).toMatch(/e7f2$/);
    expect(mail.attachments).toEqual([]);
    expect(mail.headers.has('bcc')).toBe(false);
  });
});

describe('mail over TLS', () => {
  const onAuth: SMTPServerOptions['onAuth'] = (auth, _session, done) =>
    auth.username === 'us@er' && auth.password === MARK ? done(null, { user: 1 }) : done(new Error(`no ${MARK}`));

  it.each([
    ['STARTTLS', 'smtp', false],
    ['SMTPS', 'smtps', true],
  ])('is sent with %s, and the password only then', async (_name, scheme, secure) => {
    const { port, mails } = await startServer({ ...certificate, secure, onAuth, authOptional: false });
    setDefaultCACertificates([...trusted, certificate.cert]);
    expect(await send(`${scheme}://us%40er:${MARK}@localhost:${port}`)).toEqual({ kind: 'delivered' });
    expect(mails[0]?.secure).toBe(true);
  });

  it.each([
    ['STARTTLS', 'smtp', false],
    ['SMTPS', 'smtps', true],
  ])('is not sent with %s to a server that nobody vouches for', async (_name, scheme, secure) => {
    let asked = false;
    const watched: SMTPServerOptions['onAuth'] = (_auth, _session, done) => {
      asked = true;
      done(null, { user: 1 });
    };
    const { port, mails } = await startServer({ ...certificate, secure, onAuth: watched });
    expect(await send(`${scheme}://us%40er:${MARK}@localhost:${port}`)).toMatchObject({
      kind: 'notTaken',
      reason: expect.stringMatching(/TLS/),
    });
    expect({ asked, mails }).toEqual({ asked: false, mails: [] });
  });

  it('is refused where the login is', async () => {
    const { port } = await startServer({ ...certificate, secure: true, onAuth, authOptional: false });
    setDefaultCACertificates([...trusted, certificate.cert]);
    expect(await send(`smtps://somebody:${MARK}@localhost:${port}`)).toEqual({
      kind: 'notTaken',
      reason: 'login refused (535)',
    });
  });
});

describe('mail that a server does not take', () => {
  const answering = (code: number) => Object.assign(new Error(`no ${MARK} contoso`), { responseCode: code });

  it.each([
    [550, 'notTaken'],
    [451, 'notTaken'],
  ])('is classified by the answer %i to its recipients', async (code, kind) => {
    const { port } = await startServer({ onRcptTo: (_address, _session, done) => done(answering(code)) });
    expect(await send(`smtp://127.0.0.1:${port}`)).toEqual({ kind, reason: `the mail server answered ${code}` });
  });

  it.each([
    [554, 'refused'],
    [452, 'notTaken'],
  ])('is classified by the answer %i to its text', async (code, kind) => {
    const { port } = await startServer({
      onData(stream, _session, done) {
        stream.resume();
        stream.on('end', () => done(answering(code)));
      },
    });
    expect(await send(`smtp://127.0.0.1:${port}`)).toEqual({ kind, reason: `the mail server answered ${code}` });
  });

  it('is delivered where some recipients are refused, and says so in the log', async () => {
    const { port, mails } = await startServer({
      onRcptTo: ({ address }, _session, done) => done(address.startsWith('ops') ? answering(550) : null),
    });
    expect(await send(`smtp://127.0.0.1:${port}`)).toEqual({ kind: 'delivered' });
    expect(mails).toHaveLength(1);
    expect(printed).toEqual(['email: sent, but not to all recipients, refused=1 recipients=2']);
  });
});

describe('mail to a server that misbehaves', () => {
  async function startSocket(onSocket: (socket: Socket) => void): Promise<number> {
    const open = new Set<Socket>();
    const server: Server = createServer((socket) => {
      open.add(socket.on('error', () => undefined));
      onSocket(socket);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    running = {
      close(done) {
        for (const socket of open) socket.destroy();
        server.close(() => done());
      },
    };
    return (server.address() as { port: number }).port;
  }

  it.each([
    ['says nothing', () => undefined],
    [
      'greets for ever',
      (socket: Socket) => {
        const timer = setInterval(() => socket.write('220-\r\n'), 5);
        socket.on('close', () => clearInterval(timer));
      },
    ],
  ])('gives up in time on one that %s, and lets go of it', async (_what, onSocket) => {
    let closed: Promise<unknown> = Promise.resolve();
    const port = await startSocket((socket) => {
      closed = new Promise((resolve) => socket.on('close', resolve));
      onSocket(socket);
    });
    expect(await send(`smtp://127.0.0.1:${port}`, incidentNotice(), 300)).toEqual({
      kind: 'noAnswer',
      reason: 'no answer within 0.3 s',
    });
    await closed;
  });

  it.each([
    ['closes at once', (socket: Socket) => socket.destroy()],
    [
      'closes after its greeting',
      (socket: Socket) => socket.write('220 hi\r\n', () => setTimeout(() => socket.destroy(), 20)),
    ],
  ])('does not know what became of it at one that %s', async (_what, onSocket) => {
    const port = await startSocket((socket) => void onSocket(socket));
    expect(await send(`smtp://127.0.0.1:${port}`)).toMatchObject({ kind: 'noAnswer' });
  });

  it('was not taken by one that refuses the connection', async () => {
    const port = await startSocket(() => undefined);
    await new Promise<void>((resolve) => running?.close(resolve));
    running = undefined;
    expect(await send(`smtp://127.0.0.1:${port}`)).toEqual({
      kind: 'notTaken',
      reason: expect.stringMatching(/^connection refused/),
    });
  });

  it('was not taken by one that speaks no SMTP', async () => {
    const port = await startSocket((socket) => void socket.end(`HTTP/1.1 400 ${MARK}\r\n\r\n`));
    const result = await send(`smtp://127.0.0.1:${port}`);
    expect(result).toMatchObject({ kind: 'notTaken' });
    expect(JSON.stringify(result)).not.toContain(MARK);
  });

  it('was not taken by one that speaks no TLS', async () => {
    const port = await startSocket((socket) => void socket.write('220 hi\r\n'));
    expect(await send(`smtps://127.0.0.1:${port}`)).toMatchObject({
      kind: 'notTaken',
      reason: expect.stringMatching(/TLS/),
    });
  });

  it('refuses an address that is none', async () => {
    expect(await send('nonsense')).toEqual({ kind: 'notTaken', reason: 'the configured address is not an SMTP URL' });
  });
});
