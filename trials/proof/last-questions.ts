/** After the chaos: every process is asked until it can work again, then what became of each verification, and its right code. */
import { pause } from './chance.js';
import type { WorkerProcess } from './processes.js';
import type { Held } from './requests.js';
import type { World } from './world.js';

type AskedWorld = Pick<World, 'requests' | 'processes' | 'spareNumberOf'>;

const HEALTHY_WITHIN_MS = 20_000;

/** One call for each process, on a number that no client wants. It needs a read, writes and a counter. */
async function startAtEach({ requests, processes, spareNumberOf }: AskedWorld, isFinal: boolean): Promise<void> {
  await Promise.all(processes.all.map((process, index) => requests.start(process, spareNumberOf(index), isFinal)));
}

/** Until every process places calls again. Who never does will be found out by what is asked next. @returns how long the last one took */
export async function awaitHealth({ requests, processes, spareNumberOf }: AskedWorld): Promise<number> {
  const began = performance.now();
  await Promise.all(
    processes.all.map(async (process, index) => {
      while (performance.now() < began + HEALTHY_WITHIN_MS) {
        if ((await requests.start(process, spareNumberOf(index))) !== undefined) return;
        await pause(100);
      }
    }),
  );
  return Math.round(performance.now() - began);
}

/** The states first, and all of them: a check would end what a later state is compared with. */
export async function askInTheEnd(world: AskedWorld): Promise<void> {
  const { requests, processes } = world;
  let turn = 0;
  const next = (): WorkerProcess => {
    turn += 1;
    const process = processes.all[turn % processes.all.length];
    if (process === undefined) throw new Error('there is no process');
    return process;
  };
  const open: Held[] = [];
  await sideBySide(requests.held, async (held) => {
    const { answer } = await requests.status(next(), held, true);
    if (answer?.state === 'pending' || answer?.state === 'awaiting_call') open.push(held);
  });
  await sideBySide(open, async (held) => requests.use(next(), held, await requests.check(next(), held, 'right', true)));
  await startAtEach(world, true);
}

async function sideBySide(all: readonly Held[], ask: (held: Held) => Promise<unknown>): Promise<void> {
  const left = [...all];
  const work = async (): Promise<void> => {
    for (let held = left.shift(); held !== undefined; held = left.shift()) await ask(held);
  };
  await Promise.all(Array.from({ length: 8 }, work));
}
