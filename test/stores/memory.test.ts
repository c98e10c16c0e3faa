import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CallVerificationStore } from '../../src/ports/store.js';
import { createMemoryStore } from '../../src/stores/memory.js';
import { storeContract } from '../../src/testing/index.js';
import { makeWorld, newPhone } from '../races/world.js';
import { createTestClock, HOUR, MINUTE } from '../support/test-clock.js';

const clock = createTestClock();

storeContract('the memory store', () => createMemoryStore({ clock }), { describe, it, clock, advance: clock.advance });

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

const put = (store: CallVerificationStore, key: string, milliseconds: number) =>
  store.put(key, `value of ${key}`, { expected: null, expiresAt: clock() + milliseconds });

async function fill(store: CallVerificationStore, count: number, milliseconds: number): Promise<string[]> {
  const keys = Array.from({ length: count }, (_, index) => `key ${index}`);
  for (const key of keys) await put(store, key, milliseconds);
  return keys;
}

describe('the memory store, when it is full', () => {
  it('refuses new values and counters with an error, and takes changes of what it holds', async () => {
    const store = createMemoryStore({ clock, maxEntries: 3 });
    await fill(store, 2, HOUR);
    await store.count('counter', 1, { expiresAt: clock() + HOUR });
    const full = { code: 'ERR_MEMORY_STORE_FULL', message: 'The memory store holds 3 entries and is full' };
    await expect(put(store, 'new', HOUR)).rejects.toMatchObject(full);
    await expect(store.count('new', 1, { expiresAt: clock() + HOUR })).rejects.toMatchObject(full);
    expect(await store.count('new', 0, { expiresAt: clock() + HOUR })).toBe(0);
    expect(await store.put('key 0', 'changed', { expected: 'value of key 0', expiresAt: clock() + HOUR })).toBe(true);
    expect(await store.count('counter', 1, { expiresAt: clock() + HOUR })).toBe(2);
  });

  it('never drops what has not expired', async () => {
    const store = createMemoryStore({ clock, maxEntries: 50 });
    const keys = await fill(store, 50, HOUR);
    for (let attempt = 0; attempt < 100; attempt += 1) await put(store, `new ${attempt}`, HOUR).catch(() => undefined);
    for (const key of keys) expect(await store.get(key)).toBe(`value of ${key}`);
  });

  it('makes room by what has expired, wherever that lies', async () => {
    for (let size = 1; size <= 20; size += 1) {
      for (let position = 0; position < size; position += 1) {
        const store = createMemoryStore({ clock, maxEntries: size });
        for (let index = 0; index < size; index += 1) await put(store, `key ${index}`, index === position ? MINUTE : HOUR);
        clock.advance(MINUTE);
        expect(await put(store, 'new', HOUR), `key ${position} of ${size}`).toBe(true);
        await expect(put(store, 'newer', HOUR)).rejects.toThrow('is full');
      }
    }
  });

  it('has room again once something is deleted', async () => {
    const store = createMemoryStore({ clock, maxEntries: 2 });
    await fill(store, 2, HOUR);
    await store.delete('key 0');
    expect(await put(store, 'new', HOUR)).toBe(true);
  });

  it('lets no start dial, which is answered "temporarily unavailable"; what is under way goes on', async () => {
    // The entry of one number, and the link from one call.
    const world = await makeWorld((store) => store, {
      options: { store: createMemoryStore({ maxEntries: 2 }), breakers: { prefix: 'off', country: 'off', wrongCodes: 'off' } },
    });
    const { verificationId } = await world.started();
    const code = world.shownCode();
    expect(await world.calls.start({ phone: newPhone() })).toMatchObject({ ok: false, code: 'temporarily_unavailable' });
    expect(world.requests('mcn')).toBe(1);
    expect(world.events).toContainEqual(expect.objectContaining({ type: 'store.failed', verb: 'put', reason: 'ERR_MEMORY_STORE_FULL' }));
    expect(await world.calls.check({ verificationId, code })).toMatchObject({ ok: true });
  });
});

describe('the memory store, as time goes by', () => {
  it('sheds what has expired as new keys come, without timers', async () => {
    vi.useFakeTimers();
    const store = createMemoryStore({ clock, maxEntries: 200 });
    for (let round = 0; round < 50; round += 1) {
      for (let index = 0; index < 40; index += 1) await put(store, `${round}.${index}`, MINUTE);
      clock.advance(MINUTE);
    }
    // 2000 keys went through a store of 200.
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the memory store, in production', () => {
  async function freshMemoryStore(): Promise<typeof createMemoryStore> {
    vi.resetModules();
    return (await import('../../src/stores/memory.js')).createMemoryStore;
  }

  it('warns once that it forgets and does not share', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue(undefined);
    const create = await freshMemoryStore();
    create();
    create();
    expect(emitWarning.mock.calls).toEqual([[expect.stringMatching(/lost on restart and not shared/), 'CallVerificationWarning']]);
  });

  it('says nothing elsewhere', async () => {
    vi.stubEnv('NODE_ENV', 'development');
    const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue(undefined);
    (await freshMemoryStore())();
    expect(emitWarning).not.toHaveBeenCalled();
  });
});

describe('the memory store, beside other processes of its app', () => {
  const program = fileURLToPath(new URL('memory-host.fixture.ts', import.meta.url));

  /** What a real process prints on its standard error, without what tools add. */
  async function warningsOf(role: 'single' | 'workers', env: NodeJS.ProcessEnv = {}): Promise<readonly string[]> {
    const { NODE_APP_INSTANCE: _, pm_id: __, ...own } = process.env;
    const { stderr } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program, role], {
      env: { ...own, NODE_ENV: 'development', ...env },
    });
    return stderr.split('\n').flatMap((line) => line.split('CallVerificationWarning: ')[1] ?? []);
  }

  it('warns once in each worker of a cluster, and not in the process that has made them', async () => {
    const texts = await warningsOf('workers');
    expect(texts).toHaveLength(2);
    for (const text of texts) {
      expect(text).toMatch(/^This process is a worker of a cluster, but .* createSqliteStore .* createRedisStore or createPostgresStore/);
    }
  });

  it.each([
    ['pm_id', { pm_id: '0' }],
    ['NODE_APP_INSTANCE', { NODE_APP_INSTANCE: '1' }],
  ])('warns once under PM2, which sets %s', async (_, env) => {
    expect(await warningsOf('single', env)).toEqual([expect.stringMatching(/^PM2 runs this process, but /)]);
  });

  it('warns once in all, also in production', async () => {
    expect(await warningsOf('single', { pm_id: '0', NODE_ENV: 'production' })).toEqual([expect.stringMatching(/^PM2 runs this process/)]);
  });

  it('says nothing in a single process', async () => {
    expect(await warningsOf('single')).toEqual([]);
  });
});

it('the memory store refuses options that it does not know', () => {
  expect(() => createMemoryStore({ maxEntries: 0 })).toThrow('createMemoryStore: option "maxEntries" must be a whole number from 1 to');
});
