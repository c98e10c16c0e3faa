/** Starts the demo: `npm run demo`, or `npm run demo -- --script` for the same story in the terminal. */
import '../scripts/end-with-reader.mjs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { demoProgram } from './run-demo.js';

const USAGE = `Usage: npm run demo -- [--port 3000] [--real] [--script]

  --port    where to listen on 127.0.0.1 (default: PORT, else 3000)
  --real    calls real telephones, at the cost of your account: MCN_TOKEN and MCN_ACCOUNT_ID, or MOBILGROUP_KEY
  --script  tells the story of every method in the terminal, and exits
`;

/** Git-ignored. Remove it to begin anew. */
const DATA_FOLDER = fileURLToPath(new URL('../.data/demo', import.meta.url));

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      real: { type: 'boolean', default: false },
      script: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return void process.stdout.write(USAGE);
  if (values.script) {
    process.exitCode = (await demoProgram.tell()) ? 0 : 1;
    return;
  }
  const port = readPort(values.port ?? process.env['PORT'] ?? '3000');
  await demoProgram.serve({ port, dataFolder: DATA_FOLDER, command: 'npm run demo --', isReal: values.real });
  process.exit(0);
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`the port must be a number from 0 to 65535, but is ${JSON.stringify(text)}`);
  return port;
}

main().catch((error: unknown) => {
  process.stderr.write(`The demo could not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
