/** `doctor`: looks at a host's configuration and at what it needs, and says what to do. It places no call. */
import { type Command, EXIT_CODES, PROGRAM, WrongUsage } from './command.js';
import type { Report } from './doctor/finding.js';
import type { OwnWarnings } from './doctor/own-warnings.js';
import { readArguments } from './read-arguments.js';

const COMMAND = `${PROGRAM} doctor`;

export const doctor: Command = {
  name: 'doctor',
  summary: 'looks at your configuration, store, providers and webhooks, and says what to do; places no call',
  usage: `Usage: ${COMMAND} --config ./calls.js [--public-url https://shop.example/webhooks/calls] [--env .env] [--json]

  --config      a module that exports "options" (what createCallVerification is given), and, if you like, "app" (your Express app, which
                must not listen by itself) and "publicUrl". ES module, CommonJS, or TypeScript where Node or tsx loads it
  --public-url  where callWebhooks is reached from outside: one callback is sent there for each provider, about a call that does not exist
  --env         sets the environment from this file first, as Node's --env-file does
  --json        for programs; tokens of callbacks are hidden in it

It looks at the options, the secret, the store (on keys of its own, which it removes), clocks, the hosts of the providers (no request is sent),
"trust proxy", recorders of requests, and callbacks, and prints what to enter in your account with MCN. With NODE_ENV=production it is
stricter. Exit code 0: no problem, 1: a problem, 2: it could not look.
`,
  async run(args) {
    const { values } = readArguments({
      args,
      options: {
        config: { type: 'string' },
        'public-url': { type: 'string' },
        env: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const { config } = values;
    if (config === undefined) throw new WrongUsage('The doctor needs a module that exports "options": --config ./calls.js.');
    const { CannotRun } = await import('./doctor/load-config.js');
    try {
      const report = await examineFile(config, values['public-url'], values.env);
      const { jsonOfReport, summaryOf, textOfReport } = await import('./doctor/print-report.js');
      process.stdout.write(values.json ? jsonOfReport(report) : textOfReport(report));
      return summaryOf(report).problems > 0 ? EXIT_CODES.failed : EXIT_CODES.ok;
    } catch (error) {
      if (!(error instanceof CannotRun)) throw error;
      process.stderr.write(`doctor: ${error.message}\n`);
      return EXIT_CODES.wrongUsage;
    }
  },
};

async function examineFile(config: string, publicUrl: string | undefined, environment: string | undefined): Promise<Report> {
  const { CannotRun, examinedOf, loadConfig, readPublicUrl } = await import('./doctor/load-config.js');
  const { examine, findingOfError } = await import('./doctor/examine.js');
  const { keepOwnWarnings } = await import('./doctor/own-warnings.js');
  const named = publicUrl === undefined ? undefined : readPublicUrl(publicUrl);
  if (environment !== undefined) {
    try {
      process.loadEnvFile(environment);
    } catch {
      throw new CannotRun(`The file ${environment} cannot be read.`);
    }
  }
  const warnings: OwnWarnings = keepOwnWarnings();
  try {
    const loaded = await loadConfig(config);
    return await examine(examinedOf({ ...loaded, publicUrl: named ?? loaded.publicUrl }, config), warnings);
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    // A factory in the module has refused its options, so there is nothing else to look at.
    return { findings: [findingOfError(error)], notChecked: [], callbacks: [] };
  } finally {
    warnings.release();
  }
}
