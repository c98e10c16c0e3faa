/** One directed run: a process dies when the provider has placed its call and answers, and before anything of that is written. */
import type { Answer } from './history.js';
import type { SharedStore } from './store-server.js';
import { openWorld } from './world.js';

export interface KilledAfterDialling {
  /** A check of the right code while only the first call was placed, which never reached the telephone. */
  readonly beforeSecondCall: Answer | undefined;
  /** What the client heard of the call whose process was killed. */
  readonly secondCall: Answer | undefined;
  /** How many calls were placed for it. */
  readonly callsPlaced: number;
  /** The check of the code that the second call showed, at another process. */
  readonly check: Answer | undefined;
}

export async function killAfterDialling(
  store: SharedStore,
  onSecret?: (value: string, label: string) => void,
): Promise<KilledAfterDialling> {
  // A seed that no other run has.
  const world = await openWorld({ store, seed: 9000, processes: 2, numbers: 1, onSecret });
  try {
    const { recorder, simulator, requests, processes } = world;
    const [dying, surviving] = processes.all;
    if (dying === undefined || surviving === undefined) throw new Error('two processes are needed');
    const telephone = world.telephoneOf('n0');
    // Its report kills the first attempt: what verifies in the end can only be the second.
    telephone.mood = 'off';
    const held = await requests.start(dying, 'n0');
    if (held === undefined) throw new Error('the first start was not answered');
    await world.untilQuiet();
    const before = await requests.check(surviving, held, 'right');

    telephone.mood = 'rings';
    let killed: Promise<void> | undefined;
    simulator.subscribe((event) => {
      // In the turn before the answer is sent.
      if (event.type === 'answer') killed ??= processes.kill(0);
    });
    const again = await requests.again(dying, held, 'flash_call');
    await killed;
    const check = await requests.check(surviving, held, 'right');
    return {
      beforeSecondCall: before.answer,
      secondCall: again.answer,
      callsPlaced: recorder.history.calls.filter((call) => call.operation === again.id).length,
      check: check.answer,
    };
  } finally {
    await world.close();
  }
}
