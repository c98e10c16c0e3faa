/** What becomes of a call when the provider takes its time: `place` ends, and nothing of it goes on. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { assertUncertain } from './check-result.js';
import type { MethodCase, Placed, Trial } from './method-case.js';
import { type Exchange, textOf, write } from './stand-in.js';

/** Short, because these cases wait for it. A machine that is busy gets more: before the request came, nothing is known. */
const TIMEOUTS_MS = [150, 2000] as const;

/** Places a call by a provider that has read the request, and answers as `answer` does. */
async function placeWithSlow(trial: Trial, answer: (exchange: Exchange) => unknown): Promise<Placed> {
  for (const timeoutMs of TIMEOUTS_MS) {
    const placed = await trial.placeWith({ request: answer }, timeoutMs);
    const { standIn, result } = placed;
    if (standIn.sends.length === 0) continue;
    assert.equal(standIn.sends.length, 1, 'it is asked for one call');
    assertUncertain(result, 'a time-out');
    return placed;
  }
  return assert.fail('the request has not come before the time-out was over');
}

/** Fails unless the method closes its connection. */
async function assertGivenUp({ marginMs }: Trial, { standIn }: Placed): Promise<void> {
  const [exchange] = standIn.sends;
  const hasClosed = await Promise.race([exchange?.closed.then(() => true), pause(marginMs, false, { ref: false })]);
  assert.equal(hasClosed, true, 'what is given up is closed, so that no connection is left');
}

export const timeCases: readonly MethodCase[] = [
  {
    name: 'a connection on which nothing comes does not hang for ever',
    async run(trial) {
      const { result } = await trial.placeWith({ connection: (socket) => void socket.resume() }, TIMEOUTS_MS[0]);
      assert.notEqual(result.status, 'placed', 'nothing has answered');
    },
  },
  {
    name: 'a provider that does not answer in time is uncertain, is not asked again, and the connection is closed',
    isAboutHttp: true,
    async run(trial) {
      await assertGivenUp(trial, await placeWithSlow(trial, () => undefined));
    },
  },
  {
    name: 'an answer that stops after its headers is uncertain, and the connection is closed',
    isAboutHttp: true,
    async run(trial) {
      const placed = await placeWithSlow(trial, ({ request, response }) => {
        response.writeHead(200, { 'Content-Type': 'application/json' });
        const body = textOf(trial.success(request).body);
        response.write(body.slice(0, Math.max(1, body.length - 1)) || ' ');
      });
      await assertGivenUp(trial, placed);
    },
  },
  {
    name: 'an answer that comes byte by byte without end is uncertain, and the connection is closed',
    isAboutHttp: true,
    async run(trial) {
      const placed = await placeWithSlow(trial, ({ response }) => {
        response.writeHead(200, { 'Content-Type': 'application/json' });
        const drip = setInterval(() => response.write(' '), 20);
        response.once('close', () => clearInterval(drip));
      });
      await assertGivenUp(trial, placed);
    },
  },
  {
    name: 'an answer that comes after the time-out changes nothing',
    isAboutHttp: true,
    async run(trial) {
      const { result, standIn } = await placeWithSlow(trial, () => undefined);
      const before = structuredClone(result);
      const [exchange] = standIn.sends;
      if (exchange !== undefined) {
        write(exchange.response, trial.success(exchange.request));
        await exchange.closed;
      }
      // For whatever the method does now.
      await pause(20);
      assert.deepEqual(result, before, 'a result does not change');
      assert.equal(standIn.sends.length, 1, 'it is asked for one call');
    },
  },
];
