/** Runs the demo for whoever typed a command: serves the page until that is interrupted, or tells the stories. */
import type { DemoProgram } from '../src/cli/demo.js';
import { tellStories } from './script.js';
import { DEMO_NUMBER, type Demo, type DemoOptions, startDemo } from './start-demo.js';
import { createTerminal } from './terminal.js';

/** For the module that the demo writes beside what it remembers. In the bundle, this file is the only one. */
export { demoConfiguration } from './doctor-config.js';

const terminal = createTerminal(process.stdout);

export const demoProgram: DemoProgram = {
  tell: () => tellStories(terminal),
  async serve({ port, dataFolder, command, isReal }) {
    const demo = await listen({ port, environment: process.env, isReal, ...(dataFolder === undefined ? {} : { dataFolder }) }, command);
    const interrupted = interruption();
    greet(demo, command);
    await interrupted;
    await demo.close();
  },
};

async function listen(options: DemoOptions, command: string): Promise<Demo> {
  try {
    return await startDemo(options);
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw isTaken ? new Error(`That port is taken. Choose another one: ${command} --port 3001`) : error;
  }
}

/** The first one ends the demo in order; a second one, at once. */
function interruption(): Promise<void> {
  return new Promise((resolve) => {
    const signals = ['SIGINT', 'SIGTERM'] as const;
    const stop = (): void => {
      for (const signal of signals) process.off(signal, stop);
      resolve();
    };
    for (const signal of signals) process.on(signal, stop);
  });
}

/** In a clone nothing is built, so the program runs from its source. */
function doctorOf(command: string): string {
  return `${command.startsWith('npx ') ? 'npx express-call-verification' : 'npx tsx src/cli/main.ts'} doctor`;
}

function greet(demo: Demo, command: string): void {
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
          `${names} are simulated, and so are an SMS company and the telephone: nobody is called, nothing is paid.`,
          `Type ${bold(DEMO_NUMBER)} there, or watch one of the stories.`,
        ];
  if (demo.doctorConfig !== undefined)
    lines.push(`Look at it with the doctor, in another terminal: ${doctorOf(command)} --config ${demo.doctorConfig}`);
  const rest = dim(`Ctrl+C stops it. The same story in the terminal: ${command} --script`);
  process.stdout.write(
    ['', `  ${bold('Sign in with a call')}   ${accent(demo.url)}`, '', ...lines.map((line) => `  ${line}`), '', `  ${rest}`, '', ''].join(
      '\n',
    ),
  );
}
