/** Starts the demo: `npm run demo`, or `npm run demo -- --script` for the same story in the terminal. */
import '../scripts/end-with-reader.mjs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { tellStories } from './script.js';
import { DEMO_NUMBER, type Demo, startDemo } from './start-demo.js';
import { createTerminal } from './terminal.js';

const USAGE = `Usage: npm run demo -- [--port 3000] [--script]

  --port    where to listen on 127.0.0.1 (default: PORT, else 3000)
  --script  tells the story of every method in the terminal, and exits

  MCN_TOKEN and MCN_ACCOUNT_ID, or MOBILGROUP_KEY: calls the real providers instead of the simulator.
`;

/** Git-ignored. Remove it to begin anew. */
const DATA_FOLDER = fileURLToPath(new URL('../.data/demo', import.meta.url));

const terminal = createTerminal(process.stdout);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      script: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return void process.stdout.write(USAGE);
  if (values.script) {
    process.exitCode = (await tellStories(terminal)) ? 0 : 1;
    return;
  }
  const port = readPort(values.port ?? process.env['PORT'] ?? '3000');
  const demo = await startDemo({ port, environment: process.env, dataFolder: DATA_FOLDER });
  greet(demo);
  const stop = (): void => void demo.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`the port must be a number from 0 to 65535, but is ${JSON.stringify(text)}`);
  return port;
}

function greet(demo: Demo): void {
  const { bold, dim, accent } = terminal;
  const names = demo.providers.names.join(' and ');
  const lines =
    demo.simulator === undefined
      ? [
          `${bold('Real calls')}: ${names} will call the number you type, at your account’s cost.`,
          'Their reports must reach this server under a public address of yours, at:',
          ...demo.webhookPaths.map((path) => `  ${path}`),
        ]
      : [
          `${names} are simulated, and so is the telephone: nobody is called, nothing is paid.`,
          `Type ${bold(DEMO_NUMBER)} there, or watch one of the stories.`,
        ];
  const rest = dim('Ctrl+C stops it. The same story in the terminal: npm run demo -- --script');
  process.stdout.write(
    ['', `  ${bold('Sign in with a call')}   ${accent(demo.url)}`, '', ...lines.map((line) => `  ${line}`), '', `  ${rest}`, '', ''].join(
      '\n',
    ),
  );
}

main().catch((error: unknown) => {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const text = isTaken
    ? 'That port is taken. Choose another one: npm run demo -- --port 3001'
    : error instanceof Error
      ? error.message
      : String(error);
  process.stderr.write(`The demo could not start: ${text}\n`);
  process.exit(1);
});
