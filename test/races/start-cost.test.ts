/** What a start and a callback ask of the store and of the provider: more would show in no other test. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type CountingStore, createCountingStore } from '../support/counting-store.js';
import { makeWorld } from './world.js';

/** No other timer runs for so long. */
const PROVIDER_MS = 4321;

async function openCounted(options: NonNullable<Parameters<typeof makeWorld>[1]>['options'] = {}) {
  let counting: CountingStore | undefined;
  const world = await makeWorld((store) => store, {
    options,
    providerTimeoutMs: PROVIDER_MS,
    wrap(store) {
      counting = createCountingStore(store);
      return counting;
    },
  });
  // Statistics are sent once a second, whatever happens.
  const operations = (): readonly string[] => (counting?.operations ?? []).filter((each) => !/^count [sw]$/.test(each));
  return { world, operations, reset: () => counting?.reset() };
}

const once = (operation: string, times = 1): readonly string[] => Array.from({ length: times }, () => operation);

describe('a start', () => {
  it('reads its number once, counts its prefix five times, and writes attempt, link and result', async () => {
    const { world, operations } = await openCounted();
    await world.started();
    expect(operations()).toEqual(['get n', ...once('count p', 5), 'put n', 'put c', 'put n']);
    expect(world.requests('mcn')).toBe(1);
  });

  it('asks a budget of calls once more, and nothing of a breaker that is off', async () => {
    const { world, operations } = await openCounted({
      limits: { callsPerDay: 100 },
      breakers: { prefix: 'off', country: 'off', wrongCodes: 'off' },
    });
    await world.started();
    expect(operations()).toEqual(['get n', 'count b', 'put n', 'put c', 'put n']);
  });

  it('sends one request, with one signal and one timer beside those of the store', async () => {
    const fetch = vi.fn(async () => new Response('{"status":"success","object":{"verification_call_uuid":"da59bda0a1bb_117793"}}'));
    const { world, operations } = await openCounted({ fetch });
    onTestFinished(() => void vi.restoreAllMocks());
    const signals = vi.spyOn(globalThis, 'AbortController');
    const timers = vi.spyOn(globalThis, 'setTimeout');
    await world.started();
    expect([fetch.mock.calls.length, signals.mock.calls.length]).toEqual([1, 1]);
    expect(timers.mock.calls.filter(([, milliseconds]) => milliseconds === PROVIDER_MS)).toHaveLength(1);
    expect(operations()).toHaveLength(9);
  });
});

describe('a callback', () => {
  it('reads link and number, and writes the number only if it says something new', async () => {
    const { world, operations, reset } = await openCounted();
    await world.started();
    const callId = world.callId();
    reset();
    await world.report(callId, 16, 'ANSWER');
    expect(operations()).toEqual(['get c', 'get n', 'put n']);
    reset();
    await world.report(callId, 16, 'ANSWER');
    expect(operations()).toEqual(['get c', 'get n']);
  });

  it('with a wrong token or header asks nothing of the store', async () => {
    const { world, operations } = await openCounted();
    expect(world.calls.acceptsCallback('mcn', { token: 'a-wrong-token', headers: {} })).toBe(false);
    expect(world.calls.acceptsCallback('nobody', { token: '', headers: {} })).toBe(false);
    expect(operations()).toEqual([]);
  });
});
