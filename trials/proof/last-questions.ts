/** After the chaos: every process is asked until it can work again, then what became of each verification, and its right code. */
import { pause } from './chance.js';
import type { Processes, WorkerProcess } from './processes.js';
import type { Held, Requests } from './requests.js';

const HEALTHY_WITHIN_MS = 15_000;

/** Until every process reads from the store again. Who never does will be found out by what is asked next. */
export async function awaitHealth(requests: Requests, processes: Processes): Promise<void> {
  const any = requests.held[0];
  if (any === undefined) return;
  await Promise.all(
    processes.all.map(async (process) => {
      const giveUp = performance.now() + HEALTHY_WITHIN_MS;
      while (performance.now() < giveUp) {
        const { answer } = await requests.status(process, any);
        if (answer !== undefined && answer.status !== 503) return;
        await pause(100);
      }
    }),
  );
}

/** The states first, and all of them: a check would end what a later state is compared with. */
export async function askInTheEnd(requests: Requests, processes: Processes): Promise<void> {
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
  await sideBySide(open, (held) => requests.check(next(), held, 'right', true));
}

async function sideBySide(all: readonly Held[], ask: (held: Held) => Promise<unknown>): Promise<void> {
  const left = [...all];
  const work = async (): Promise<void> => {
    for (let held = left.shift(); held !== undefined; held = left.shift()) await ask(held);
  };
  await Promise.all(Array.from({ length: 8 }, work));
}
