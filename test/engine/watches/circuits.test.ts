/** Circuits around the real methods, against a real server that hangs, fails, refuses or works as a test tells it to. */
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createCircuits } from '../../../src/engine/watches/circuits.js';
import type { CallMethod, PlaceResult } from '../../../src/ports/method.js';
import { createMcn } from '../../../src/providers/mcn/create-mcn.js';
import { createMobilGroup } from '../../../src/providers/mobilgroup/create-mobil-group.js';
import { startServer } from '../../providers/local-server.js';

const REQUEST = { phone: '+79157777777', code: '1234', purpose: 'sign-in', txn: 'the-txn' };
const REFUSED_AT_ONCE: PlaceResult = { status: 'refused', blame: 'provider', reason: 'circuit_open' };
/** Never over within a test. */
const LONG_MS = 600_000;
const HALF_OPENED_BY_HAND_MS = 30_000;
/** Over soon; as a time-out, of calls that nobody answers. */
const SHORT_MS = 50;

const REFUSED_NUMBER = { status: 200, json: { result: 'error', error_code: 'number_not_permitted' } };

type Mood = 'hangs' | 'works' | 'held' | { readonly status: number; readonly json?: object };

/** By default no call runs out of time, however busy the machine is. */
async function setUp(halfOpenAfterMs: number, timeoutMs = 20_000) {
  const told: { type: string }[] = [];
  const held: ServerResponse[] = [];
  const world = { mood: 'works' as Mood, sent: 0 };
  const answer = (response: ServerResponse, status: number, json: object): void => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json));
  };
  const work = (response: ServerResponse): void =>
    answer(response, 200, { ok: true, verification_call_uuid: 'C-1', result: 'ok', id: 'C-1' });
  const { url } = await startServer((response) => {
    const { mood } = world;
    if (mood === 'held') held.push(response);
    else if (mood === 'works') work(response);
    else if (mood !== 'hangs') answer(response, mood.status, mood.json ?? {});
  });
  const mcn = createMcn({ token: 'TOKEN', accountId: '1', apiUrl: url, paidMethodsUrl: url, timeoutMs });
  const mobilGroup = createMobilGroup({ apiKey: 'APIKEY', apiUrl: url, timeoutMs });
  const circuits = createCircuits({ emit: (event) => told.push(event), halfOpenAfterMs });
  const countedFetch: typeof fetch = (...parameters) => {
    world.sent += 1;
    return fetch(...parameters);
  };
  return Object.assign(world, {
    told,
    circuits,
    place: (method: CallMethod) => circuits.place(method, () => method.place(REQUEST, { fetch: countedFetch })),
    flashCall: mcn.flashCall(),
    otherCall: mcn.passwordCall(),
    voiceCall: mobilGroup.voiceCall(),
    held,
    /** Lets those that were held work. */
    release: () => held.splice(0).forEach(work),
  });
}

afterEach(() => {
  vi.useRealTimers();
});

type World = Awaited<ReturnType<typeof setUp>>;

async function fail(world: World, times: number, method = world.flashCall): Promise<void> {
  for (let call = 0; call < times; call += 1) await world.place(method);
}

const opened = { type: 'circuit.opened', provider: 'mcn', methodId: 'mcn.flashCall' };
const closed = { type: 'circuit.closed', provider: 'mcn', methodId: 'mcn.flashCall' };

describe('a circuit', () => {
  it('opens when a provider hangs five times in a row: the next is refused at once, and nothing is sent', async () => {
    const world = await setUp(LONG_MS, SHORT_MS);
    world.mood = 'hangs';
    for (let call = 0; call < 5; call += 1) expect(await world.place(world.flashCall)).toMatchObject({ status: 'uncertain' });
    expect(await Promise.all(Array.from({ length: 20 }, () => world.place(world.flashCall)))).toEqual(new Array(20).fill(REFUSED_AT_ONCE));
    expect(world.sent).toBe(5);
    expect(world.told).toEqual([opened]);
  });

  it.each([
    ['503', { status: 503 }],
    ['502', { status: 502 }],
    ['403', { status: 403 }],
    ['404', { status: 404 }],
    ['429', { status: 429 }],
  ])('opens by refusals of provider and account, and by what is uncertain: %s', async (_, mood) => {
    const world = await setUp(LONG_MS);
    world.mood = mood;
    await fail(world, 5);
    expect(await world.place(world.flashCall)).toEqual(REFUSED_AT_ONCE);
    expect(world.sent).toBe(5);
  });

  it('passes on what the provider said while it is closed', async () => {
    const world = await setUp(LONG_MS);
    world.mood = { status: 503 };
    expect(await world.place(world.flashCall)).toEqual({ status: 'refused', blame: 'provider', reason: 'http_503' });
    world.mood = 'works';
    expect(await world.place(world.flashCall)).toMatchObject({ status: 'placed' });
  });

  it('stays closed however many numbers are refused', async () => {
    const world = await setUp(LONG_MS);
    world.mood = REFUSED_NUMBER;
    await fail(world, 20, world.voiceCall);
    expect(world.sent).toBe(20);
    expect(world.told).toEqual([]);
  });

  it.each([
    ['422', { status: 422 }],
    ['400', { status: 400 }],
    ['an answer that says no', { status: 200, json: { ok: false, code: 422 } }],
  ])('stays closed by what may be the number’s fault, and is answered at once: %s', async (_, mood) => {
    const world = await setUp(LONG_MS);
    world.mood = mood;
    await fail(world, 20);
    expect(world.sent).toBe(20);
    expect(world.told).toEqual([]);
  });

  it('stays closed while one of five calls works, or only its number is refused', async () => {
    const world = await setUp(LONG_MS);
    for (const good of ['works', REFUSED_NUMBER, 'works', REFUSED_NUMBER] as const) {
      world.mood = { status: 503 };
      await fail(world, 4, world.voiceCall);
      world.mood = good;
      await fail(world, 1, world.voiceCall);
    }
    expect(world.sent).toBe(20);
    expect(world.told).toEqual([]);
  });

  it('is a method’s own: the others of the same provider are still called', async () => {
    const world = await setUp(LONG_MS);
    world.mood = { status: 503 };
    await fail(world, 5);
    await fail(world, 4, world.otherCall);
    expect(world.sent).toBe(9);
    expect(world.told).toEqual([opened]);
  });
});

describe('an open circuit', () => {
  it('lets one call through after a while, and refuses at once those that come meanwhile', async () => {
    const world = await setUp(SHORT_MS);
    world.mood = { status: 503 };
    await fail(world, 5);
    world.mood = 'held';
    const before = world.sent;
    const tried: Promise<PlaceResult>[] = [];
    await expect
      .poll(() => {
        tried.push(world.place(world.flashCall));
        return world.held.length;
      })
      .toBe(1);
    const meanwhile = Array.from({ length: 20 }, () => world.place(world.flashCall));
    expect(await Promise.all(meanwhile)).toEqual(new Array(20).fill(REFUSED_AT_ONCE));
    expect(world.sent).toBe(before + 1);
    world.mood = 'works';
    world.release();
    const results = await Promise.all(tried);
    expect(results.filter(({ status }) => status === 'placed')).toHaveLength(1);
    expect(world.told).toEqual([opened, closed]);
    expect(await world.place(world.flashCall)).toMatchObject({ status: 'placed' });
  });

  it('is told to be closed before it has opened, and open until its pause is over', async () => {
    const world = await setUp(LONG_MS);
    expect(world.circuits.stateOf(world.flashCall)).toBe('closed');
    world.mood = { status: 503 };
    await fail(world, 4);
    expect(world.circuits.stateOf(world.flashCall)).toBe('closed');
    await fail(world, 1);
    expect([world.circuits.stateOf(world.flashCall), world.circuits.stateOf(world.otherCall)]).toEqual(['open', 'closed']);
  });

  it('is told to be half open once its pause is over, although nobody calls, and while its test is out', async () => {
    const world = await setUp(SHORT_MS);
    const state = () => world.circuits.stateOf(world.flashCall);
    world.mood = { status: 503 };
    await fail(world, 5);
    await expect.poll(state).toBe('half_open');
    world.mood = 'held';
    const test = world.place(world.flashCall);
    await expect.poll(() => world.held.length).toBe(1);
    expect(state()).toBe('half_open');
    world.release();
    expect(await test).toMatchObject({ status: 'placed' });
    expect(state()).toBe('closed');
  });

  it('is told to be open again when its test has failed', async () => {
    const world = await setUp(HALF_OPENED_BY_HAND_MS);
    world.mood = { status: 503 };
    vi.useFakeTimers({ toFake: ['Date'] });
    await fail(world, 5);
    vi.setSystemTime(Date.now() + HALF_OPENED_BY_HAND_MS);
    expect(world.circuits.stateOf(world.flashCall)).toBe('half_open');
    expect(await world.place(world.flashCall)).toMatchObject({ reason: 'http_503' });
    expect(world.circuits.stateOf(world.flashCall)).toBe('open');
  });

  it('closes when the call that was let through is refused for its number: the provider works', async () => {
    const world = await setUp(SHORT_MS);
    const results: PlaceResult[] = [{ status: 'refused', blame: 'number', reason: 'number_not_valid' }];
    for (let call = 0; call < 5; call += 1) results.unshift({ status: 'uncertain', reason: 'timeout' });
    const answer = () => Promise.resolve(results.shift() ?? { status: 'placed' as const });
    for (let call = 0; call < 5; call += 1) await world.circuits.place(world.flashCall, answer);
    await expect.poll(() => world.circuits.place(world.flashCall, answer)).not.toEqual(REFUSED_AT_ONCE);
    expect(world.told).toEqual([opened, closed]);
  });

  it('stays open when that call fails, too, and is told of once', async () => {
    const world = await setUp(SHORT_MS);
    world.mood = { status: 503 };
    await fail(world, 5);
    const results: PlaceResult[] = [];
    await expect
      .poll(async () => results.push(await world.place(world.flashCall)) && world.sent, { interval: 10 })
      .toBeGreaterThanOrEqual(8);
    const passedOn = results.filter((result) => result.status !== 'refused' || result.reason !== 'circuit_open');
    expect(passedOn).toHaveLength(world.sent - 5);
    expect(world.told).toEqual([opened]);
    world.mood = 'works';
    await expect.poll(() => world.place(world.flashCall), { interval: 10 }).toMatchObject({ status: 'placed' });
    expect(world.told).toEqual([opened, closed]);
  });

  it('is opened once by many calls that hang at the same time, and each of them was sent once', async () => {
    const world = await setUp(LONG_MS, SHORT_MS);
    world.mood = 'hangs';
    const results = await Promise.all(Array.from({ length: 12 }, () => world.place(world.flashCall)));
    expect(results.every(({ status }) => status === 'uncertain')).toBe(true);
    expect(world.sent).toBe(12);
    expect(world.told).toEqual([opened]);
  });
});

describe('an error that nobody expected', () => {
  const explode = () => Promise.reject(new TypeError('unexpected'));

  it('goes through and counts as a failure, also if it is thrown at once', async () => {
    const world = await setUp(LONG_MS);
    for (let call = 0; call < 4; call += 1) {
      await expect(world.circuits.place(world.flashCall, explode)).rejects.toThrow(new TypeError('unexpected'));
    }
    const throwAtOnce = (): Promise<PlaceResult> => {
      throw new RangeError('at once');
    };
    await expect(world.circuits.place(world.flashCall, throwAtOnce)).rejects.toThrow(new RangeError('at once'));
    expect(await world.place(world.flashCall)).toEqual(REFUSED_AT_ONCE);
    expect(world.sent).toBe(0);
  });

  it('leaves an open circuit open when it is the call that was let through', async () => {
    const world = await setUp(SHORT_MS);
    world.mood = { status: 503 };
    await fail(world, 5);
    let thrown = 0;
    const count = () => {
      thrown += 1;
      return explode();
    };
    await expect
      .poll(
        () =>
          world.circuits
            .place(world.flashCall, count)
            .catch(() => undefined)
            .then(() => thrown),
        { interval: 10 },
      )
      .toBe(1);
    expect(world.told).toEqual([opened]);
    world.mood = 'works';
    await expect.poll(() => world.place(world.flashCall), { interval: 10 }).toMatchObject({ status: 'placed' });
    expect(world.told).toEqual([opened, closed]);
  });
});
