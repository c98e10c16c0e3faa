/** Runs scenarios in processes of their own, as many side by side as there are processors. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Scenario, ScenarioResult } from './scenario.js';

const WORKER = fileURLToPath(new URL('scenario-worker.ts', import.meta.url));

/** Told of each result as it comes, in any order. @throws {Error} if a process ended without one */
export async function runSideBySide(
  scenarios: readonly Scenario[],
  onResult: (scenario: Scenario, result: ScenarioResult) => void,
): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    const child = fork(WORKER, { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const failed = once(child, 'exit').then((): never => {
      throw new Error('a process ended before its run was over');
    });
    failed.catch(() => undefined);
    try {
      for (let scenario = scenarios[next++]; scenario !== undefined; scenario = scenarios[next++]) {
        child.send(scenario);
        const [result] = (await Promise.race([once(child, 'message'), failed])) as [ScenarioResult];
        onResult(scenario, result);
      }
    } finally {
      child.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), scenarios.length) }, work));
}
