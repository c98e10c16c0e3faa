/** A process of the bench that is asked one thing after another. It ends with this one; if it ends before, whoever asks it is told. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Child<To extends object> {
  ask<Answer>(message: To): Promise<Answer>;
  end(): Promise<void>;
}

/** @param file beside this one */
export function startChild<To extends object>(file: string, flags: readonly string[] = [], args: readonly string[] = []): Child<To> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [...args], {
    execArgv: [...flags],
    // As a host runs it.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const killNow = (): void => void child.kill('SIGKILL');
  process.once('exit', killNow);
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const death = exit.then(([code, signal]): never => {
    throw new Error(`${file} ended with ${code ?? signal}`);
  });
  death.catch(() => undefined);
  return {
    async ask<Answer>(message: To) {
      const answered = once(child, 'message') as Promise<[Answer]>;
      // A channel that is closed is known by the end of the process.
      child.send(message, () => undefined);
      const [answer] = await Promise.race([answered, death]);
      return answer;
    },
    async end() {
      killNow();
      await exit;
      process.off('exit', killNow);
    },
  };
}

/** Answers what the parent asks, one after another; ends when the parent is gone. */
export function answerParent<To>(answer: (message: To) => unknown): void {
  process.once('disconnect', () => process.exit());
  process.on('message', (message: To) => {
    Promise.resolve(answer(message)).then(
      (answered) => void process.send?.(answered ?? {}),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}
