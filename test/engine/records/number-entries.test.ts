import { expect, it } from 'vitest';
import { EMPTY_ENTRY, type NumberEntry } from '../../../src/core/entry/number-entry.js';
import { createNumberEntries } from '../../../src/engine/records/number-entries.js';
import { createSealer } from '../../../src/engine/records/sealer.js';
import { createMemoryStore } from '../../../src/stores/memory.js';
import { createTestClock, DAY } from '../../support/test-clock.js';
import { bytes, failures, keyringOf, newSecret, unreadables } from '../keys.js';

const KEY = 'n:number';

function setUp() {
  const clock = createTestClock();
  const store = createMemoryStore({ clock });
  const sealer = createSealer(keyringOf(newSecret()), bytes);
  const entries = createNumberEntries({ store, sealer, clock, failures, unreadables }, () => undefined);
  return { clock, store, entries, value: async () => (await entries.load(KEY)).value };
}

const failing = (at: number) => (entry: NumberEntry) => ({
  result: undefined,
  entry: { ...entry, failures: [...entry.failures, { at, network: 'net', standing: 'proven' as const }] },
});

it('an entry is empty until something is decided, and then read as it was put', async () => {
  const { entries, value, clock } = setUp();
  expect(await value()).toEqual(EMPTY_ENTRY);
  await entries.commit(KEY, failing(clock()));
  expect(await value()).toEqual({ ...EMPTY_ENTRY, failures: [{ at: clock(), network: 'net', standing: 'proven' }] });
});

it('an entry stays as long as its longest window, by its own times', async () => {
  const { entries, value, clock } = setUp();
  await entries.commit(KEY, failing(clock()));
  clock.advance(30 * DAY - 1);
  expect((await value()).failures).toHaveLength(1);
  clock.advance(1);
  expect(await value()).toEqual(EMPTY_ENTRY);
});

it('an entry shows nothing in the store but a sealed text', async () => {
  const { entries, store, clock } = setUp();
  await entries.commit(KEY, failing(clock()));
  expect(await store.get(KEY)).toMatch(/^2\.[\w-]{8}\.[\w-]+$/);
});
