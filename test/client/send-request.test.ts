/** What the client makes of bad networks and of servers that are not ours. */
import { createCallVerificationClient } from 'express-call-verification/client';
import { describe, expect, it } from 'vitest';
import { type Act, cut, hang, html, json, openScriptedServer, PENDING, problem } from './scripted-server.js';

const STARTED = { ...PENDING, verificationId: 'an-id', phone: '+7********77' };

async function open(...acts: readonly Act[]) {
  const server = await openScriptedServer(...acts);
  return { server, client: createCallVerificationClient({ url: `${server.url}/auth/call` }) };
}

describe('after the network failed', () => {
  it('a start is sent again with the same key and body, so that nobody is called twice', async () => {
    const { server, client } = await open(cut, cut, json(202, STARTED));
    expect(await client.start({ phone: '+79150000000', method: 'flash_call' })).toEqual({ ok: true, ...STARTED });
    const keys = server.requests.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual(Array(3).fill(expect.stringMatching(/^[\x21-\x7e]{32,}$/)));
    expect(new Set(keys).size).toBe(1);
    expect(server.requests.map(({ body }) => JSON.parse(body))).toEqual(Array(3).fill({ phone: '+79150000000', method: 'flash_call' }));
  });

  it.each([
    ['again', (client: ReturnType<typeof createCallVerificationClient>) => client.again({ verificationId: 'an-id' }), json(202, STARTED)],
    [
      'check',
      (client: ReturnType<typeof createCallVerificationClient>) => client.check({ verificationId: 'an-id', code: '12' }),
      json(202, { status: 'awaiting_call', retryAfterSeconds: 2 }),
    ],
  ])('%s is sent again with the same key', async (_, call, answer) => {
    const { server, client } = await open(cut, answer);
    expect(await call(client)).toMatchObject({ ok: true });
    const [first, second] = server.requests.map(({ headers }) => headers['idempotency-key']);
    expect(first).toEqual(expect.any(String));
    expect(second).toBe(first);
  });

  it('two calls of a method have two keys', async () => {
    const { server, client } = await open(json(202, STARTED));
    await client.start({ phone: '+79150000000' });
    await client.start({ phone: '+79150000000' });
    expect(new Set(server.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(2);
  });

  it('it is tried three times, and then the page is offline', async () => {
    const { server, client } = await open(cut);
    expect(await client.status({ verificationId: 'an-id' })).toEqual({ ok: false, code: 'offline' });
    expect(server.requests).toHaveLength(3);
  });

  it('an answer that breaks off in the middle is none', async () => {
    const half: Act = (res) => {
      res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
      res.write('{"status":', () => res.destroy());
    };
    const { server, client } = await open(half, json(200, PENDING));
    expect(await client.status({ verificationId: 'an-id' })).toEqual({ ok: true, ...PENDING });
    expect(server.requests).toHaveLength(2);
  });

  it('a cancel whose answer was lost is done', async () => {
    const { client } = await open(cut, problem(410, 'verification_closed', { reason: 'canceled' }));
    expect(await client.cancel({ verificationId: 'an-id' })).toEqual({ ok: true, status: 'closed', reason: 'canceled' });
  });
});

describe('after an answer', () => {
  it('only one that says "very soon" is asked again, with the same key', async () => {
    const { server, client } = await open(html(503, { 'Retry-After': '0' }), json(202, STARTED));
    expect(await client.start({ phone: '+79150000000' })).toMatchObject({ ok: true });
    const [first, second] = server.requests.map(({ headers }) => headers['idempotency-key']);
    expect(second).toBe(first);
  });

  it.each([
    ['a 503 that says "later"', problem(503, 'temporarily_unavailable', { retryAfterSeconds: 30 })],
    ['a 503 that says nothing', html(503)],
    ['another fault of the server', html(502, { 'Retry-After': '0' })],
    ['a limit', problem(429, 'too_many_requests', { retryAfterSeconds: 1 })],
  ])('%s is the result', async (_, act) => {
    const { server, client } = await open(act);
    expect(await client.start({ phone: '+79150000000' })).toMatchObject({ ok: false });
    expect(server.requests).toHaveLength(1);
  });
});

describe('an answer that is not the server’s', () => {
  it.each([
    ['a page', html(200), { code: 'unexpected_answer', status: 200 }],
    ['a page that says that nothing is there', html(404), { code: 'unexpected_answer', status: 404 }],
    ['JSON of something else', json(200, { hello: 'world' }), { code: 'unexpected_answer' }],
    ['a list', json(200, []), { code: 'unexpected_answer', status: 200 }],
    ['nothing', (res) => res.writeHead(204).end(), { code: 'unexpected_answer' }],
    ['a problem of another kind', problem(400, 'other_problem', { detail: 'theirs' }), { code: 'unexpected_answer', status: 400 }],
    [
      'what says it is JSON',
      (res) => res.writeHead(200, { 'Content-Type': 'application/json' }).end('<'),
      { code: 'unexpected_answer', status: 200 },
    ],
    ['a limit of a proxy', html(429, { 'Retry-After': '7' }), { code: 'too_many_requests', status: 429, retryAfterSeconds: 7 }],
    ['a proxy without a server', html(503), { code: 'temporarily_unavailable', status: 503 }],
  ] satisfies [string, Act, object][])('is told from one: %s', async (_, act, expected) => {
    const { client } = await open(act);
    expect(await client.status({ verificationId: 'an-id' })).toEqual({ ok: false, ...expected });
    expect(await client.start({ phone: '+79150000000' })).toEqual({ ok: false, ...expected });
    expect(await client.countries()).toEqual({ ok: false, ...expected });
  });

  it('leaves out members that are not as they should be', async () => {
    const { client } = await open(problem(422, 'code_incorrect', { checksLeft: 'two', detail: 'Wrong.', more: 1 }));
    expect(await client.check({ verificationId: 'an-id', code: '1234' })).toEqual({
      ok: false,
      code: 'code_incorrect',
      status: 422,
      detail: 'Wrong.',
    });
  });

  it('keeps a challenge as the host wrote it', async () => {
    const challenge = { kind: 'captcha', siteKey: 'public', nested: [1, null] };
    const { client } = await open(problem(403, 'challenge_required', { challenge }));
    expect(await client.start({ phone: '+79150000000' })).toEqual({ ok: false, code: 'challenge_required', status: 403, challenge });
  });
});

describe('an abort', () => {
  it('ends a request that is on its way', async () => {
    const { server, client } = await open(hang);
    const abort = new AbortController();
    const asking = client.start({ phone: '+79150000000' }, { signal: abort.signal });
    await expect.poll(() => server.requests.length).toBe(1);
    abort.abort();
    expect(await asking).toEqual({ ok: false, code: 'aborted' });
  });

  it('ends the wait before another try', async () => {
    const { server, client } = await open(html(503, { 'Retry-After': '5' }));
    const abort = new AbortController();
    const asking = client.start({ phone: '+79150000000' }, { signal: abort.signal });
    await expect.poll(() => server.requests.length).toBe(1);
    abort.abort();
    expect(await asking).toEqual({ ok: false, code: 'aborted' });
    expect(server.requests).toHaveLength(1);
  });

  it('that came before sends nothing', async () => {
    const { server, client } = await open(json(200, PENDING));
    expect(await client.status({ verificationId: 'an-id' }, { signal: AbortSignal.abort() })).toEqual({ ok: false, code: 'aborted' });
    expect(server.requests).toEqual([]);
  });
});

describe('what a programmer got wrong', () => {
  it('is thrown: an address that is none', async () => {
    await expect(createCallVerificationClient().countries()).rejects.toThrow(TypeError);
  });

  it('is thrown: credentials that no request can have', async () => {
    const { server } = await open(json(200, PENDING));
    const client = createCallVerificationClient({ url: server.url, credentials: 'always' as 'include' });
    await expect(client.status({ verificationId: 'an-id' })).rejects.toThrow(/always|credentials/);
    expect(server.requests).toEqual([]);
  });

  it('is thrown: headers that fail', async () => {
    const { server } = await open(json(200, PENDING));
    const client = createCallVerificationClient({ url: server.url, headers: () => Promise.reject(new Error('no CSRF token')) });
    await expect(client.status({ verificationId: 'an-id' })).rejects.toThrow('no CSRF token');
    expect(server.requests).toEqual([]);
  });
});
