/**
 * What each request takes, counted exactly. Nothing is timed here, so no machine is too slow for it. Whoever makes a request dearer sees it
 * here; whoever makes one cheaper writes the new figures into the table, from what a failure prints.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Cost } from './counters.js';

/**
 * Each is the first request of its process, by HTTP, with the set-up of the README and a provider without a network. What is told to the
 * store after the answer belongs to it.
 */
const COSTS: Readonly<Record<string, Cost>> = {
  start: {
    store: 'count b 1, count p 3, count r 1, count s 2, get n 1, look p 2, look s 8, put c 1, put n 2',
    work: 'HMAC 12, cipher 3, hash 1, number parsed 1, timer 3',
  },
  'start with Idempotency-Key': {
    store: 'count b 1, count p 3, count r 1, count s 2, get i 1, get n 1, look p 2, look s 8, put c 1, put i 1, put n 2',
    work: 'HMAC 16, cipher 4, hash 1, number parsed 1, timer 3',
  },
  'start, repeated': {
    store: 'count r 1, get i 1, get n 1',
    work: 'HMAC 10, decipher 2, hash 1, number parsed 1, timer 1',
  },
  'check, wrong': {
    store: 'count r 1, count s 1, get n 1, look s 11, put n 1',
    work: 'HMAC 8, cipher 1, decipher 1, hash 1, timer 2',
  },
  'check, right': {
    store: 'count p 3, count r 1, count s 2, get n 1, put n 1',
    work: 'HMAC 13, cipher 1, decipher 1, hash 1, timer 2, token signed 1',
  },
  'check with Idempotency-Key, right': {
    store: 'count p 3, count r 1, count s 2, get n 1, put i 1, put n 1',
    work: 'HMAC 18, cipher 2, decipher 1, hash 1, timer 2, token signed 1',
  },
  'check, repeated': {
    store: 'count r 1, get n 1',
    work: 'HMAC 13, decipher 1, hash 1, timer 1, token signed 1',
  },
  status: {
    store: 'get n 1',
    work: 'HMAC 3, decipher 1, timer 1',
  },
  callback: {
    // The first of a day and of a quarter of an hour is noted for each; the next ones write nothing of it.
    store: 'count w 2, get c 1, get n 1, put n 1',
    work: 'HMAC 3, cipher 1, decipher 2, hash 2, timer 2',
  },
  'one look of a stream': {
    store: 'get n 1',
    work: '',
  },
};

async function countCosts(): Promise<Readonly<Record<string, Cost>>> {
  const child = fork(fileURLToPath(new URL('count-requests.fixture.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
  const ended = once(child, 'exit').then(([code]): never => {
    throw new Error(`the program that counts ended with ${code}`);
  });
  const [costs] = (await Promise.race([once(child, 'message'), ended])) as [Readonly<Record<string, Cost>>];
  await ended.catch(() => undefined);
  return costs;
}

const namesIn = ({ store, work }: Cost): ReadonlyMap<string, number> =>
  new Map(
    [store, work].flatMap((text) => [...text.matchAll(/([^,]+?) (\d+)(?:, |$)/g)].map(([, name = '', times]) => [name, Number(times)])),
  );

/** `start: HMAC 14 → 15`, for each figure that is another one. */
function changesOf(costs: Readonly<Record<string, Cost>>): readonly string[] {
  const nothing: Cost = { store: '', work: '' };
  return [...new Set([...Object.keys(COSTS), ...Object.keys(costs)])].flatMap((request) => {
    const [before, after] = [namesIn(COSTS[request] ?? nothing), namesIn(costs[request] ?? nothing)];
    const names = [...new Set([...before.keys(), ...after.keys()])].sort();
    return names
      .filter((name) => before.get(name) !== after.get(name))
      .map((name) => `${request}: ${name} ${before.get(name) ?? 0} → ${after.get(name) ?? 0}`);
  });
}

const lineOf = ([request, { store, work }]: readonly [string, Cost]): string =>
  `  '${request}': {\n    store: '${store}',\n    work: '${work}',\n  },`;

it('each request takes what is written here', async () => {
  const costs = await countCosts();
  const table = Object.entries(costs).map(lineOf).join('\n');
  expect(changesOf(costs), `What is counted now, for the table at the top of this file:\n${table}\n`).toEqual([]);
});
