/** A soak of a few seconds, in three processes: the figures are there, people were verified, and nothing stays behind. */
import { expect, it } from 'vitest';
import { describeSoak } from '../../../trials/soak/describe-soak.js';
import { addCounts } from '../../../trials/soak/messages.js';
import { runSoak } from '../../../trials/soak/run.js';
import { judgeSoak } from '../../../trials/soak/verdict.js';

/** Births of processes on a busy machine included. */
const TIMEOUT_MS = 400_000;

it('a short soak on the memory store ends by itself, and leaves nothing open', { timeout: TIMEOUT_MS }, async () => {
  // A person needs fifteen seconds at most until the code is checked.
  const options = { store: 'memory', minutes: 0.3, load: 0.5, top: 16, peaceSeconds: 12, hasOutages: false } as const;
  const soak = await runSoak(options);
  const verdict = judgeSoak(soak);
  const report = describeSoak(soak, verdict);
  // So soon after its birth the process still compiles, which is in the heap.
  expect(
    verdict.faults.filter((fault) => fault !== 'the heap did not come back'),
    report,
  ).toEqual([]);

  const answers: Record<string, number> = {};
  for (const second of soak.load) addCounts(answers, second.answers);
  const events: Record<string, number> = {};
  for (const second of soak.server) addCounts(events, second.events);
  // A run in which nothing happened proves nothing.
  expect(answers).toMatchObject({ 'start 202': expect.any(Number), 'check 200': expect.any(Number), 'stream 200': expect.any(Number) });
  // Those whose answer came when all went home did not see it.
  expect(events['verification.verified']).toBeGreaterThanOrEqual(answers['check 200'] ?? Number.NaN);
  expect(Math.max(...soak.server.map(({ streams }) => streams))).toBeGreaterThan(0);
  expect(soak.server.some(({ heapBytes }) => heapBytes !== undefined)).toBe(true);
  expect(soak.before.stock.objects['entries of maps']).toBeGreaterThan(0);
});
