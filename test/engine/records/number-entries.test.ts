import { describe, expect, it } from 'vitest';
import { EMPTY_ENTRY, type NumberEntry } from '../../../src/core/entry/number-entry.js';
import { createEntries, type EntryListener } from '../../../src/engine/records/number-entries.js';
import { createSealer } from '../../../src/engine/records/sealing.js';
import type { CallVerificationStore } from '../../../src/ports/store.js';
import { createMemoryStore } from '../../../src/stores/memory.js';
import { createCountingStore } from '../../support/counting-store.js';
import { createSlowStore } from '../../support/slow-store.js';
import { createTestClock, DAY, HOUR } from '../../support/test-clock.js';
import { bytes, keyringOf, newSecret } from '../keys.js';

const clock = createTestClock();

const withFailure = (entry: NumberEntry, at = clock()): NumberEntry => ({ ...entry, failures: [...entry.failures, { at }] });

function setUp(secrets: [string, ...string[]] = [newSecret()], memory = createMemoryStore({ clock })) {
  const counting = createCountingStore(memory);
  const puts: Parameters<EntryListener>[] = [];
  const events: string[] = [];
  const create = (given: [string, ...string[]], store: CallVerificationStore) =>
    createEntries({
      store,
      sealer: createSealer(keyringOf(...given), bytes),
      clock,
      randomBytes: bytes,
      emit: (event) => events.push('reason' in event ? event.reason : event.type),
      onEntry: (...put) => puts.push(put),
    });
  const entriesOf = (...given: [string, ...string[]]) => create(given, createSlowStore(counting));
  const entriesOver = (store: CallVerificationStore) => create(secrets, store);
  return { memory, counting, puts, events, entriesOf, entriesOver, entries: entriesOf(...secrets) };
}

describe('entries', () => {
  it('are empty until something is decided', async () => {
    const { entries } = setUp();
    expect(await entries.read('number')).toEqual(EMPTY_ENTRY);
  });

  it('hold what was decided, and write nothing where nothing was', async () => {
    const { entries, counting } = setUp();
    expect(await entries.update('number', (entry) => ({ told: 'failed', entry: withFailure(entry) }))).toBe('failed');
    expect(await entries.read('number')).toMatchObject({ ...EMPTY_ENTRY, failures: [{ at: clock() }] });
    expect(await entries.read('another')).toEqual(EMPTY_ENTRY);
    counting.reset();
    expect(await entries.update('number', () => ({ told: 'nothing' }))).toBe('nothing');
    expect(counting.operations).toEqual(['get n']);
  });

  it('lose no decision of 50 that are made at once, and tell each what it decided', async () => {
    const { entries } = setUp();
    const told = await Promise.all(
      Array.from({ length: 50 }, () => entries.update('number', (entry) => ({ told: entry.failures.length, entry: withFailure(entry) }))),
    );
    expect(told.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index));
    expect((await entries.read('number')).failures).toHaveLength(50);
  });

  it('give up, as on a store that is down, after more lost races than honest traffic makes', async () => {
    const { entries, memory, events } = setUp();
    const key = 'n:number';
    let rounds = 0;
    const losing = entries.update('number', (entry) => {
      rounds += 1;
      // Somebody else writes between every reading and writing.
      void memory.delete(key).then(() => memory.put(key, `other ${rounds}`, { expected: null, expiresAt: clock() + HOUR }));
      return { told: 'won', entry: withFailure(entry) };
    });
    await expect(losing).rejects.toMatchObject({ name: 'StoreFailure' });
    expect(rounds).toBe(100);
    expect(events).toEqual(['too_many_races']);
  });

  it('put nothing that the preparation refused', async () => {
    const { entries } = setUp();
    const refused = await entries.update(
      'number',
      (entry) => ({ told: 'failed', entry: withFailure(entry) }),
      async () => ({ instead: 'refused' }),
    );
    expect(refused).toBe('refused');
    const thrown = entries.update(
      'number',
      (entry) => ({ told: 'failed', entry: withFailure(entry) }),
      async () => {
        throw new Error('no');
      },
    );
    await expect(thrown).rejects.toThrow('no');
    expect(await entries.read('number')).toEqual(EMPTY_ENTRY);
  });

  it('decide and prepare again when what the decision goes by has changed', async () => {
    const { entries } = setUp();
    const prepared: string[] = [];
    let told = 'first';
    const updated = await entries.update(
      'number',
      (entry) => ({ told, entry: withFailure(entry) }),
      async (decided) => {
        prepared.push(decided);
        if (decided === 'second') return undefined;
        told = 'second';
        return 'decide_again';
      },
    );
    expect([updated, prepared]).toEqual(['second', ['first', 'second']]);
    expect((await entries.read('number')).failures).toHaveLength(1);
  });

  it('prepare again for each put, on what is decided then', async () => {
    const { entries } = setUp();
    const prepared: number[] = [];
    const update = () =>
      entries.update(
        'number',
        (entry) => ({ told: entry.failures.length, entry: withFailure(entry) }),
        async (told) => {
          prepared.push(told);
          return undefined;
        },
      );
    await Promise.all([update(), update()]);
    expect(prepared).toEqual([0, 0, 1]);
  });

  it('are decided once, though the answer of the put was lost and others have written since', async () => {
    const { memory, puts, entries, entriesOver } = setUp();
    let isLost = true;
    const losing: CallVerificationStore = {
      ...memory,
      async put(...parameters) {
        const isWritten = await memory.put(...parameters);
        if (!isLost) return isWritten;
        isLost = false;
        for (let writer = 0; writer < 3; writer += 1) {
          await entries.update('number', (entry) => ({ told: undefined, entry: withFailure(entry) }));
        }
        // What a repeated put then finds: another value.
        return false;
      },
    };
    let decisions = 0;
    const told = await entriesOver(losing).update('number', (entry) => {
      decisions += 1;
      return { told: `after ${entry.failures.length}`, entry: withFailure(entry) };
    });
    expect(told).toBe('after 0');
    expect(decisions).toBe(1);
    expect((await entries.read('number')).failures).toHaveLength(4);
    expect(puts).toHaveLength(4);
  });

  it('are shown to the listener as they are and were, once for each put', async () => {
    const { entries, puts } = setUp();
    await Promise.all([1, 2, 3].map(() => entries.update('number', (entry) => ({ told: undefined, entry: withFailure(entry) }))));
    await entries.update('number', () => ({ told: undefined }));
    expect(puts.map(([number, after, before]) => [number, after.failures.length, before.failures.length])).toEqual([
      ['number', 1, 0],
      ['number', 2, 1],
      ['number', 3, 2],
    ]);
  });

  it('are decided anew if what is asked before the put took long', async () => {
    const { entries } = setUp();
    const told = await entries.update(
      'number',
      (entry) => ({ told: clock(), entry: withFailure(entry) }),
      async () => {
        clock.advance(5000);
        return undefined;
      },
    );
    expect(told).toBe(clock());
    expect((await entries.read('number')).failures).toEqual([{ at: clock() }]);
  });

  it('sealed by a secret that is no longer given are overwritten as if empty; by one that still is, kept', async () => {
    const [old, young] = [newSecret(), newSecret()];
    const { entriesOf } = setUp();
    await entriesOf(old).update('number', (entry) => ({ told: undefined, entry: withFailure(entry) }));
    expect((await entriesOf(young, old).read('number')).failures).toHaveLength(1);
    expect(await entriesOf(young).read('number')).toEqual(EMPTY_ENTRY);
    await entriesOf(young).update('number', (entry) => ({ told: undefined, entry: withFailure(entry) }));
    expect((await entriesOf(young).read('number')).failures).toHaveLength(1);
  });

  it('stay as long as their longest window, by their own times', async () => {
    const { entries } = setUp();
    await entries.update('number', (entry) => ({ told: undefined, entry: withFailure(entry) }));
    clock.advance(30 * DAY - 1);
    expect((await entries.read('number')).failures).toHaveLength(1);
    clock.advance(1);
    expect((await entries.read('number')).failures).toHaveLength(0);
  });

  it('show nothing in the store but a pseudonym and a sealed text', async () => {
    const { entries, memory } = setUp();
    await entries.update('number', (entry) => ({ told: undefined, entry: withFailure(entry) }));
    expect(await memory.get('n:number')).toMatch(/^1\.[\w-]{8}\.[\w-]+$/);
  });
});
