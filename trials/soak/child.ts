/** A child process that is talked to. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Child<To, From extends { readonly type: string }> {
  readonly process: ChildProcess;
  tell(message: To): void;
  /** The next message of this type. Rejects when the process ends first. */
  hear<Type extends From['type']>(type: Type): Promise<Extract<From, { type: Type }>>;
  onMessage(listener: (message: From) => void): void;
  /** Waits until it ends by itself; else it is killed, and the code is undefined. */
  untilEnded(withinMs: number): Promise<number | undefined>;
  kill(): Promise<void>;
}

/** @param file beside this one */
export function startChild<To extends object, From extends { readonly type: string }>(
  file: string,
  flags: readonly string[] = [],
): Child<To, From> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(path, { execArgv: [...flags, '--import', 'tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const exit = once(child, 'exit') as Promise<[number | null]>;
  exit.catch(() => undefined);
  const killNow = (): void => void child.kill('SIGKILL');
  process.once('exit', killNow);
  void exit.then(() => process.off('exit', killNow));
  return {
    process: child,
    tell: (message) => void child.send(message),
    onMessage: (listener) => void child.on('message', listener),
    hear<Type extends From['type']>(type: Type) {
      return new Promise<Extract<From, { type: Type }>>((resolve, reject) => {
        const listen = (message: From): void => {
          if (message.type !== type) return;
          child.off('message', listen);
          resolve(message as Extract<From, { type: Type }>);
        };
        child.on('message', listen);
        void exit.then(() => reject(new Error(`${file} ended`)));
      });
    },
    async untilEnded(withinMs) {
      const timer = setTimeout(killNow, withinMs);
      const [code] = await exit;
      clearTimeout(timer);
      return code ?? undefined;
    },
    async kill() {
      killNow();
      await exit;
    },
  };
}
