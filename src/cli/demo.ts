/** `demo`: the demo of the repository, which the build bundles beside the library. It needs nothing but the package and Express. */
import { type Command, EXIT_CODES, PROGRAM } from './command.js';
import { readArguments } from './read-arguments.js';
import { readPort } from './read-port.js';

/** What the bundle exports as `demoProgram`. Its source is no part of the library, so it is known by this shape alone. */
export interface DemoProgram {
  /** Tells the story of every method in the terminal. @returns whether each ended well */
  tell(): Promise<boolean>;
  /** Serves the page on 127.0.0.1 until the process is interrupted. */
  serve(options: DemoServeOptions): Promise<void>;
}

/** How the page is served. */
export interface DemoServeOptions {
  readonly port: number;
  /** Where verifications outlive a restart; absent: nowhere. */
  readonly dataFolder?: string;
  /** What was typed to start it, for lines that say what to type next. */
  readonly command: string;
  /** Calls real telephones through the providers whose keys are in the environment. */
  readonly isReal: boolean;
}

/** Where the build puts it: see scripts/build-demo.mjs. */
const BUNDLE = new URL('../../demo/run-demo.js', import.meta.url);
const COMMAND = `${PROGRAM} demo`;

export const demo: Command = {
  name: 'demo',
  summary: 'a sign-in page with simulated providers and telephones, to try all methods; no account is needed',
  usage: `Usage: ${COMMAND} [--port 3000] [--data folder] [--real] [--script]

  --port    where to listen on 127.0.0.1 (default: PORT, else 3000; 0: any free port)
  --data    a folder that keeps verifications over a restart of the demo (default: nothing is kept)
  --real    calls real telephones, at the cost of your account: MCN_TOKEN and MCN_ACCOUNT_ID, or MOBILGROUP_KEY
  --script  tells the story of every method in the terminal, and exits
`,
  async run(args) {
    const { values } = readArguments({
      args,
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        real: { type: 'boolean', default: false },
        script: { type: 'boolean', default: false },
      },
    });
    if (values.script) return (await (await load()).tell()) ? EXIT_CODES.ok : EXIT_CODES.failed;
    const port = readPort(values.port ?? (process.env['PORT'] || '3000'));
    const program = await load();
    await program.serve({ port, command: COMMAND, isReal: values.real, ...(values.data === undefined ? {} : { dataFolder: values.data }) });
    return EXIT_CODES.ok;
  },
};

async function load(): Promise<DemoProgram> {
  const { demoProgram } = (await import(BUNDLE.href)) as { readonly demoProgram: DemoProgram };
  return demoProgram;
}
