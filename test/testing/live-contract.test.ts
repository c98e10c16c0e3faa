/** The contract on a store that is in use: nothing of others is touched, nothing is left, and what is wrong is told. */
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CallVerificationStore } from '../../src/ports/store.js';
import { createMemoryStore } from '../../src/stores/memory.js';
import { createRedisStore } from '../../src/stores/redis.js';
import { createSqliteStore } from '../../src/stores/sqlite.js';
import { runLiveContract } from '../../src/testing/live-contract.js';
import { openForTest } from '../stores/sqlite-file.js';
import { describeWithOwnRedis } from '../support/describe-with-server.js';
import { startRedis } from '../support/redis-server.js';

const PREFIX = 'doctor:test:';
const soon = (): { expiresAt: number } => ({ expiresAt: Date.now() + 60_000 });

/** A store with the keys that are there at the end. */
function watched(store: CallVerificationStore) {
  const left = new Set<string>();
  const lengths = new Set<number>();
  const watching: CallVerificationStore = {
    ...store,
    put: (key, ...rest) => {
      lengths.add(key.length);
      left.add(key);
      return store.put(key, ...rest);
    },
    count: (key, ...rest) => {
      left.add(key);
      return store.count(key, ...rest);
    },
    delete: (key) => {
      left.delete(key);
      return store.delete(key);
    },
  };
  return { store: watching, left, longestKey: () => Math.max(...lengths) };
}

describe('the contract on a live store', () => {
  it.each([
    ['memory', async () => createMemoryStore()],
    ['SQLite', async () => createSqliteStore({ database: await openForTest() })],
  ])('is kept by %s, whose other keys stay, and leaves nothing', async (_, open) => {
    const { store, left, longestKey } = watched(await open());
    await store.put('key', 'of somebody else', { expected: null, ...soon() });
    await store.count('counter', 5, soon());
    expect(await runLiveContract(store, { prefix: PREFIX })).toMatchObject({ status: 'kept' });
    expect(await store.get('key')).toBe('of somebody else');
    expect(await store.count('counter', 0, soon())).toBe(5);
    expect([...left].filter((key) => !/[\0\ud800-\udfff]/.test(key))).toEqual(['key', 'counter']);
    expect(longestKey()).toBeLessThanOrEqual(200);
  });

  it('names the sentences that a store breaks, and removes what it wrote there', async () => {
    const memory = createMemoryStore();
    const count: CallVerificationStore['count'] = async (key, amount, options) => (await memory.count(key, amount, options)) + 1;
    const { store, left } = watched({ ...memory, count });
    const result = await runLiveContract(store, { prefix: PREFIX });
    expect(result).toMatchObject({ status: 'broken', sentences: expect.arrayContaining([expect.stringContaining('count')]) });
    expect([...left].filter((key) => !/[\0\ud800-\udfff]/.test(key))).toEqual([]);
  });

  it('asks for no more than ten things at once', async () => {
    const memory = createMemoryStore();
    let running = 0;
    let most = 0;
    const put: CallVerificationStore['put'] = async (...given) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return memory.put(...given);
    };
    expect(await runLiveContract({ ...memory, put }, { prefix: PREFIX })).toMatchObject({ status: 'kept' });
    expect(most).toBe(10);
  });

  it('does not take a store that is far away for a broken one', async () => {
    const memory = createMemoryStore();
    // What expires soon has expired when the answer comes.
    const put: CallVerificationStore['put'] = async (key, value, options) => {
      if (options.expiresAt < Date.now() + 2000) await new Promise((resolve) => setTimeout(resolve, 300));
      return memory.put(key, value, options);
    };
    const store = { ...memory, put };
    expect(await runLiveContract(store, { prefix: PREFIX })).toMatchObject({ status: 'kept' });
  });

  it('says in one word why a store does not work, and stops asking it', async () => {
    let asked = 0;
    const refuse = async (): Promise<never> => {
      asked += 1;
      throw new Error('OOM command not allowed when used memory > maxmemory, on a host named secret.example');
    };
    const store: CallVerificationStore = { get: refuse, put: refuse, delete: refuse, count: refuse };
    const result = await runLiveContract(store, { prefix: PREFIX });
    expect(result).toMatchObject({ status: 'failed', reason: 'OOM', advice: expect.stringContaining('maxmemory') });
    expect(asked).toBeLessThan(20);
  });

  it('begins no case once it is ended', async () => {
    const { store, left } = watched(createMemoryStore());
    expect(await runLiveContract(store, { prefix: PREFIX, signal: AbortSignal.abort() })).toEqual({ status: 'ended' });
    expect([...left]).toEqual([]);
  });

  it('does not take for kept what failed once and was not tried again', async () => {
    const memory = createMemoryStore();
    const abort = new AbortController();
    const count: CallVerificationStore['count'] = async (key, amount, options) => {
      abort.abort();
      return (await memory.count(key, amount, options)) + 1;
    };
    expect(await runLiveContract({ ...memory, count }, { prefix: PREFIX, signal: abort.signal })).toEqual({ status: 'ended' });
  });
});

describeWithOwnRedis('the contract on a live Redis', () => {
  it('is kept, and leaves the keys that were there', async () => {
    const server = await startRedis();
    onTestFinished(() => server.close());
    const client = new Redis(server.url, { maxRetriesPerRequest: 0, socketTimeout: 4000, reconnectOnError: () => false });
    onTestFinished(() => client.disconnect());
    const store = createRedisStore({ client });
    await store.put('key', 'of somebody else', { expected: null, ...soon() });
    expect(await runLiveContract(store, { prefix: PREFIX })).toMatchObject({ status: 'kept' });
    expect(await client.keys('*')).toEqual(['call-verification:key']);
  });
});
