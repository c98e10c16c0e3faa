import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BreakerLimits, type BreakerModes, DEFAULT_BREAKER_LIMITS, DEFAULT_BREAKER_MODES } from '../../../src/core/fraud/breaker.js';
import { type Phone, parsePhone } from '../../../src/core/phone/phone.js';
import { type AskedDial, type Breakers, createBreakers, type Refused } from '../../../src/engine/defences/breakers.js';
import { giveBack, type Undo } from '../../../src/engine/defences/exact-counter.js';
import type { CallVerificationEvent } from '../../../src/ports/events.js';
import type { CallVerificationStore } from '../../../src/ports/store.js';
import { createMemoryStore } from '../../../src/stores/memory.js';
import { createCountingStore } from '../../support/counting-store.js';
import { createFlakyStore } from '../../support/flaky-store.js';
import { seededRandom } from '../../support/seeded-random.js';
import { createSlowStore } from '../../support/slow-store.js';
import { createTestClock, DAY, HOUR, MINUTE } from '../../support/test-clock.js';
import { keyringOf, newSecret } from '../keys.js';

const SECOND = 1000;
const PREFIX_ONLY: Partial<BreakerModes> = { country: 'off', wrongCodes: 'off' };
const { pseudonyms } = keyringOf(newSecret());

function phoneOf(e164: string): Phone {
  const phone = parsePhone(e164);
  if (phone === undefined) throw new Error('no phone number');
  return phone;
}

let numbers = 0;
/** A number of a prefix, another each time. */
const anyOf = (prefix: string): Phone => phoneOf(`${prefix}${String(1000 + (numbers++ % 9000))}`);
const PREFIX = '+7915777';

interface Admitted {
  readonly ok: true;
  giveBack(): Promise<void>;
}

/** Breakers, asked as the defences ask them: what is refused, or failed, is undone. */
interface AskedBreakers extends Omit<Breakers, 'admit'> {
  admit(dial: AskedDial): Promise<Admitted | Refused>;
}

function ask(breakers: Breakers): AskedBreakers {
  return {
    ...breakers,
    async admit(dial) {
      const undo: Undo = [];
      try {
        const refused = await breakers.admit(dial, undo);
        if (refused === undefined) return { ok: true, giveBack: () => giveBack(undo) };
        await giveBack(undo);
        return refused;
      } catch (error) {
        await giveBack(undo);
        throw error;
      }
    },
  };
}

interface SetUp {
  readonly modes?: Partial<BreakerModes>;
  readonly limits?: Partial<BreakerLimits>;
  readonly startAt?: number;
}

function setUp({ modes = PREFIX_ONLY, limits, startAt }: SetUp = {}) {
  const clock = createTestClock(startAt);
  const store = createCountingStore(createMemoryStore({ clock }));
  const events: CallVerificationEvent[] = [];
  const create = (over: CallVerificationStore = store): AskedBreakers =>
    ask(
      createBreakers(
        { modes: { ...DEFAULT_BREAKER_MODES, ...modes }, limits: { ...DEFAULT_BREAKER_LIMITS, ...limits } },
        {
          store: over,
          pseudonyms,
          clock,
          emit: (event) => events.push({ ...event, at: new Date(clock()) } as CallVerificationEvent),
          defaultCountry: 'RU',
        },
      ),
    );
  return { clock, store, events, create, breakers: create() };
}

const stranger = (phone = anyOf(PREFIX)) => ({ phone, isTrusted: false, canChallenge: false });
const trusted = (phone = anyOf(PREFIX)) => ({ phone, isTrusted: true, canChallenge: false });
const challengeable = (phone = anyOf(PREFIX)) => ({ phone, isTrusted: false, canChallenge: true });

/** Dials `times` in turn. @returns how many were let through */
async function dialInTurn(breakers: AskedBreakers, times: number, dial = stranger): Promise<number> {
  let passed = 0;
  for (let time = 0; time < times; time += 1) if ((await breakers.admit(dial())).ok) passed += 1;
  return passed;
}

const passedOf = (answers: readonly (Admitted | Refused)[]): number => answers.filter(({ ok }) => ok).length;

describe('a pumper in one prefix', () => {
  it('gets 20 calls at once, then one a minute, and is told how long to wait', async () => {
    const { breakers, clock } = setUp();
    clock.advance(20 * SECOND);
    expect(await dialInTurn(breakers, 20)).toBe(20);
    // The probe.
    expect(await dialInTurn(breakers, 20)).toBe(1);
    expect(await breakers.admit(stranger())).toEqual({ ok: false, why: 'wait', by: 'breakers.prefix', retryAfterSeconds: 40 });
    clock.advance(40 * SECOND);
    expect(await dialInTurn(breakers, 20)).toBe(1);
    clock.advance(59 * SECOND);
    expect(await breakers.admit(stranger())).toEqual({ ok: false, why: 'wait', by: 'breakers.prefix', retryAfterSeconds: 1 });
  });

  it('is asked for a challenge where the host has one, and dials no probe', async () => {
    const { breakers, clock } = setUp();
    expect(await dialInTurn(breakers, 30, challengeable)).toBe(20);
    clock.advance(10 * MINUTE);
    expect(await breakers.admit(challengeable())).toMatchObject({ ok: false, why: 'challenge' });
    expect(await dialInTurn(breakers, 30, challengeable)).toBe(0);
    expect(await dialInTurn(breakers, 30, trusted)).toBe(30);
  });

  it('gets no more than 25 calls before the first refusal at any even pace, whenever it begins', async () => {
    const paces = fc.record({
      intervalMs: fc.integer({ min: 1, max: 5 * MINUTE }),
      begin: fc.nat(HOUR),
      processes: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(paces, async ({ intervalMs, begin, processes }) => {
        const { clock, create } = setUp({ startAt: Date.UTC(2030, 0, 1) + begin });
        const all = Array.from({ length: processes }, () => create());
        let passed = 0;
        while ((await all[passed % processes]?.admit(challengeable()))?.ok === true && passed < 100) {
          passed += 1;
          clock.advance(intervalMs);
        }
        expect(passed).toBeLessThanOrEqual(25);
        expect(passed).toBeGreaterThanOrEqual(20);
      }),
      { numRuns: 150 },
    );
  });

  it('gets no more than 25 calls in a day, however they are spaced and race', async () => {
    const steps = fc.array(
      fc.record({
        pauseMs: fc.oneof(fc.nat(2 * SECOND), fc.nat(2 * MINUTE), fc.nat(2 * HOUR)),
        process: fc.nat(2),
        dials: fc.integer({ min: 1, max: 12 }),
      }),
      { minLength: 20, maxLength: 80 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const { clock, create } = setUp();
        const processes = [create(), create(), create()];
        const end = clock() + DAY;
        let passed = 0;
        for (const { pauseMs, process, dials } of all) {
          const answers = await Promise.all(
            Array.from({ length: dials }, async (_, index) => processes[(process + index) % 3]?.admit(challengeable())),
          );
          passed += answers.filter((answer) => answer?.ok).length;
          clock.advance(pauseMs);
          if (clock() >= end) break;
        }
        expect(passed).toBeLessThanOrEqual(25);
      }),
      { numRuns: 60 },
    );
  });

  it('gets at most one call a minute on top where there is no challenge', async () => {
    const paces = fc.record({ intervalMs: fc.integer({ min: SECOND, max: 50 * SECOND }), begin: fc.nat(HOUR) });
    await fc.assert(
      fc.asyncProperty(paces, async ({ intervalMs, begin }) => {
        const { clock, create, events } = setUp({ startAt: Date.UTC(2030, 0, 1) + begin });
        const [first, second] = [create(), create()];
        const minuteOf = (at: number): number => Math.floor(at / MINUTE);
        let passed = 0;
        for (let dial = 0; dial < 100; dial += 1) {
          if ((await (dial % 2 === 0 ? first : second).admit(stranger())).ok) passed += 1;
          const trippedAt = events[0]?.at.getTime();
          const minutes = trippedAt === undefined ? 0 : minuteOf(clock()) - minuteOf(trippedAt) + 1;
          expect(passed).toBeLessThanOrEqual(25 + minutes);
          clock.advance(intervalMs);
        }
        expect(events.length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  it.each([1, 2, 3, 4, 5])(
    'gets no more than 20 calls and a probe however many processes race over a slow store (seed %i)',
    async (seed) => {
      const { create, store } = setUp();
      const all = Array.from({ length: 6 }, (_, index) => create(createSlowStore(store, 10 * seed + index)));
      const answers = await Promise.all(Array.from({ length: 120 }, async (_, index) => all[index % 6]?.admit(stranger())));
      expect(answers.filter((answer) => answer?.ok).length).toBeLessThanOrEqual(21);
    },
  );

  it('gets no more by racing across the turn of an hour, not even where the calls before it are counted last', async () => {
    const { clock, create, store } = setUp({ startAt: Date.UTC(2030, 0, 1, 10, 59, 59, 999) });
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const late = create({ ...store, count: (...operation) => opened.then(() => store.count(...operation)) });
    const held = Array.from({ length: 20 }, () => late.admit(challengeable()));
    clock.advance(1);
    const passed = await dialInTurn(create(), 20, challengeable);
    open();
    expect(passed).toBe(20);
    expect(passed + passedOf(await Promise.all(held))).toBeLessThanOrEqual(25);
  });

  it('gets no more by racing across the turn of an hour over a slow store', async () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const { clock, create, store } = setUp({ startAt: Date.UTC(2030, 0, 1, 10, 59, 59, 999), limits: { prefixUnsettled: 20 } });
      const all = [1, 2, 3].map((each) => create(createSlowStore(store, 3 * seed + each)));
      const dial = (): Promise<Admitted | Refused>[] =>
        Array.from({ length: 30 }, (_, index) => (all[index % 3] ?? create()).admit(challengeable()));
      const before = dial();
      clock.advance(1);
      expect(passedOf(await Promise.all([...before, ...dial()]))).toBeLessThanOrEqual(25);
    }
  });
});

describe('people', () => {
  it('of whom 60 % verify within 20 s are never refused while 20 or fewer are in the air', async () => {
    const traffic = fc.record({
      bursts: fc.array(fc.record({ pauseSeconds: fc.integer({ min: 1, max: 90 }), people: fc.integer({ min: 1, max: 20 }) }), {
        minLength: 5,
        maxLength: 60,
      }),
      begin: fc.nat(HOUR),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(traffic, async ({ bursts, begin, seed }) => {
        const { clock, create, events } = setUp({
          startAt: Date.UTC(2030, 0, 1) + begin,
          limits: { prefixStartsPerHour: Number.POSITIVE_INFINITY },
        });
        const processes = [create(), create(), create()];
        const random = seededRandom(seed);
        let open: { readonly phone: Phone; readonly at: number; readonly verifiesAt: number }[] = [];
        const verifyUntil = async (until: number): Promise<void> => {
          const due = open.filter(({ verifiesAt }) => verifiesAt <= until).sort((a, b) => a.verifiesAt - b.verifiesAt);
          open = open.filter((dial) => !due.includes(dial));
          for (const { phone, at, verifiesAt } of due) {
            clock.advance(verifiesAt - clock());
            await processes[0]?.verified({ phone, dialledAt: [at] });
          }
          clock.advance(until - clock());
        };
        for (const { pauseSeconds, people } of bursts) {
          await verifyUntil(clock() + pauseSeconds * SECOND);
          const now = clock();
          const openSince = (age: number): number => open.filter(({ at }) => at > now - age).length;
          const room = Math.min(people, 20 - openSince(2 * MINUTE));
          const burst = Array.from({ length: Math.max(0, room) }, () => anyOf(PREFIX));
          const answers = await Promise.all(burst.map(async (phone, index) => processes[index % 3]?.admit(stranger(phone))));
          expect(answers.every((answer) => answer?.ok)).toBe(true);
          const verifying = Math.ceil(0.6 * burst.length);
          for (const [index, phone] of burst.entries()) {
            const verifiesAt = index < verifying ? now + Math.floor(random() * 20 * SECOND) : Number.POSITIVE_INFINITY;
            open.push({ phone, at: now, verifiesAt });
          }
        }
        expect(events).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('who proved their number lately, or passed a challenge, pass every suspicion, and are counted', async () => {
    const { breakers } = setUp({ limits: { prefixStartsPerHour: Number.POSITIVE_INFINITY } });
    expect(await dialInTurn(breakers, 300, trusted)).toBe(300);
    expect(await dialInTurn(breakers, 10, challengeable)).toBe(0);
    expect(await dialInTurn(breakers, 10, trusted)).toBe(10);
  });

  it('open what is unpaid by verifying, however many went through before as probes or trusted', async () => {
    const { breakers, clock } = setUp({ limits: { prefixStartsPerHour: Number.POSITIVE_INFINITY } });
    await dialInTurn(breakers, 300, trusted);
    clock.advance(3 * HOUR);
    expect((await breakers.admit(challengeable())).ok).toBe(false);
    await breakers.verified({ phone: anyOf(PREFIX), dialledAt: [clock()] });
    expect(await dialInTurn(breakers, 10, challengeable)).toBe(5);
  });

  it('of other prefixes are not touched', async () => {
    const { breakers } = setUp();
    await dialInTurn(breakers, 30);
    expect((await breakers.admit(stranger(anyOf('+7915778')))).ok).toBe(true);
  });

  it('open a prefix again when enough of them verify', async () => {
    const { breakers, clock } = setUp();
    const phones = Array.from({ length: 20 }, () => anyOf(PREFIX));
    for (const phone of phones) await breakers.admit(challengeable(phone));
    expect((await breakers.admit(challengeable())).ok).toBe(false);
    const dialledAt = [clock()];
    for (const phone of phones.slice(0, 3)) await breakers.verified({ phone, dialledAt });
    // Not in the air any more, at least.
    expect(await dialInTurn(breakers, 10, challengeable)).toBe(3);
    clock.advance(2 * MINUTE);
    expect((await breakers.admit(challengeable())).ok).toBe(false);
    for (const phone of phones.slice(3, 5)) await breakers.verified({ phone, dialledAt });
    expect((await breakers.admit(challengeable())).ok).toBe(true);
  });
});

describe('what is counted', () => {
  it('is all dials of a verification, each in its hour', async () => {
    const { breakers, clock } = setUp({ startAt: Date.UTC(2030, 0, 1, 10, 58) });
    const phone = anyOf(PREFIX);
    const dialledAt: number[] = [];
    for (let dial = 0; dial < 4; dial += 1) {
      await breakers.admit(stranger(phone));
      dialledAt.push(clock());
      clock.advance(MINUTE);
    }
    await breakers.verified({ phone, dialledAt });
    clock.advance(10 * MINUTE);
    // 4 of 23 in this and the last hour; of which 2 in the last.
    expect(await dialInTurn(breakers, 19)).toBe(19);
    clock.advance(2 * MINUTE);
    expect((await breakers.admit(challengeable())).ok).toBe(false);
    clock.advance(HOUR);
    expect((await breakers.admit(challengeable())).ok).toBe(false);
  });

  it('is forgotten after an hour of the clock and the one that follows', async () => {
    const { breakers, clock } = setUp();
    await dialInTurn(breakers, 20);
    clock.advance(2 * HOUR - 1);
    expect((await breakers.admit(challengeable())).ok).toBe(false);
    clock.advance(1);
    expect(await dialInTurn(breakers, 10, challengeable)).toBe(5);
  });

  it('is unpaid for a day', async () => {
    const { breakers, clock } = setUp();
    expect(await dialInTurn(breakers, 12)).toBe(12);
    clock.advance(3 * HOUR);
    expect(await dialInTurn(breakers, 12)).toBe(12);
    clock.advance(21 * HOUR - 1);
    expect(await dialInTurn(breakers, 10, challengeable)).toBe(1);
    clock.advance(1);
    expect(await dialInTurn(breakers, 10, challengeable)).toBe(10);
  });

  it('is not what was refused', async () => {
    const { breakers } = setUp();
    const phones = Array.from({ length: 20 }, () => anyOf(PREFIX));
    for (const phone of phones) await breakers.admit(challengeable(phone));
    expect(await dialInTurn(breakers, 100, challengeable)).toBe(0);
    await breakers.verified({ phone: anyOf(PREFIX), dialledAt: phones.slice(0, 4).map(() => Date.UTC(2030, 0, 1)) });
    // Four of 20 are verified and 16 in the air: the hundred that were refused are neither.
    expect(await dialInTurn(breakers, 100, challengeable)).toBe(4);
  });

  it('can be given back where nothing was dialled, into the windows it was taken from', async () => {
    const { breakers, clock } = setUp({ startAt: Date.UTC(2030, 0, 1, 10, 59, 50) });
    const answers = await Promise.all(Array.from({ length: 20 }, () => breakers.admit(stranger())));
    clock.advance(20 * SECOND);
    expect((await breakers.admit(challengeable())).ok).toBe(false);
    for (const answer of answers) if (answer.ok) await Promise.all([answer.giveBack(), answer.giveBack()]);
    expect(await dialInTurn(breakers, 30, challengeable)).toBe(20);
  });

  it('gives back a probe, too', async () => {
    const { breakers } = setUp();
    await dialInTurn(breakers, 20);
    const probe = await breakers.admit(stranger());
    expect((await breakers.admit(stranger())).ok).toBe(false);
    if (probe.ok) await probe.giveBack();
    expect((await breakers.admit(stranger())).ok).toBe(true);
  });

  it('costs five operations for a dial; its country is told once a second, and no dial waits for it', async () => {
    const { breakers, store } = setUp({ startAt: Date.UTC(2030, 0, 1, 10, 30) });
    await breakers.admit(challengeable());
    expect(store.operations).toEqual(new Array(5).fill('count p'));
    const both = setUp({ modes: {}, startAt: Date.UTC(2030, 0, 1, 10, 30, 30) });
    const ofCountry = (): number => both.store.operations.filter((operation) => operation === 'count s').length;
    const slow = createFlakyStore(both.store);
    const breakersOfBoth = both.create({
      ...both.store,
      count: (...operation) => (operation[0].startsWith('s:') ? slow : both.store).count(...operation),
    });
    await breakersOfBoth.admit(stranger());
    // Dials that were made, and taken back, in minutes and in hours; and those that are verified: of this and of the last one.
    await expect.poll(ofCountry).toBe(2 * 5);
    both.store.reset();
    for (let dial = 0; dial < 5; dial += 1) await breakersOfBoth.admit(stranger());
    both.clock.advance(SECOND - 1);
    await breakersOfBoth.admit(stranger());
    expect(both.store.operations).toEqual(new Array(6 * 5).fill('count p'));
    both.clock.advance(1);
    both.store.reset();
    await breakersOfBoth.admit(stranger());
    // Last hour and minute are over.
    await expect.poll(ofCountry).toBe(5);
    expect(both.store.operations).toHaveLength(5 + 5);
    both.clock.advance(SECOND);
    slow.fail('hangs');
    expect((await breakersOfBoth.admit(stranger())).ok).toBe(true);
  });

  it('is not written by those who hammer a closed prefix, so that they cannot keep it closed', async () => {
    const { create, store } = setUp();
    const amounts: number[] = [];
    const breakers = create({
      ...store,
      count: (...operation) => {
        amounts.push(operation[1]);
        return store.count(...operation);
      },
    });
    await dialInTurn(breakers, 22);
    for (const dial of [stranger, challengeable]) {
      amounts.length = 0;
      expect(await dialInTurn(breakers, 50, dial)).toBe(0);
      expect(amounts.every((amount) => amount === 0)).toBe(true);
    }
  });

  it('lies under keyed hashes', async () => {
    const keys: string[] = [];
    const { create, store } = setUp();
    const breakers = create({
      ...store,
      count: (...operation) => {
        keys.push(operation[0]);
        return store.count(...operation);
      },
    });
    await breakers.admit(stranger());
    expect(keys).toHaveLength(5);
    expect(keys.join()).not.toContain('7915777');
  });
});

describe('a store that fails', () => {
  it('admits nobody, and keeps nothing counted of what it did count', async () => {
    const { create, store } = setUp();
    const flaky = createFlakyStore(store);
    const breakers = create(flaky);
    for (let dial = 0; dial < 30; dial += 1) {
      flaky.fail('throws', { times: 1 });
      await expect(breakers.admit(stranger())).rejects.toThrow('the store is down');
    }
    flaky.heal();
    expect(await dialInTurn(breakers, 30, challengeable)).toBe(20);
  });

  it('keeps nobody from being verified, given back or checked', async () => {
    const { create, store, clock } = setUp({ modes: {} });
    const flaky = createFlakyStore(store);
    const breakers = create(flaky);
    const admitted = await breakers.admit(stranger());
    flaky.fail('throws');
    if (admitted.ok) await admitted.giveBack();
    await breakers.verified({ phone: anyOf(PREFIX), dialledAt: [clock()] });
    breakers.checked(false);
    breakers.checked(true);
  });

  it('does not matter to countries and codes', async () => {
    const { create, store } = setUp({ modes: { prefix: 'off', country: 'enforce' }, limits: { countryStartsPerHour: 100 } });
    const flaky = createFlakyStore(store);
    flaky.fail('throws');
    expect(await dialInTurn(create(flaky), 10, challengeable)).toBe(10);
  });
});

describe('modes', () => {
  it('audit tells and refuses nobody', async () => {
    const { breakers, events } = setUp({ modes: { ...PREFIX_ONLY, prefix: 'audit' } });
    expect(await dialInTurn(breakers, 100)).toBe(100);
    expect(events).toEqual([expect.objectContaining({ type: 'breaker.tripped', scope: 'prefix', mode: 'audit', reason: 'unsettled' })]);
  });

  it('off counts nothing', async () => {
    const { breakers, events, store, clock } = setUp({ modes: { prefix: 'off', country: 'off', wrongCodes: 'off' } });
    expect(await dialInTurn(breakers, 300)).toBe(300);
    await breakers.verified({ phone: anyOf(PREFIX), dialledAt: [clock()] });
    for (let check = 0; check < 100; check += 1) breakers.checked(false);
    expect([events, store.operations]).toEqual([[], []]);
  });
});

describe('events', () => {
  it('say why a prefix has tripped, with figures and without a number', async () => {
    const { breakers, events, clock } = setUp();
    await dialInTurn(breakers, 30);
    clock.advance(3 * MINUTE);
    await dialInTurn(breakers, 30);
    const about = {
      type: 'breaker.tripped',
      at: expect.any(Date),
      scope: 'prefix',
      mode: 'enforce',
      prefix: '+7915777****',
      country: 'RU',
    };
    expect(events).toEqual([
      { ...about, reason: 'unsettled', starts: 20, verified: 0, unsettled: 20, unpaid: 20 },
      { ...about, reason: 'unverified', starts: 21, verified: 0, unsettled: 0, unpaid: 21 },
    ]);
  });

  it('come once a minute for each prefix, and never for honest traffic', async () => {
    const { breakers, events, clock } = setUp();
    for (let second = 0; second < 300; second += 1) {
      await breakers.admit(stranger());
      if (second % 10 === 0) await breakers.admit(stranger(anyOf('+7915778')));
      clock.advance(SECOND);
    }
    const ofPrefix = (prefix: string): number =>
      events.filter((event) => event.type === 'breaker.tripped' && event.scope === 'prefix' && event.prefix === prefix).length;
    expect(ofPrefix('+7915777****')).toBe(5);
    expect(ofPrefix('+7915778****')).toBeLessThanOrEqual(3);
    expect(events).toHaveLength(ofPrefix('+7915777****') + ofPrefix('+7915778****'));
  });
});

describe('limits on top', () => {
  it('hold for a prefix by the hour and the day of the clock', async () => {
    const limits = { prefixUnsettled: 1000, prefixVerifiedShare: 0, prefixStartsPerHour: 30, prefixStartsPerDay: 50 };
    const { breakers, events, clock } = setUp({ limits, startAt: Date.UTC(2030, 0, 1, 10, 30) });
    expect(await dialInTurn(breakers, 40)).toBe(30);
    expect(await breakers.admit(stranger())).toEqual({ ok: false, why: 'wait', by: 'limits.prefixStartsPerHour', retryAfterSeconds: 1800 });
    expect(events).toEqual([
      { type: 'limit.reached', at: expect.any(Date), limit: 'prefixStartsPerHour', option: 'limits.prefixStartsPerHour' },
    ]);
    clock.advance(30 * MINUTE);
    expect(await dialInTurn(breakers, 40)).toBe(20);
    expect(events.at(-1)).toMatchObject({ limit: 'prefixStartsPerDay' });
    clock.advance(13 * HOUR);
    expect((await breakers.admit(stranger())).ok).toBe(true);
  });

  it.each([
    ['prefixStartsPerHour', 'prefix'],
    ['prefixStartsPerDay', 'prefix'],
    ['countryStartsPerHour', 'country'],
    ['countryStartsPerDay', 'country'],
  ] as const)('exempt nobody, and no challenge opens them: %s', async (limit, scope) => {
    const modes = { prefix: 'off', country: 'off', [scope]: 'enforce' } as const;
    const { breakers, events } = setUp({ modes, limits: { [limit]: 3 } });
    expect(await dialInTurn(breakers, 5, trusted)).toBe(3);
    for (const dial of [trusted(), challengeable(), { ...trusted(), canChallenge: true }, stranger()]) {
      expect(await breakers.admit(dial)).toMatchObject({ ok: false, why: 'wait' });
    }
    expect(events).toEqual([{ type: 'limit.reached', at: expect.any(Date), limit, option: `limits.${limit}` }]);
  });

  it('hold for a country, exactly in one process and within a second in others', async () => {
    const { create, clock } = setUp({ modes: { prefix: 'off' }, limits: { countryStartsPerHour: 10, countryStartsPerDay: 15 } });
    const [first, second] = [create(), create()];
    expect(
      passedOf(await Promise.all(Array.from({ length: 20 }, (_, index) => first.admit(stranger(anyOf(`+791577${index % 10}`)))))),
    ).toBe(10);
    // One that asks for the first time asks the store with its first dial.
    const early = await second.admit(stranger());
    expect(early.ok).toBe(true);
    if (early.ok) await early.giveBack();
    clock.advance(SECOND);
    await expect.poll(async () => (await second.admit(stranger())).ok).toBe(false);
    expect((await second.admit(stranger())).ok).toBe(false);
    expect((await second.admit(stranger(phoneOf('+421905123456')))).ok).toBe(true);
    clock.advance(HOUR);
    expect(await dialInTurn(first, 10)).toBe(5);
  });
});

describe('a country', () => {
  /** 120 dials that nobody verifies, and the time it takes to know that they are settled. */
  async function pump(breakers: AskedBreakers, advance: (milliseconds: number) => void): Promise<void> {
    for (let minute = 0; minute < 4; minute += 1) {
      for (let dial = 0; dial < 40; dial += 1) await breakers.admit(stranger(anyOf(`+7915${String(100 + minute * 40 + dial)}`)));
      advance(MINUTE);
    }
  }

  it('is only told of by default, when too few of its settled dials are verified', async () => {
    const { breakers, events, clock } = setUp({ modes: {} });
    await pump(breakers, clock.advance);
    expect(events).toEqual([]);
    await pump(breakers, clock.advance);
    expect((await breakers.admit(stranger(anyOf('+7915999')))).ok).toBe(true);
    expect(events.length).toBeGreaterThan(0);
    expect(events[0]).toMatchObject({
      type: 'breaker.tripped',
      scope: 'country',
      mode: 'audit',
      reason: 'unverified',
      country: 'RU',
      verified: 0,
    });
  });

  it('is let a probe a minute where that is wanted, or is challenged', async () => {
    const { breakers, clock } = setUp({ modes: { country: 'enforce', prefix: 'off' } });
    await pump(breakers, clock.advance);
    await pump(breakers, clock.advance);
    expect(await dialInTurn(breakers, 10)).toBe(1);
    expect(await breakers.admit(challengeable())).toMatchObject({ why: 'challenge' });
    expect((await breakers.admit(trusted())).ok).toBe(true);
    expect((await breakers.admit(stranger(phoneOf('+421905123456')))).ok).toBe(true);
  });

  it('of which enough are verified is left alone', async () => {
    const { breakers, events, clock } = setUp({ modes: {} });
    for (let round = 0; round < 3; round += 1) {
      for (let verified = 0; verified < 60; verified += 1) {
        await breakers.verified({ phone: anyOf('+7915999'), dialledAt: [clock()] });
      }
      await pump(breakers, clock.advance);
    }
    expect(events).toEqual([]);
  });
});

describe('wrong codes', () => {
  it('are told of when more than half of 50 in ten minutes are wrong, and then all strangers are challenged', async () => {
    const { breakers, events, clock } = setUp({ modes: {} });
    for (let check = 0; check < 24; check += 1) breakers.checked(true);
    for (let check = 0; check < 25; check += 1) breakers.checked(false);
    expect(events).toEqual([]);
    expect((await breakers.admit(challengeable())).ok).toBe(true);
    breakers.checked(false);
    breakers.checked(false);
    expect(events).toEqual([
      {
        type: 'breaker.tripped',
        at: expect.any(Date),
        scope: 'wrong_codes',
        mode: 'enforce',
        reason: 'wrong_codes',
        checks: 50,
        wrong: 26,
      },
    ]);
    expect(await breakers.admit(challengeable())).toMatchObject({ ok: false, why: 'challenge' });
    expect((await breakers.admit(trusted())).ok).toBe(true);
    // Without a challenge one address must not be able to take everybody's sign-in down.
    expect((await breakers.admit(stranger())).ok).toBe(true);
    clock.advance(10 * MINUTE - 1);
    expect((await breakers.admit(challengeable())).ok).toBe(false);
    clock.advance(2 * MINUTE + 1);
    expect((await breakers.admit(challengeable())).ok).toBe(true);
  });

  it('are seen by other processes', async () => {
    const { create, events, clock } = setUp({ modes: { prefix: 'off', country: 'off' } });
    const [first, second] = [create(), create()];
    await second.admit(challengeable());
    for (let check = 0; check < 60; check += 1) first.checked(false);
    clock.advance(SECOND);
    await expect.poll(async () => (await second.admit(challengeable())).ok).toBe(false);
    expect(events.length).toBeLessThanOrEqual(2);
  });
});

describe('a release', () => {
  it.each(['+7915777', '+7915777****', '8 (915) 777-12-34'])('opens a prefix at once for all processes: %s', async (named) => {
    const { create } = setUp();
    const [first, second] = [create(), create()];
    await dialInTurn(first, 30);
    expect((await second.admit(challengeable())).ok).toBe(false);
    expect(await second.release(named)).toEqual({ ok: true });
    expect(await dialInTurn(first, 30, challengeable)).toBe(20);
  });

  it('does not turn what is verified or given back afterwards into a closed prefix', async () => {
    const { breakers, clock } = setUp();
    const answers = await Promise.all(Array.from({ length: 20 }, () => breakers.admit(stranger())));
    await breakers.release(PREFIX);
    await breakers.verified({ phone: anyOf(PREFIX), dialledAt: [clock(), clock()] });
    for (const answer of answers) if (answer.ok) await answer.giveBack();
    expect(await dialInTurn(breakers, 20, challengeable)).toBe(20);
  });

  it('of anything else is a problem', async () => {
    const { breakers, store } = setUp();
    for (const named of ['', 'abc', '+791577', '7915777', '*****', 7915777 as unknown as string]) {
      expect(await breakers.release(named)).toMatchObject({ ok: false, code: 'invalid_request' });
    }
    expect(store.operations).toEqual([]);
  });
});
