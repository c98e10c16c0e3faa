/** Directed runs: each fault of a store once, and which processes work again when it is over, without a restart. */
import { pause } from './chance.js';
import type { StoreFaultKind } from './history.js';
import type { SharedStore } from './shared-store.js';
import type { Omission } from './worker-order.js';
import { openWorld, type World } from './world.js';

export interface OneFault {
  readonly kind: StoreFaultKind;
  /** What each process answered to a start meanwhile. */
  readonly meanwhile: readonly (number | undefined)[];
  /** Whether each process placed calls again. */
  readonly cameBack: readonly boolean[];
}

/** As many as a pool of connections has, so that all of them are open, and none is spared. */
const AT_ONCE = 8;
/** A pool may have opened fewer, and opens others meanwhile: each time at least one more of them goes mute. */
const TIMES_MUTE = 3;
const TRY_AGAIN_MS = 500;
const TRIES = 20;
/** For those that are not back when the first one is. */
const FURTHER_TRIES = 6;

/** @param clients what the client of each process lacks; the first should lack nothing */
export async function sufferOneEach(
  store: SharedStore,
  kinds: readonly StoreFaultKind[],
  clients: readonly (Omission | undefined)[],
  onSecret?: (value: string, label: string) => void,
): Promise<readonly OneFault[]> {
  const world = await openWorld({ store, seed: 9001, processes: clients.length, numbers: 1, without: (index) => clients[index], onSecret });
  try {
    const results: OneFault[] = [];
    for (const kind of kinds) results.push(await sufferOne(world, store, kind));
    return results;
  } finally {
    await world.close();
  }
}

async function sufferOne(world: World, store: SharedStore, kind: StoreFaultKind): Promise<OneFault> {
  const { requests, processes, spareNumberOf, paths } = world;
  const places = processes.all.map((_, index) => index);
  const process = (place: number) => {
    const found = processes.all[place];
    if (found === undefined) throw new RangeError(`there is no process ${place}`);
    return found;
  };
  const canStart = async (place: number): Promise<boolean> => (await requests.start(process(place), spareNumberOf(place))) !== undefined;
  const comesBack = async (place: number, tries: number): Promise<boolean> => {
    for (let left = tries; left > 0; left -= 1) {
      if (await canStart(place)) return true;
      // Without a connection, a client refuses at once.
      await pause(TRY_AGAIN_MS);
    }
    return false;
  };
  await Promise.all(places.map((place) => canStart(place)));
  const [any] = requests.held;
  if (any === undefined) throw new Error('no process could place a call');
  const askAll = () => Promise.all(places.flatMap((place) => Array.from({ length: AT_ONCE }, () => requests.status(process(place), any))));

  await askAll();
  if (kind === 'mute') {
    for (let left = TIMES_MUTE; left > 0; left -= 1) {
      for (const path of paths) path.mute();
      await askAll();
    }
  } else {
    await store.faults[kind]?.begin();
    await askAll();
  }
  const asked = world.recorder.history.operations.length;
  await Promise.all(places.map((place) => canStart(place)));
  const meanwhile = world.recorder.history.operations.slice(asked).map(({ answer }) => answer?.status);
  if (kind !== 'mute') await store.faults[kind]?.end();
  const first = await comesBack(0, TRIES);
  const others = await Promise.all(places.slice(1).map((place) => comesBack(place, FURTHER_TRIES)));
  return { kind, meanwhile, cameBack: [first, ...others] };
}
