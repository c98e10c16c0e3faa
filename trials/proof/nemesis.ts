/** What goes wrong with processes, with the store, and with the way to it, as the seed decides. */
import { type Chance, pause } from './chance.js';
import { type Fault, type Recorder, STORE_FAULTS, type StoreFaultKind } from './history.js';
import type { Processes } from './processes.js';
import type { StoreFaults } from './shared-store.js';
import type { StorePath } from './store-path.js';

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

/** How often each is chosen, among those that a store has. */
const WEIGHTS: Readonly<Record<StoreFaultKind, number>> = { kill: 1, restart: 1, pause: 2, mute: 2, 'read-only': 2, lock: 1 };
const LONGEST_ABSENCE_MS = 800;

export async function troubleStore(
  context: NemesisContext,
  faults: StoreFaults,
  paths: readonly StorePath[],
  chance: Chance,
): Promise<void> {
  const isPossible = (kind: StoreFaultKind): boolean => (kind === 'mute' ? paths.length > 0 : faults[kind] !== undefined);
  const [first, ...others] = STORE_FAULTS.filter(isPossible).flatMap((kind) => Array.from({ length: WEIGHTS[kind] }, () => kind));
  if (first === undefined) return;
  while (!context.isOver()) {
    const restMs = chance.between(400, 1200);
    const kind = chance.oneOf([first, ...others]);
    const downMs = chance.between(100, kind === 'kill' || kind === 'restart' ? LONGEST_ABSENCE_MS : LONGEST_PAUSE_MS);
    // The connections of one process, or of all.
    const victims = chance.draw() < 0.5 ? paths : [chance.oneOf(paths as [StorePath, ...StorePath[]])];
    await pause(restMs);
    if (context.isOver()) return;
    await suffer(context, kind, 'store', async () => {
      if (kind === 'mute') {
        for (const path of victims) path?.mute();
        return;
      }
      await faults[kind]?.begin();
      await pause(downMs);
      await faults[kind]?.end();
    });
  }
}
