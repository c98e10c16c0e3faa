/** What goes wrong: processes and the store's server are killed, paused and restarted, as the seed decides. */
import { type Chance, pause } from './chance.js';
import type { Fault, Recorder } from './history.js';
import type { Processes } from './processes.js';
import type { StoreServer } from './store-server.js';

export interface NemesisContext {
  readonly recorder: Recorder;
  readonly isOver: () => boolean;
}

/** Long enough now and then for every deadline to pass. */
const LONGEST_PAUSE_MS = 2600;
/** Before one more is killed. */
const FEWEST_LIVING = 2;

async function suffer({ recorder }: NemesisContext, kind: Fault['kind'], target: string, work: () => Promise<void>): Promise<void> {
  const fault = recorder.fault({ kind, target });
  await work();
  // Who was killed stays dead: what comes instead has another name.
  if (kind !== 'kill' || target === 'store') fault.until = recorder.now();
}

/** @param mayKill whether what a process remembers may be lost */
export async function troubleProcesses(context: NemesisContext, processes: Processes, chance: Chance, mayKill: boolean): Promise<void> {
  const births: Promise<void>[] = [];
  while (!context.isOver()) {
    const restMs = chance.between(150, 700);
    const place = chance.between(0, processes.all.length);
    const wantsKill = chance.draw() < 0.5 && mayKill;
    const downMs = chance.between(50, wantsKill ? 400 : LONGEST_PAUSE_MS);
    await pause(restMs);
    if (context.isOver()) break;
    const living = processes.all.flatMap((each, index) => (each.isAlive ? [index] : []));
    const index = living.find((each) => each >= place) ?? living[0] ?? 0;
    const target = processes.all[index]?.name ?? '';
    if (wantsKill && living.length > FEWEST_LIVING) {
      await suffer(context, 'kill', target, () => processes.kill(index));
      await pause(downMs);
      // A birth takes seconds, and need not be waited for.
      const birth = processes.revive(index);
      birth.catch(() => undefined);
      births.push(birth);
    } else {
      await suffer(context, 'pause', target, async () => {
        processes.pause(index);
        await pause(downMs);
        processes.resume(index);
      });
    }
  }
  await Promise.all(births);
}

export async function troubleStore(context: NemesisContext, server: StoreServer, chance: Chance): Promise<void> {
  while (!context.isOver()) {
    const restMs = chance.between(400, 1200);
    const kind = chance.oneOf<Fault['kind']>(['kill', 'pause', 'pause', 'restart']);
    const downMs = chance.between(100, kind === 'pause' ? LONGEST_PAUSE_MS : 800);
    await pause(restMs);
    if (context.isOver()) return;
    await suffer(context, kind, 'store', async () => {
      if (kind === 'pause') await server.pause();
      else if (kind === 'kill') await server.kill();
      else await server.stop();
      await pause(downMs);
      if (kind === 'pause') await server.resume();
      else await server.start();
    });
  }
}
