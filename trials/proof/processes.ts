/** The processes under test: born, killed, paused, and born again under a new name. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Listening, Trouble, WorkerMessage, WorkerOrder } from './worker-order.js';

export interface WorkerProcess {
  /** `p2.1`: the second life of the third process. */
  readonly name: string;
  readonly port: number;
  readonly callbackPaths: Listening['callbackPaths'];
  /** Whether it runs, or stands still and will run on. */
  readonly isAlive: boolean;
}

export interface Processes {
  /** The present life of each. */
  readonly all: readonly WorkerProcess[];
  kill(index: number): Promise<void>;
  /** A new life of a process that was killed. */
  revive(index: number): Promise<void>;
  pause(index: number): void;
  resume(index: number): void;
  close(): Promise<void>;
}

interface Life extends WorkerProcess {
  readonly child: ChildProcess;
  isAlive: boolean;
}

/** The bench runs these files compiled. */
const isCompiled = import.meta.url.endsWith('.js');
const WORKER = fileURLToPath(new URL(isCompiled ? 'worker.js' : 'worker.ts', import.meta.url));
const FLAGS = isCompiled ? [] : ['--import', 'tsx'];

/**
 * @param orderOf what each is told, all its lives long
 * @param onTrouble told of what operations met
 */
export async function startProcesses(
  count: number,
  orderOf: WorkerOrder | ((index: number) => WorkerOrder),
  onTrouble: (trouble: Trouble) => void = () => undefined,
): Promise<Processes> {
  const children = new Set<ChildProcess>();
  // Also those that stand still, which would never hear that their parent is gone.
  const killAll = (): void => {
    for (const child of children) child.kill('SIGKILL');
  };
  process.on('exit', killAll);

  async function bear(index: number, life: number): Promise<Life> {
    const name = `p${index}.${life}`;
    const child = fork(WORKER, { execArgv: FLAGS, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    children.add(child);
    child.once('exit', () => children.delete(child));
    child.send(typeof orderOf === 'function' ? orderOf(index) : orderOf);
    const failed = once(child, 'exit').then((): never => {
      throw new Error(`the process ${name} ended before it listened`);
    });
    const [message] = (await Promise.race([once(child, 'message'), failed])) as [Listening];
    failed.catch(() => undefined);
    child.on('message', (told: WorkerMessage) => {
      if (told.type !== 'listening') onTrouble(told);
    });
    const { port, callbackPaths } = message;
    return { name, child, port, callbackPaths, isAlive: true };
  }

  const endAll = async (): Promise<void> => {
    process.off('exit', killAll);
    const gone = [...children].map((child) => once(child, 'exit'));
    killAll();
    await Promise.all(gone);
  };

  const lives = await Promise.all(Array.from({ length: count }, (_, index) => bear(index, 0))).catch(async (error: unknown) => {
    await endAll();
    throw error;
  });
  const lifeOf = (index: number): Life => {
    const life = lives[index];
    if (life === undefined) throw new RangeError(`there is no process ${index}`);
    return life;
  };
  return {
    all: lives,
    async kill(index) {
      const life = lifeOf(index);
      life.isAlive = false;
      const gone = once(life.child, 'exit');
      life.child.kill('SIGKILL');
      await gone;
    },
    async revive(index) {
      const life = Number(lifeOf(index).name.split('.')[1]);
      lives[index] = await bear(index, life + 1);
    },
    pause: (index) => void lifeOf(index).child.kill('SIGSTOP'),
    resume: (index) => void lifeOf(index).child.kill('SIGCONT'),
    close: endAll,
  };
}
