import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { MergeableReport } from '../../../src/core/entry/attempt.js';
import { type CallLink, type CallLinks, createCallLinks } from '../../../src/engine/records/call-links.js';
import { createParking } from '../../../src/engine/records/parking.js';
import { createSealer } from '../../../src/engine/records/sealer.js';
import { createMemoryStore } from '../../../src/stores/memory.js';
import { createCountingStore } from '../../support/counting-store.js';
import { registerSecret } from '../../support/secrets.js';
import { createSlowStore } from '../../support/slow-store.js';
import { createTestClock, HOUR, MINUTE } from '../../support/test-clock.js';
import { bytes, failures, keyringOf, newSecret, unreadables } from '../keys.js';

const CALL_ID = registerSecret('da59bda0a1bb_117793', "a provider's id");
const LINK: CallLink = { entryKey: 'n:number', idHash: 'hash', ordinal: 2 };
const BUSY: MergeableReport = { outcome: 'busy', cause: 17 };
const ANSWERED: MergeableReport = { outcome: 'answered', cause: 16 };

function setUp(seed = 1) {
  const clock = createTestClock();
  const keyring = keyringOf(newSecret());
  const counting = createCountingStore(createMemoryStore({ clock }));
  const keys: string[] = [];
  const watched = {
    ...createSlowStore(counting, seed),
    put: (...[key, value, options]: Parameters<typeof counting.put>) => {
      keys.push(key);
      return counting.put(key, value, options);
    },
  };
  const events: object[] = [];
  const parking = createParking((event) => events.push(event), clock);
  onTestFinished(() => parking.close());
  const create = (store = createSlowStore(counting, seed)) =>
    createCallLinks({ store, sealer: createSealer(keyring, bytes), clock, failures, unreadables }, keyring.pseudonyms, parking);
  return { clock, counting, events, parking, keys, links: create(), watchedLinks: create(watched) };
}

describe('the link from a call', () => {
  it('is found by a report that comes after it was written, with one reading', async () => {
    const { links, counting, clock } = setUp();
    expect(await links.link('mcn', CALL_ID, LINK, clock() + HOUR)).toEqual([]);
    counting.reset();
    expect(await links.findOrPark('mcn', CALL_ID, BUSY)).toEqual({ link: LINK, parked: [] });
    expect(counting.operations).toEqual(['get c']);
  });

  it('is of one provider: another account’s call of the same id is another call', async () => {
    const { links, clock } = setUp();
    await links.link('mcn', CALL_ID, LINK, clock() + HOUR);
    expect(await links.findOrPark('mcn-2', CALL_ID, BUSY)).toBe('parked');
    expect(await links.link('mcn-2', CALL_ID, { ...LINK, ordinal: 3 }, clock() + HOUR)).toEqual([BUSY]);
    expect(await links.findOrPark('mcn', CALL_ID, BUSY)).toEqual({ link: LINK, parked: [] });
  });

  it('takes over the reports that came before it, each once', async () => {
    const { links, counting, clock } = setUp();
    expect(await links.findOrPark('mcn', CALL_ID, BUSY)).toBe('parked');
    expect(await links.findOrPark('mcn', CALL_ID, ANSWERED)).toBe('parked');
    counting.reset();
    for (let duplicate = 0; duplicate < 10; duplicate += 1) await links.findOrPark('mcn', CALL_ID, BUSY);
    expect(counting.writes).toEqual([]);
    expect(await links.link('mcn', CALL_ID, LINK, clock() + HOUR)).toEqual([BUSY, ANSWERED]);
  });

  it('keeps what it took over, for the next report, in case its taker died before merging it', async () => {
    const { links, clock } = setUp();
    await links.findOrPark('mcn', CALL_ID, BUSY);
    await links.link('mcn', CALL_ID, LINK, clock() + HOUR);
    expect(await links.findOrPark('mcn', CALL_ID, ANSWERED)).toEqual({ link: LINK, parked: [BUSY] });
  });

  it('of a call that nobody links is kept for a minute by every clock, and then forgotten', async () => {
    const { links, clock } = setUp();
    await links.findOrPark('mcn', CALL_ID, BUSY);
    // The process that links the call a minute later may have a clock that is ahead.
    clock.advance(2 * MINUTE - 1);
    expect(await links.link('mcn', CALL_ID, LINK, clock() + HOUR)).toEqual([BUSY]);
    await links.findOrPark('mcn', 'another-call', BUSY);
    clock.advance(2 * MINUTE);
    expect(await links.link('mcn', 'another-call', LINK, clock() + HOUR)).toEqual([]);
  });

  it('keeps few reports of a call that nobody knows', async () => {
    const { links, clock } = setUp();
    for (let cause = 1; cause <= 50; cause += 1) await links.findOrPark('mcn', CALL_ID, { outcome: 'unavailable', cause });
    expect(await links.link('mcn', CALL_ID, LINK, clock() + HOUR)).toHaveLength(20);
  });

  it('loses no report that races with it: each is taken over, or finds the way', async () => {
    for (let round = 1; round <= 30; round += 1) {
      const { links, clock } = setUp(round);
      const reports = [1, 2, 3, 4].map((cause): MergeableReport => ({ outcome: 'unavailable', cause }));
      const [takenOver, ...found] = await Promise.all([
        links.link('mcn', CALL_ID, LINK, clock() + HOUR),
        ...reports.map((report) => links.findOrPark('mcn', CALL_ID, report)),
      ]);
      const missing = reports.filter(
        (report, index) => found[index] === 'parked' && !takenOver.some(({ cause }) => cause === report.cause),
      );
      expect(missing, `round ${round}`).toEqual([]);
    }
  });

  it('shows no call id in the key it lies under', async () => {
    const { watchedLinks, keys, clock } = setUp();
    await watchedLinks.link('mcn', CALL_ID, LINK, clock() + HOUR);
    expect(keys).toEqual([expect.stringMatching(/^c:[\w-]{22}$/)]);
  });

  it('keeps a report as it was: with its cause or without, and whether the key was pressed', async () => {
    const { links, clock } = setUp();
    const reports: MergeableReport[] = [{ outcome: 'answered', isConfirmed: true }, { outcome: 'answered' }, ANSWERED];
    for (const report of reports) await links.findOrPark('mcn', CALL_ID, report);
    expect(await links.link('mcn', CALL_ID, LINK, clock() + HOUR)).toEqual(reports);
  });

  it('is written by one put, which reads nothing first, and gone when it is removed', async () => {
    const { links, counting, clock } = setUp();
    await links.link('mcn', CALL_ID, LINK, clock() + HOUR);
    expect(counting.operations).toEqual(['put c']);
    await links.remove('mcn', CALL_ID);
    expect(await links.findOrPark('mcn', CALL_ID, BUSY)).toBe('parked');
  });

  it('is kept as long as it was asked for', async () => {
    const { links, clock } = setUp();
    await links.link('mcn', CALL_ID, LINK, clock() + HOUR);
    clock.advance(HOUR - 1);
    expect(await links.findOrPark('mcn', CALL_ID, BUSY)).toEqual({ link: LINK, parked: [] });
    clock.advance(1);
    expect(await links.findOrPark('mcn', CALL_ID, BUSY)).toBe('parked');
  });
});

describe('reports about calls that nobody knows', () => {
  const parkAll = (links: CallLinks, count: number, provider = 'mcn') =>
    Promise.all(Array.from({ length: count }, (_, index) => links.findOrPark(provider, `unknown ${index}`, BUSY)));
  const countOf = (results: readonly unknown[], what: string) => results.filter((each) => each === what).length;

  it('are kept up to 600 in any minute, however many come at once; the others are counted', async () => {
    const { links, counting, clock, events, parking } = setUp();
    const results = await parkAll(links, 2000);
    expect([countOf(results, 'parked'), countOf(results, 'not_kept')]).toEqual([600, 1400]);
    expect(counting.writes).toHaveLength(600);
    clock.advance(MINUTE - 1);
    expect(await links.findOrPark('mcn', 'one more', BUSY)).toBe('not_kept');
    clock.advance(1);
    expect(await links.findOrPark('mcn', 'one more', BUSY)).toBe('parked');
    expect(events).toEqual([{ type: 'callback.overflow', provider: 'mcn', reports: 1 }]);
    parking.close();
    expect(events.slice(1)).toEqual([{ type: 'callback.overflow', provider: 'mcn', reports: 1400 }]);
  });

  it('leave their places one by one, so that no minute has more, wherever it begins', async () => {
    const { links, clock } = setUp();
    await parkAll(links, 500);
    clock.advance(MINUTE / 2);
    await parkAll(links, 100);
    expect(await links.findOrPark('mcn', 'one more', BUSY)).toBe('not_kept');
    clock.advance(MINUTE / 2);
    const results = await Promise.all(Array.from({ length: 600 }, (_, index) => links.findOrPark('mcn', `later ${index}`, BUSY)));
    expect(countOf(results, 'parked')).toBe(500);
  });

  it('take no place from another provider’s, nor from calls that are linked', async () => {
    const { links, clock } = setUp();
    await links.link('mcn', CALL_ID, LINK, clock() + HOUR);
    await parkAll(links, 700);
    expect(await links.findOrPark('mobilgroup', 'unknown', BUSY)).toBe('parked');
    expect(await links.findOrPark('mcn', CALL_ID, BUSY)).toEqual({ link: LINK, parked: [] });
    expect(await links.findOrPark('mcn', CALL_ID, ANSWERED)).toEqual({ link: LINK, parked: [] });
  });

  it('cost a place also where one report comes again and again', async () => {
    const { links, counting } = setUp();
    const results = await Promise.all(Array.from({ length: 700 }, () => links.findOrPark('mcn', CALL_ID, BUSY)));
    expect([countOf(results, 'parked'), countOf(results, 'not_kept')]).toEqual([600, 100]);
    expect(counting.writes).toHaveLength(1);
  });

  it('are reported at once where they are not kept, then once a minute by a timer, whatever the clock is set to', () => {
    vi.useFakeTimers();
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const { events, parking } = setUp();
    const reportsOf = (count: number) => {
      for (let report = 0; report < count; report += 1) parking.take('mcn');
      return events.map((event) => ('reports' in event ? event.reports : undefined));
    };
    expect(reportsOf(600)).toEqual([]);
    expect(reportsOf(4)).toEqual([1]);
    vi.advanceTimersByTime(MINUTE);
    expect(reportsOf(5)).toEqual([1, 3]);
    parking.close();
    expect(reportsOf(0)).toEqual([1, 3, 5]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are kept again after the clock was set back', async () => {
    const { links, clock } = setUp();
    await parkAll(links, 600);
    clock.advance(-2 * MINUTE);
    expect(await links.findOrPark('mcn', 'one more', BUSY)).toBe('parked');
  });
});
