/** The contract fits methods of other shapes: another protocol, a token first, number and code in another form, unclear statuses. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { CallMethod, PlaceResult } from 'express-call-verification';
import type { ProviderStandIn, ReceivedRequest } from 'express-call-verification/testing';
import { describe, expect, it } from 'vitest';
import { brokenSentences, testsOf } from './contract-tests.js';
import { createSoundMethod, SOUND } from './sound-method.js';

/** What matters of the way to the provider. */
const ASKING = /accepts is placed|in time|redirect|connection that is refused/;
const uncertain = (reason: string): PlaceResult => ({ status: 'uncertain', reason });

/** Writes a line, and waits for `OK`: a protocol that is none of HTTP. */
function createLineMethod(standIn: ProviderStandIn, byError?: (error: unknown) => PlaceResult): CallMethod {
  const { host, port, timeoutMs } = standIn;
  const place: CallMethod['place'] = async ({ phone, code }) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const socket = connect({ host, port }).on('error', () => undefined);
    try {
      await once(socket, 'connect', { signal });
      socket.write(`${phone} ${code}\n`);
      const [line]: unknown[] = await Promise.race([once(socket, 'data', { signal }), once(socket, 'close', { signal }).then(() => [])]);
      return String(line) === 'OK\n' ? { status: 'placed' } : uncertain('no_answer');
    } catch (error) {
      if (byError !== undefined) return byError(error);
      const isUnsent = (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
      return isUnsent ? { status: 'refused', blame: 'provider', reason: 'connection_refused' } : uncertain('timeout');
    } finally {
      socket.destroy();
    }
  };
  return createSoundMethod(standIn, { method: { place } });
}

describe('the contract of a method that does not speak HTTP', () => {
  const options = { success: undefined, refusal: undefined };

  it('leaves out what is about HTTP, and is kept', async () => {
    const tests = testsOf((standIn) => createLineMethod(standIn), options);
    expect(tests.length).toBeGreaterThan(8);
    expect(tests.length).toBeLessThan(15);
    expect(await brokenSentences(tests)).toEqual([]);
  });

  it('is broken where a connection that is refused is uncertain', async () => {
    const broken = await brokenSentences(testsOf((standIn) => createLineMethod(standIn, () => uncertain('no_connection')), options));
    expect(broken).toEqual([expect.stringContaining('a connection that is refused')]);
  });

  it('is broken where silence is a call', async () => {
    const broken = await brokenSentences(testsOf((standIn) => createLineMethod(standIn, () => ({ status: 'placed' })), options));
    expect(broken).toContainEqual(expect.stringContaining('on which nothing comes'));
  });
});

describe('the contract of a method that asks for an access token first', () => {
  const isSending = ({ url }: ReceivedRequest): boolean => url === '/messages';
  const create = (standIn: ProviderStandIn): CallMethod => {
    const ask: typeof SOUND.ask = async (fetch, url, init) => {
      const token = await fetch(`${standIn.baseUrl}/token`, { method: 'POST', redirect: 'manual', signal: init.signal ?? null });
      await token.text();
      return fetch(url, init);
    };
    return createSoundMethod(standIn, { steps: { ask } });
  };

  it('is kept if the contract is told which request sends', async () => {
    expect(await brokenSentences(testsOf(create, { isSending }))).toEqual([]);
  });

  it('is broken if it is not, because two requests look like two calls', async () => {
    const sentence = /by one request/;
    expect(await brokenSentences(testsOf(create, {}, sentence))).toEqual([expect.stringMatching(sentence)]);
  });
});

describe('the contract of a method that writes numbers in its own way', () => {
  const parted = (text = ''): string => [...text].join(' ');
  const create = (standIn: ProviderStandIn): CallMethod => {
    const init: typeof SOUND.init = (request) => ({ ...SOUND.init(request), body: parted(request.phone) + parted(request.code) });
    return createSoundMethod(standIn, { steps: { init } });
  };

  const sentence = /number and code|kept apart/;

  it('is kept if the contract is told how', async () => {
    const carries = ({ body }: ReceivedRequest, { phone, code }: { phone: string; code?: string | undefined }): boolean =>
      body === parted(phone) + parted(code);
    expect(await brokenSentences(testsOf(create, { carries }, sentence))).toEqual([]);
  });

  it('is broken if it is not', async () => {
    expect(await brokenSentences(testsOf(create, {}, sentence))).toEqual([
      expect.stringContaining('has number and code'),
      expect.stringContaining('kept apart'),
    ]);
  });
});

describe('the contract of a method whose provider has its own ways', () => {
  it('lets a status be uncertain that is said to be unclear, and no other', async () => {
    const byStatus: typeof SOUND.byStatus = (response, request) =>
      response.status === 500 ? uncertain('http_500') : SOUND.byStatus(response, request);
    const create = (standIn: ProviderStandIn): CallMethod => createSoundMethod(standIn, { steps: { byStatus } });
    expect(await brokenSentences(testsOf(create, { unclearStatuses: [500] }, /says no/))).toEqual([]);
    expect(await brokenSentences(testsOf(create, { unclearStatuses: [501] }, /says no/))).toEqual([
      expect.stringContaining('says no is refused'),
    ]);
  });

  it('is kept where the address is fixed, by the fetch of the contract', async () => {
    const create = (standIn: ProviderStandIn): CallMethod => createSoundMethod({ ...standIn, baseUrl: 'https://acme.invalid' });
    expect(await brokenSentences(testsOf(create, {}, ASKING))).toEqual([]);
  });

  it('is kept by one that makes its request an object, and by the fetch that it is made with', async () => {
    const create = (standIn: ProviderStandIn): CallMethod => {
      const ask: typeof SOUND.ask = (_, url, init) => standIn.fetch(new Request(url, init));
      return createSoundMethod({ ...standIn, baseUrl: 'https://acme.invalid' }, { steps: { ask } });
    };
    expect(await brokenSentences(testsOf(create, {}, ASKING))).toEqual([]);
  });

  it('varies the last digits of a number that the method serves', async () => {
    const seen = new Set<string>();
    const create = (standIn: ProviderStandIn): CallMethod => {
      const body: typeof SOUND.body = (request) => SOUND.body(request);
      const init: typeof SOUND.init = (request) => {
        seen.add(request.phone);
        return { ...SOUND.init(request), body: JSON.stringify(body(request)) };
      };
      return createSoundMethod(standIn, { steps: { init } });
    };
    expect(await brokenSentences(testsOf(create, { phone: '+421905123456' }, /kept apart/))).toEqual([]);
    expect([...seen].sort()).toEqual(Array.from({ length: 10 }, (_, index) => `+4219051234${String(index).padStart(2, '0')}`));
  });
});
