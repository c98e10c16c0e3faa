/** A process for one run after the other: takes a scenario over IPC, and sends back what came of it. */
import { runScenario, type Scenario } from './scenario.js';

process.on('disconnect', () => process.exit(0));
process.on('message', (scenario: Scenario) => {
  runScenario(scenario).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      process.stderr.write(`a run failed: ${error instanceof Error ? (error.stack ?? error.name) : typeof error}\n`);
      process.exit(1);
    },
  );
});
