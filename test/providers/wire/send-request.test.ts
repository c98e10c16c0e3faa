/** What one request to a provider can come to, against a real server. */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type ProviderAnswer, sendRequest } from '../../../src/providers/wire/send-request.js';
import { type Answer, closedUrl, startServer } from '../local-server.js';
import { SELF_SIGNED } from '../self-signed.js';

const PLENTY_MS = 5000;

async function answerOf(answer: Answer, timeoutMs = PLENTY_MS): Promise<ProviderAnswer> {
  const { url } = await startServer(answer);
  return sendRequest({ url, headers: {}, timeoutMs }, fetch);
}

describe('sending a request to a provider', () => {
  it('posts JSON with the given headers and gives the answered object', async () => {
    const server = await startServer({ json: { ok: true } });
    const request = { url: `${server.url}/call?x=1`, headers: { Authorization: 'Bearer t' }, body: { a: '1' }, timeoutMs: PLENTY_MS };
    expect(await sendRequest(request, fetch)).toEqual({ status: 'answered', httpStatus: 200, json: { ok: true } });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/call',
      query: { x: '1' },
      body: '{"a":"1"}',
      headers: { authorization: 'Bearer t', accept: 'application/json', 'content-type': 'application/json' },
    });
  });

  it('reads an answer that comes in pieces, a letter torn in two', async () => {
    const bytes = Buffer.from('{"text":"é"}');
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.subarray(0, 10));
        controller.enqueue(bytes.subarray(10));
        controller.close();
      },
    });
    const torn = async () => new Response(body);
    const answer = await sendRequest({ url: 'https://provider.example/', headers: {}, timeoutMs: PLENTY_MS }, torn);
    expect(answer).toMatchObject({ status: 'answered', json: { text: 'é' } });
  });

  it.each([300, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 409, 422, 429, 451, 500, 501, 503])(
    'is refused by status %i',
    async (status) => {
      expect(await answerOf({ status, text: '' })).toMatchObject({ status: 'refused', reason: `http_${status}`, httpStatus: status });
    },
  );

  it.each([408, 502, 504, 520, 599])('is uncertain after status %i', async (status) => {
    expect(await answerOf({ status, json: { result: 'error' } })).toEqual({ status: 'uncertain', reason: `http_${status}` });
  });

  it('gives the JSON of a refusal, and does without it if there is none', async () => {
    expect(await answerOf({ status: 403, json: { error_code: 'x' } })).toMatchObject({ status: 'refused', json: { error_code: 'x' } });
    expect(await answerOf({ status: 403, text: '<html>' })).toEqual({
      status: 'refused',
      reason: 'http_403',
      httpStatus: 403,
      json: undefined,
    });
  });

  it('is still refused when the body of a refusal never ends', async () => {
    const answer = await answerOf((response) => {
      response.writeHead(403);
      response.write('{');
    }, 100);
    expect(answer).toMatchObject({ status: 'refused', reason: 'http_403' });
  });

  it('follows no redirect', async () => {
    const target = await startServer({ json: { ok: true } });
    const answer = await answerOf((response) => response.writeHead(307, { Location: target.url }).end());
    expect(answer).toMatchObject({ status: 'refused', reason: 'http_307' });
    expect(target.requests).toHaveLength(0);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '<html>ok</html>'],
    ['an array', '[{"ok":true}]'],
    ['a bare value', 'true'],
    ['null', 'null'],
    ['half an object', '{"ok":true'],
  ])('is uncertain when a success holds %s', async (_, text) => {
    expect(await answerOf({ text })).toEqual({ status: 'uncertain', reason: 'unreadable_answer' });
  });

  it('reads a body of 64 kB, and none that is larger', async () => {
    const ofSize = (bytes: number) => `{"ok":true,"x":"${'x'.repeat(bytes - 18)}"}`;
    expect(ofSize(65_536)).toHaveLength(65_536);
    expect(await answerOf({ text: ofSize(65_536) })).toMatchObject({ status: 'answered' });
    expect(await answerOf({ text: ofSize(65_537) })).toEqual({ status: 'uncertain', reason: 'answer_too_large' });
  });

  it('stops reading a body without end', async () => {
    let hasStopped: () => void = () => {};
    const stopped = new Promise<void>((resolve) => {
      hasStopped = resolve;
    });
    const answer = await answerOf((response) => {
      response.on('close', hasStopped);
      const more = (): void => {
        if (!response.destroyed) response.write(' '.repeat(16_384), () => setImmediate(more));
      };
      more();
    });
    expect(answer).toEqual({ status: 'uncertain', reason: 'answer_too_large' });
    await stopped;
  });

  it('is uncertain when no answer comes in time', async () => {
    expect(await answerOf(() => {}, 50)).toEqual({ status: 'uncertain', reason: 'timeout' });
  });

  it('counts the body into the time-out', async () => {
    const answer = await answerOf((response) => {
      response.writeHead(200);
      response.write('{"ok":');
    }, 100);
    expect(answer).toEqual({ status: 'uncertain', reason: 'timeout' });
  });

  it('is uncertain when the connection is lost before the answer or in its middle', async () => {
    expect(await answerOf((response) => response.destroy())).toEqual({ status: 'uncertain', reason: 'connection_lost' });
    const inTheMiddle = await answerOf((response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('{"ok":true', () => response.destroy());
    });
    expect(inTheMiddle).toEqual({ status: 'uncertain', reason: 'connection_lost' });
  });

  it('is refused when nobody listens', async () => {
    const request = { url: await closedUrl(), headers: {}, timeoutMs: PLENTY_MS };
    expect(await sendRequest(request, fetch)).toEqual({ status: 'refused', reason: 'connection_refused' });
  });

  it('is refused when the host has no address', async () => {
    // A label may have 63 letters (RFC 1035): this name is refused by the resolver without asking the network.
    const request = { url: `https://${'x'.repeat(64)}.invalid/`, headers: {}, timeoutMs: PLENTY_MS };
    expect(await sendRequest(request, fetch)).toEqual({ status: 'refused', reason: 'host_not_found' });
  });

  it('is refused when the certificate is not trusted, and the request is not sent', async () => {
    let requests = 0;
    const server = createServer(SELF_SIGNED, (_, response) => {
      requests += 1;
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
    expect(await sendRequest({ url, headers: {}, timeoutMs: PLENTY_MS }, fetch)).toEqual({ status: 'refused', reason: 'tls_certificate' });
    expect(requests).toBe(0);
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('a fetch of the host that misbehaves', () => {
  const request = { url: 'https://provider.example/?login_did=79157777777&code=1234', headers: {}, timeoutMs: 50 };
  const broken = (behave: () => unknown) => sendRequest(request, behave as typeof fetch);

  it.each([
    [
      'throws at once',
      () => {
        throw new Error('79157777777 1234');
      },
    ],
    [
      'throws no error',
      () => {
        throw undefined;
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('fetch failed', { cause: new Error(request.url) }))],
    [
      'rejects with a circle of causes',
      () => {
        const error = new Error('round');
        error.cause = error;
        return Promise.reject(error);
      },
    ],
    ['returns nothing', () => undefined],
  ])('is uncertain when it %s', async (_, behave) => {
    expect(await broken(behave)).toEqual({ status: 'uncertain', reason: 'connection_lost' });
  });

  it('is uncertain when it returns what is no response, or a response that was redirected', async () => {
    const unreadable = { status: 'uncertain', reason: 'unreadable_answer' };
    expect(await broken(() => ({}))).toEqual(unreadable);
    expect(await broken(() => ({ status: 200 }))).toEqual(unreadable);
    expect(await broken(() => ({ status: 200, body: ['{}'] }))).toEqual(unreadable);
    expect(await broken(() => ({ status: 200, redirected: true, body: [Buffer.from('{}')] }))).toEqual(unreadable);
  });

  it('is refused when it hides a redirect', async () => {
    expect(await broken(() => ({ status: 0, type: 'opaqueredirect' }))).toEqual({ status: 'refused', reason: 'http_redirect' });
  });

  it('ends in time even if its signal is ignored', async () => {
    expect(await broken(() => new Promise(() => {}))).toEqual({ status: 'uncertain', reason: 'timeout' });
    const endless = {
      async *[Symbol.asyncIterator]() {
        await new Promise(() => {});
        yield new Uint8Array();
      },
    };
    expect(await broken(() => ({ status: 200, body: endless }))).toEqual({ status: 'uncertain', reason: 'timeout' });
  });
});
