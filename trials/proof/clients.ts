/** People and their browsers: what they ask, of which process, in which order, as the seed decides. */
import { CALLBACK_MODES, type CallbackMode, TELEPHONE_MOODS, type VirtualTelephone } from '../../src/simulator/index.js';
import { type Chance, pause } from './chance.js';
import type { WorkerProcess } from './processes.js';
import type { Held, Requests } from './requests.js';
import type { World } from './world.js';

export type ClientContext = Pick<World, 'simulator' | 'processes' | 'requests' | 'numbers' | 'telephoneOf'> & {
  readonly isOver: () => boolean;
};

/** Numbers that half of all clients want: where races happen. */
const HOT_NUMBERS = 5;

/** Most of them ring; the others are the ways in which a call can go wrong. */
const MOODS = [...TELEPHONE_MOODS, 'rings', 'answers', 'answers', 'declines'] as const;
const MODES = CALLBACK_MODES.filter((mode) => mode !== 'never') as [CallbackMode, ...CallbackMode[]];

/** Asks until the run is over. The choices of one step are drawn before it begins, whatever came of the step before. */
export async function runClient(context: ClientContext, chance: Chance): Promise<void> {
  const { processes, numbers, isOver } = context;
  while (!isOver()) {
    const count = chance.draw() < 0.5 ? HOT_NUMBERS : numbers.length;
    const step: Step = {
      action: chance.draw(),
      number: numbers[Math.floor(chance.draw() * count)] ?? '',
      first: chance.between(0, processes.all.length),
      // A double click, or a program that guesses side by side.
      times: chance.draw() < 0.3 ? 3 : 1,
      isOld: chance.draw() < 0.1,
      detail: chance.draw(),
    };
    const restMs = chance.between(5, 60);
    await take(context, step);
    await pause(restMs);
  }
}

interface Step {
  readonly action: number;
  readonly number: string;
  readonly first: number;
  readonly times: number;
  /** About an earlier verification of the number, if there is one. */
  readonly isOld: boolean;
  readonly detail: number;
}

async function take(context: ClientContext, step: Step): Promise<void> {
  const { requests, simulator, telephoneOf } = context;
  const { action, number, detail } = step;
  if (action < 0.03) {
    simulator.callbacks.mcn.mode = pick(MODES, detail);
    return;
  }
  if (action < 0.12) return act(telephoneOf(number), detail);
  const ofNumber = requests.held.filter((each) => each.number === number);
  const held = ofNumber.at(step.isOld ? 0 : -1);
  if (held === undefined || action < 0.35) {
    telephoneOf(number).mood = pick(MOODS, detail);
    return sideBySide(context, step, (process) => requests.start(process, number));
  }
  return sideBySide(context, step, (process) => ask(context, process, held, action, detail));
}

function ask({ requests, processes }: ClientContext, process: WorkerProcess, held: Held, action: number, detail: number): Promise<unknown> {
  if (action < 0.45) return requests.again(process, held, detail < 0.3 ? undefined : detail < 0.65 ? 'flash_call' : 'voice_call');
  if (action < 0.7) return requests.check(process, held, 'wrong');
  if (action < 0.84)
    return verifyAndUse(requests, process, held, processes.all.find((each) => each.isAlive && each.name !== process.name) ?? process);
  if (action < 0.95) return requests.status(process, held);
  return requests.cancel(process, held);
}

/** The token is shown at once, to another process: its clock may differ. */
async function verifyAndUse(requests: Requests, process: WorkerProcess, held: Held, other: WorkerProcess): Promise<void> {
  await requests.use(other, held, await requests.check(process, held, 'right'));
}

/** The same request, to one process after the other at once. */
async function sideBySide(
  { processes }: ClientContext,
  { first, times }: Step,
  request: (process: WorkerProcess) => Promise<unknown>,
): Promise<void> {
  const living = [...processes.all.slice(first), ...processes.all.slice(0, first)].filter((each) => each.isAlive);
  const asked = Array.from({ length: living.length === 0 ? 0 : times }, (_, index) =>
    living.slice(index % living.length, (index % living.length) + 1),
  );
  await Promise.all(asked.flat().map((process) => request(process)));
}

function act(telephone: VirtualTelephone, detail: number): void {
  if (telephone.ring === undefined) return;
  if (detail < 0.6) telephone.answer();
  else telephone.decline();
}

function pick<T>(choices: readonly [T, ...T[]], draw: number): T {
  return choices[Math.floor(draw * choices.length)] ?? choices[0];
}
