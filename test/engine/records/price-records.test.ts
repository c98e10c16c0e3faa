import { expect, it } from 'vitest';
import { createRecords } from '../../../src/engine/records/records.js';
import { createMemoryStore } from '../../../src/stores/memory.js';
import { createTestClock } from '../../support/test-clock.js';
import { bytes, failures, keyringOf, newSecret } from '../keys.js';

function setUp() {
  const clock = createTestClock();
  const store = createMemoryStore({ clock });
  const events: object[] = [];
  const process = (secret: string) =>
    createRecords({
      ...{ store, clock, randomBytes: bytes, onPut: () => undefined, failures },
      keyring: keyringOf(secret),
      emit: (event) => events.push(event),
      overwritesUnreadable: false,
    });
  return { events, clock, store, process };
}

it('gives the highest price that was told for a country, and none for another', async () => {
  const { prices } = setUp().process(newSecret());
  expect(await prices.highest('RUB', 'RU')).toBeUndefined();
  for (const micro of [300_000, 900_000, 500_000]) await prices.told('RUB', 'RU', micro);
  expect([await prices.highest('RUB', 'RU'), await prices.highest('RUB', 'SK')]).toEqual([900_000, undefined]);
});

it('takes a price that cannot be opened for one that nobody told, reports that, and overwrites it with the next', async () => {
  const { events, process } = setUp();
  await process(newSecret()).prices.told('RUB', 'RU', 900_000);
  const { prices } = process(newSecret());
  expect(await prices.highest('RUB', 'RU')).toBeUndefined();
  expect(events).toMatchObject([{ type: 'record.unreadable', reason: 'unknown_key', countsAsEmpty: true }]);
  await prices.told('RUB', 'RU', 500_000);
  expect(await prices.highest('RUB', 'RU')).toBe(500_000);
  expect(events).toHaveLength(1);
});

it('takes a price that was altered for one that nobody told, too', async () => {
  const { events, process, store, clock } = setUp();
  const { prices } = process(newSecret());
  await prices.told('RUB', 'RU', 900_000);
  const raw = (await store.get('t:RUB:RU')) ?? null;
  await store.put('t:RUB:RU', `${raw}AAAA`, { expected: raw, expiresAt: clock() + 60_000 });
  expect(await prices.highest('RUB', 'RU')).toBeUndefined();
  expect(events).toMatchObject([{ type: 'record.unreadable', reason: 'altered', countsAsEmpty: true }]);
});
