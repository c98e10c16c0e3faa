/** Watching a verification, over streams that end, hang, or never come through. */
import { callVerificationRouter } from 'express-call-verification';
import { createCallVerificationClient, type VerificationStatus } from 'express-call-verification/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openShop } from '../support/shop.js';
import {
  type Act,
  ANSWERED,
  cut,
  hang,
  html,
  json,
  OVER,
  openScriptedServer,
  PENDING,
  problem,
  type ScriptedServer,
  stream,
} from './scripted-server.js';

/** Watches a verification at `url`. */
function watch(url: string, verificationId = 'an-id') {
  const statuses: VerificationStatus[] = [];
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const end = createCallVerificationClient({ url }).watch({ verificationId }, (status) => statuses.push(status), { signal: abort.signal });
  const outcomes = (): readonly string[] => statuses.map(({ status, call }) => `${status} ${call.outcome}`);
  return { statuses, outcomes, end, abort: () => abort.abort() };
}

const accepts = ({ requests }: ScriptedServer) => requests.map(({ headers }) => headers.accept);
const STREAM = 'text/event-stream';

/** A proxy that keeps a stream's bytes until it ends, which it does not; other requests are answered in turn. */
function buffering(...answers: readonly Act[]): Act {
  let asked = 0;
  return (res, request) => {
    if (request.headers.accept !== STREAM) answers[Math.min(asked++, answers.length - 1)]?.(res, request);
  };
}

describe('watching', () => {
  it('tells the status now and at every change, until the verification is over', async () => {
    const shop = await openShop({ routes: (app, calls) => void app.use('/phone', callVerificationRouter(calls)) });
    const id = await shop.begin();
    const watched = watch(`${shop.url}/phone`, id);
    await expect.poll(watched.outcomes).toEqual(['pending pending']);
    await shop.report({ cause: 17, word: 'BUSY' });
    await expect.poll(watched.outcomes).toEqual(['pending pending', 'pending busy']);
    await shop.check(id, shop.code());
    expect(await watched.end).toBe('over');
    expect(watched.outcomes()).toEqual(['pending pending', 'pending busy', 'verified busy']);
    expect(watched.statuses[0]).toMatchObject({ ok: true, checksLeft: 3, nextMethods: expect.any(Array) });
  });

  it('is told at once what the server refuses', async () => {
    const shop = await openShop({ routes: (app, calls) => void app.use('/phone', callVerificationRouter(calls)) });
    expect(await watch(`${shop.url}/phone`, 'nobody-knows-it').end).toMatchObject({ ok: false, code: 'verification_not_found' });
    expect(await watch(`${shop.url}/nothing-here`).end).toMatchObject({ ok: false, code: 'unexpected_answer', status: 404 });
  });

  it('ends with an abort, and so does its connection', async () => {
    let isClosed = false;
    const server = await openScriptedServer(stream([PENDING], (res) => void res.on('close', () => (isClosed = true))));
    const watched = watch(server.url);
    await expect.poll(watched.outcomes).toHaveLength(1);
    watched.abort();
    expect(await watched.end).toBe('aborted');
    await expect.poll(() => isClosed).toBe(true);
    expect(
      await createCallVerificationClient({ url: server.url }).watch({ verificationId: 'x' }, () => undefined, {
        signal: AbortSignal.abort(),
      }),
    ).toBe('aborted');
    expect(server.requests).toHaveLength(1);
  });

  it('is over although the server leaves the stream open', async () => {
    const server = await openScriptedServer(stream([PENDING, OVER]));
    const watched = watch(server.url);
    expect(await watched.end).toBe('over');
    expect(watched.outcomes()).toEqual(['pending pending', 'verified pending']);
  });

  it('hands on what the listener throws', async () => {
    const server = await openScriptedServer(stream([PENDING]));
    const fail = (): never => {
      throw new Error('a mistake on the page');
    };
    await expect(createCallVerificationClient({ url: server.url }).watch({ verificationId: 'x' }, fail)).rejects.toThrow(
      'a mistake on the page',
    );
  });
});

describe('a stream that ends too early', () => {
  it('is opened again, and says nothing twice', async () => {
    const breakOff = (documents: readonly object[]): Act => stream(documents, (res) => res.destroy());
    const server = await openScriptedServer(breakOff([PENDING]), breakOff([PENDING, ANSWERED]), cut, html(502), stream([ANSWERED, OVER]));
    const watched = watch(server.url);
    expect(await watched.end).toBe('over');
    expect(watched.outcomes()).toEqual(['pending pending', 'pending answered', 'verified pending']);
    expect(accepts(server)).toEqual(Array(5).fill(STREAM));
  });

  it('is opened again when the server is back', async () => {
    const server = await openScriptedServer(stream([PENDING]), stream([OVER]));
    const watched = watch(server.url);
    await expect.poll(watched.outcomes).toHaveLength(1);
    await server.stop();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await server.resume();
    expect(await watched.end).toBe('over');
    expect(watched.outcomes()).toEqual(['pending pending', 'verified pending']);
  });

  it('is opened again at once when the browser is online again, on whatever network', async () => {
    const page = new EventTarget();
    Object.assign(globalThis, {
      addEventListener: page.addEventListener.bind(page),
      removeEventListener: page.removeEventListener.bind(page),
    });
    onTestFinished(() => {
      Reflect.deleteProperty(globalThis, 'addEventListener');
      Reflect.deleteProperty(globalThis, 'removeEventListener');
    });
    const server = await openScriptedServer(stream([PENDING]), stream([OVER]));
    const watched = watch(server.url);
    await expect.poll(watched.outcomes).toHaveLength(1);
    page.dispatchEvent(new Event('online'));
    expect(await watched.end).toBe('over');
  });
});

describe('where a stream does not come through', () => {
  it('the status is asked for instead', async () => {
    const server = await openScriptedServer(buffering(json(200, PENDING), json(200, OVER)));
    const watched = watch(server.url);
    expect(await watched.end).toBe('over');
    expect(watched.outcomes()).toEqual(['pending pending', 'verified pending']);
    expect(accepts(server)).toEqual([STREAM, '*/*', '*/*']);
  });

  it('so it is where the headers came, and nothing more', async () => {
    const held: Act = (res) => res.writeHead(200, { 'Content-Type': STREAM }).flushHeaders();
    const server = await openScriptedServer(held, json(200, OVER));
    expect(await watch(server.url).end).toBe('over');
    expect(accepts(server)).toEqual([STREAM, '*/*']);
  });

  it('so it is where a body cannot be read in pieces', async () => {
    const server = await openScriptedServer(
      stream([PENDING], (res) => res.end()),
      json(200, OVER),
    );
    const whole: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      Object.defineProperty(response, 'body', { value: undefined });
      return response;
    };
    const end = createCallVerificationClient({ url: server.url, fetch: whole }).watch({ verificationId: 'x' }, () => undefined);
    expect(await end).toBe('over');
  });

  it('so it is where the document comes instead of a stream, or too many watch', async () => {
    const server = await openScriptedServer(json(200, PENDING), json(200, OVER));
    expect(await watch(server.url).end).toBe('over');
    const full = await openScriptedServer(problem(429, 'too_many_requests', { retryAfterSeconds: 0 }), json(200, OVER));
    expect(await watch(full.url).end).toBe('over');
    expect(accepts(full)).toEqual([STREAM, '*/*']);
  });

  it('the next stream is tried when nothing came through at all', async () => {
    const server = await openScriptedServer(hang, cut, cut, cut, stream([OVER]));
    expect(await watch(server.url).end).toBe('over');
    expect(accepts(server)).toEqual([STREAM, '*/*', '*/*', '*/*', STREAM]);
  });
});
