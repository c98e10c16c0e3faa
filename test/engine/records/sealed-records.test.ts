import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../src/core/decisions/decision.js';
import { listOf, text } from '../../../src/core/entry/form.js';
import { type Codec, createSealedRecords, type PutListener } from '../../../src/engine/records/sealed-records.js';
import { createSealer } from '../../../src/engine/records/sealer.js';
import { createStoreFailures } from '../../../src/engine/records/store-failures.js';
import { createUnreadables } from '../../../src/engine/records/unreadable.js';
import type { CallVerificationStore } from '../../../src/ports/store.js';
import { createMemoryStore } from '../../../src/stores/memory.js';
import { createCountingStore } from '../../support/counting-store.js';
import { createSlowStore } from '../../support/slow-store.js';
import { createTestClock, HOUR, MINUTE } from '../../support/test-clock.js';
import { bytes, keyringOf, newSecret } from '../keys.js';

const KEY = 'n:number';
const clock = createTestClock();

/** The records of these tests: the names of those who wrote. */
type Names = readonly string[];
const codec: Codec<Names> = {
  empty: [],
  form: listOf(text),
  expiryOf: (_, now) => now + HOUR,
};

type Seal = (text: string, key?: string) => string;

/** Adds a name to whatever is there. */
const adding =
  (name: string) =>
  (names: Names): Decision<number, Names> => ({ result: names.length, entry: [...names, name] });
/** Adds a name once, as decisions do that find their own mark. */
const addingOnce =
  (name: string) =>
  (names: Names): Decision<string, Names> => ({ result: name, entry: names.includes(name) ? names : [...names, name] });

function setUp(secrets: [string, ...string[]] = [newSecret()]) {
  const memory = createMemoryStore({ clock });
  const counting = createCountingStore(memory);
  const puts: Parameters<PutListener<Names>>[] = [];
  const events: object[] = [];
  const emit = (event: object): unknown => events.push(event);
  const recordsOver = (store: CallVerificationStore, given = secrets, countsAsEmpty = false) =>
    createSealedRecords(
      {
        ...{ store, sealer: createSealer(keyringOf(...given), bytes), clock },
        failures: createStoreFailures(emit),
        unreadables: createUnreadables(emit, clock, countsAsEmpty),
      },
      codec,
      (...put) => puts.push(put),
    );
  const recordsOf = (...given: [string, ...string[]]) => recordsOver(createSlowStore(counting), given);
  const seal: Seal = (text, key = KEY) =>
    createSealer(keyringOf(...secrets), bytes)
      .of(key)
      .seal(text);
  const ownId = keyringOf(...secrets).current.id;
  const stored = async () => (await recordsOver(memory).load(KEY)).value;
  return { memory, counting, puts, events, recordsOf, recordsOver, seal, ownId, stored, records: recordsOf(...secrets) };
}

/** Loses the answer of the first put, and lets others write before anybody reads again. */
function losingOneAnswer(memory: CallVerificationStore, others: () => Promise<unknown>): CallVerificationStore {
  let isLost = true;
  return {
    ...memory,
    async put(...parameters) {
      const isWritten = await memory.put(...parameters);
      if (!isLost) return isWritten;
      isLost = false;
      await others();
      // What a repeated put then finds: another value.
      return false;
    },
  };
}

describe('records', () => {
  it('are opened only if their sealed text is wanted', async () => {
    const { records, recordsOf } = setUp();
    expect(await records.loadIf(KEY, (raw) => raw === null)).toEqual({ raw: null, value: [] });
    expect(await records.loadIf(KEY, (raw) => raw !== null)).toBeUndefined();
    const { held } = await records.commit(KEY, adding('Ann'));
    expect(await records.loadIf(KEY, (raw) => raw === held.raw)).toEqual(held);
    expect(await records.loadIf(KEY, (raw) => raw !== held.raw)).toBeUndefined();
    const others = recordsOf(newSecret());
    expect(await others.loadIf(KEY, () => false)).toBeUndefined();
    await expect(others.loadIf(KEY, () => true)).rejects.toThrow('A stored value cannot be opened: unknown_key');
  });

  it('are empty until something is decided', async () => {
    const { records } = setUp();
    expect(await records.load(KEY)).toEqual({ raw: null, value: [] });
    expect(records.absent).toEqual({ raw: null, value: [] });
  });

  it('hold what was decided, and write nothing where nothing was', async () => {
    const { records, counting, stored } = setUp();
    const { result, held } = await records.commit(KEY, adding('a'));
    expect([result, held]).toEqual([0, await records.load(KEY)]);
    expect(await stored()).toEqual(['a']);
    expect((await records.load('n:another')).value).toEqual([]);
    counting.reset();
    const nothing = await records.commit(KEY, (names) => ({ result: names.length }));
    expect(nothing).toEqual({ result: 1, held });
    expect(counting.operations).toEqual(['get n']);
  });

  it('are not read again where they were read before', async () => {
    const { records, counting } = setUp();
    const held = await records.load(KEY);
    counting.reset();
    const first = await records.commit(KEY, adding('a'), held);
    await records.commit(KEY, adding('b'), first.held);
    expect(counting.operations).toEqual(['put n', 'put n']);
    expect((await records.load(KEY)).value).toEqual(['a', 'b']);
  });

  it('are read and decided again by the loser of a race', async () => {
    const { records, counting } = setUp();
    const held = await records.load(KEY);
    await records.commit(KEY, adding('a'));
    counting.reset();
    const { result } = await records.commit(KEY, adding('b'), held);
    expect(result).toBe(1);
    expect(counting.operations).toEqual(['put n', 'get n', 'put n']);
    expect((await records.load(KEY)).value).toEqual(['a', 'b']);
  });

  it('are not overwritten by one that thought that nothing was there', async () => {
    const { records } = setUp();
    await records.commit(KEY, adding('a'));
    expect((await records.commit(KEY, adding('b'), records.absent)).held.value).toEqual(['a', 'b']);
  });

  it('lose no decision of 50 that are made at once, and tell each what it decided', async () => {
    const { records, stored } = setUp();
    const committed = await Promise.all(Array.from({ length: 50 }, (_, index) => records.commit(KEY, adding(`${index}`))));
    expect(committed.map(({ result }) => result).sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index));
    expect(await stored()).toHaveLength(50);
  });

  it('give up, as on a store that is down, after more lost races than honest traffic makes', async () => {
    const { memory, recordsOver, events, seal } = setUp();
    let rounds = 0;
    const racing: CallVerificationStore = {
      ...memory,
      async put() {
        // Somebody else writes between every reading and writing.
        await memory.delete(KEY);
        await memory.put(KEY, seal(`["other ${rounds}"]`), { expected: null, expiresAt: clock() + HOUR });
        return false;
      },
    };
    const losing = recordsOver(racing).commit(KEY, (names) => {
      rounds += 1;
      return adding('a')(names);
    });
    await expect(losing).rejects.toMatchObject({ name: 'StoreFailure' });
    expect(rounds).toBe(100);
    expect(events).toEqual([expect.objectContaining({ type: 'store.failed', verb: 'put', reason: 'too_many_races', count: 1 })]);
  });

  it('put nothing if the decision throws', async () => {
    const { records, counting } = setUp();
    const thrown = records.commit(KEY, () => {
      throw new Error('no');
    });
    await expect(thrown).rejects.toThrow('no');
    expect(counting.writes).toEqual([]);
  });

  it('are removed when they are to be', async () => {
    const { records, stored } = setUp();
    await records.commit(KEY, adding('a'));
    await records.remove(KEY);
    expect(await stored()).toEqual([]);
  });

  it('may be forgotten by the store when their codec says so', async () => {
    const { records, stored } = setUp();
    await records.commit(KEY, adding('a'));
    clock.advance(HOUR - 1);
    expect(await stored()).toEqual(['a']);
    clock.advance(1);
    expect(await stored()).toEqual([]);
  });

  it('show nothing in the store but a sealed text', async () => {
    const { records, memory } = setUp();
    await records.commit(KEY, adding('a name that is secret'));
    expect(await memory.get(KEY)).toMatch(/^2\.[\w-]{8}\.[\w-]+$/);
  });
});

describe('a put that was made, though its answer was lost', () => {
  it('is known by the decision that finds its own work, and not made again', async () => {
    const { memory, records, recordsOver, stored, counting } = setUp();
    const losing = losingOneAnswer(memory, async () => {
      for (const name of ['b', 'c']) await records.commit(KEY, adding(name));
      counting.reset();
    });
    const { result, held } = await recordsOver(losing).commit(KEY, addingOnce('a'));
    expect(result).toBe('a');
    expect(held.value).toEqual(['a', 'b', 'c']);
    expect(held).toEqual(await recordsOver(memory).load(KEY));
    expect(await stored()).toEqual(['a', 'b', 'c']);
    expect(counting.writes).toEqual([]);
  });

  it('is told to the listener once, with what was there before it', async () => {
    const { memory, recordsOver, puts } = setUp();
    const others = recordsOver(memory);
    await others.commit(KEY, adding('z'));
    puts.length = 0;
    const losing = losingOneAnswer(memory, async () => undefined);
    await recordsOver(losing).commit(KEY, addingOnce('a'));
    expect(puts).toEqual([[KEY, ['z', 'a'], ['z']]]);
  });
});

describe('the listener', () => {
  it('is shown each put once, with what is there now and what was', async () => {
    const { records, puts } = setUp();
    await Promise.all(['a', 'b', 'c'].map((name) => records.commit(KEY, adding(name))));
    await records.commit(KEY, () => ({ result: undefined }));
    expect(puts.map(([key, after, before]) => [key, after.length, before.length])).toEqual([
      [KEY, 1, 0],
      [KEY, 2, 1],
      [KEY, 3, 2],
    ]);
  });
});

describe('a record that cannot be opened', () => {
  const [old, young] = [newSecret(), newSecret()];
  const keyId = keyringOf(old).current.id;

  it.each([
    ['its secret is not given', 'unknown_key', keyId, () => createSealer(keyringOf(old), bytes).of(KEY).seal('["a"]')],
    ['it belongs to another key', 'altered', true, (seal: Seal) => seal('["a"]', 'n:another')],
    ['another version sealed it', 'unknown_format', 'abcdefgh', () => '3.abcdefgh.AAAA'],
    ['it is of another form', 'unknown_format', true, (seal: Seal) => seal('["a",1]')],
    ['it is no list', 'unknown_format', true, (seal: Seal) => seal('null')],
    ['it is no JSON', 'unknown_format', true, (seal: Seal) => seal('not JSON')],
  ])('because %s is none that is empty: nothing is decided, and nothing put', async (_, reason, named, write) => {
    const { memory, records, events, seal, ownId } = setUp([young]);
    const raw = write(seal);
    await memory.put(KEY, raw, { expected: null, expiresAt: clock() + HOUR });
    await expect(records.load(KEY)).rejects.toMatchObject({ name: 'StoreFailure' });
    let isDecided = false;
    const decide = (names: Names) => {
      isDecided = true;
      return adding('a')(names);
    };
    await expect(records.commit(KEY, decide)).rejects.toMatchObject({ name: 'StoreFailure' });
    expect(isDecided).toBe(false);
    await expect(records.commit(KEY, adding('a'), records.absent)).rejects.toMatchObject({ name: 'StoreFailure' });
    expect(await memory.get(KEY)).toBe(raw);
    const advice = expect.stringMatching(/^[A-Z].+\.$/);
    const event = { type: 'record.unreadable', reason, keyId: named === true ? ownId : named, countsAsEmpty: false, advice };
    expect(events).toEqual([event]);
    clock.advance(MINUTE);
    await expect(records.load(KEY)).rejects.toMatchObject({ name: 'StoreFailure' });
    expect(events).toEqual([event, event]);
  });

  it('is opened, and kept, by a process that has its secret beside another', async () => {
    const { recordsOf, events } = setUp();
    await recordsOf(old).commit(KEY, adding('a'));
    expect((await recordsOf(young, old).commit(KEY, adding('b'))).held.value).toEqual(['a', 'b']);
    expect((await recordsOf(young).load(KEY)).value).toEqual(['a', 'b']);
    expect(events).toEqual([]);
  });

  it('is overwritten where the caller says so, unless somebody who can open it writes first', async () => {
    const { memory, recordsOf, recordsOver, events } = setUp();
    await recordsOf(old).commit(KEY, adding('a'));
    const { held } = await recordsOf(young).commitOver(KEY, adding('b'));
    expect(held.value).toEqual(['b']);
    await recordsOf(old, young).commit(KEY, adding('c'));
    const racing = losingOneAnswer(memory, () => recordsOf(young, old).commit(KEY, adding('d')));
    expect((await recordsOver(racing, [young]).commitOver(KEY, addingOnce('e'))).held.value).toEqual(['e', 'd']);
    expect(events).toEqual([]);
  });

  it('counts as empty, and is overwritten, where the host has given it up; that is reported, too', async () => {
    const { memory, recordsOf, recordsOver, events } = setUp();
    await recordsOf(old).commit(KEY, adding('a'));
    const careless = recordsOver(memory, [young], true);
    expect((await careless.load(KEY)).value).toEqual([]);
    expect((await careless.commit(KEY, adding('b'))).held.value).toEqual(['b']);
    expect(events).toMatchObject([{ type: 'record.unreadable', reason: 'unknown_key', keyId, countsAsEmpty: true }]);
  });
});
