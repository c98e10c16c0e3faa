import { describe, expect, it } from 'vitest';
import { EMPTY_ENTRY, type NumberEntry } from '../../src/core/number-entry.js';
import { createEntries } from '../../src/engine/entries.js';
import { createSealer } from '../../src/engine/sealing.js';
import { createMemoryStore } from '../../src/stores/memory.js';
import { createCountingStore } from '../support/counting-store.js';
import { createSlowStore } from '../support/slow-store.js';
import { createTestClock, DAY, HOUR } from '../support/test-clock.js';
import { bytes, keyringOf, newSecret } from './keys.js';

const clock = createTestClock();

const withFailure = (entry: NumberEntry, at = clock()): NumberEntry => ({ ...entry, failures: [...entry.failures, { at }] });

function setUp(secrets: [string, ...string[]] = [newSecret()], memory = createMemoryStore({ clock })) {
  const counting = createCountingStore(memory);
  const entriesOf = (...given: [string, ...string[]]) => createEntries(createSlowStore(counting), createSealer(keyringOf(...given), bytes), clock);
  return { memory, counting, entriesOf, entries: entriesOf(...secrets) };
}

describe('entries', () => {
  it('are empty until something is decided', async () => {
    const { entries } = setUp();
    expect(await entries.read('number')).toEqual(EMPTY_ENTRY);
  });

  it('hold what was decided, and write nothing where nothing was', async () => {
    const { entries, counting } = setUp();
    expect(await entries.update('number', (entry) => ({ told: 'failed', entry: withFailure(entry) }))).toBe('failed');
    expect(await entries.read('number')).toEqual({ ...EMPTY_ENTRY, failures: [{ at: clock() }] });
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
    const { entries, memory } = setUp();
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
  });

  it('put nothing that the preparation refused', async () => {
    const { entries } = setUp();
    const refused = await entries.update('number', (entry) => ({ told: 'failed', entry: withFailure(entry) }), async () => 'refused');
    expect(refused).toBe('refused');
    const thrown = entries.update('number', (entry) => ({ told: 'failed', entry: withFailure(entry) }), async () => {
      throw new Error('no');
    });
    await expect(thrown).rejects.toThrow('no');
    expect(await entries.read('number')).toEqual(EMPTY_ENTRY);
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
