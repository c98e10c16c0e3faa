/** Waits for what another program does. */
import { setTimeout as wait } from 'node:timers/promises';

const TIMEOUT_MS = 30_000;

/** Asks again until the answer is there. @throws {Error} that says what was awaited and never came */
export async function until<T>(awaited: string, ask: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> {
  const end = Date.now() + TIMEOUT_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`waited ${TIMEOUT_MS / 1000} s for ${awaited}`);
    await wait(50);
  }
}
