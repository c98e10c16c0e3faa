/** What becomes of a call when the connection to the provider fails, whatever the protocol. */
import assert from 'node:assert/strict';
import { assertNotPlaced, assertRefused, assertUncertain } from './check-result.js';
import type { MethodCase, Placed, Trial } from './method-case.js';

/** Long enough to look like the beginning of something, in no protocol. */
const NONSENSE = Buffer.from([0, 255, 13, 10, 7, 200, 13, 10, 13, 10]);

/** Over HTTP the request may have been read. In another protocol, a connection may end before anything is asked. */
function assertLost({ isHttp, hasOtherRequests }: Trial, { result }: Placed, after: string): void {
  if (isHttp && !hasOtherRequests) assertUncertain(result, after);
  else assertNotPlaced(result, after);
}

export const connectionCases: readonly MethodCase[] = [
  {
    name: 'a connection that is refused is a refusal, because nothing was sent',
    async run(trial) {
      const standIn = await trial.openClosed();
      const { result } = await trial.place(await trial.make(standIn), standIn);
      assertRefused(result, 'a connection that was never made');
      assert.notEqual('blame' in result && result.blame, 'number', 'the number is not to blame for a connection');
    },
  },
  {
    // Either is true: nothing was read, but not every client of a protocol can know that.
    name: 'a connection that is reset at once is refused or uncertain',
    async run(trial) {
      const { result } = await trial.placeWith({ connection: (socket) => void socket.resetAndDestroy() });
      assertNotPlaced(result, 'a reset');
    },
  },
  {
    name: 'a connection that is reset after a part of the request is uncertain',
    async run(trial) {
      const reset = await trial.placeWith({ connection: (socket) => void socket.once('data', () => socket.resetAndDestroy()) });
      assertLost(trial, reset, 'a reset');
    },
  },
  {
    name: 'a request that is read, and then not answered but closed or reset, is uncertain, and is not sent again',
    isAboutHttp: true,
    async run(trial) {
      for (const end of ['destroy', 'resetAndDestroy'] as const) {
        const { result, standIn } = await trial.placeWith({ request: ({ response }) => response.socket?.[end]() });
        assertUncertain(result, 'a request that was read');
        assert.equal(standIn.sends.length, 1, 'it is asked for one call');
      }
    },
  },
  {
    name: 'nonsense in the place of an answer is uncertain',
    async run(trial) {
      const nonsense = await trial.placeWith({ connection: (socket) => void socket.once('data', () => socket.end(NONSENSE)) });
      assertLost(trial, nonsense, 'nonsense');
    },
  },
];
