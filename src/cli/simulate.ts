/** `simulate`: the providers' APIs and their telephones on this machine, for an app in any language. */
import { hintAtName } from '../contract/nearest-name.js';
import type { ProviderSimulator } from '../simulator/index.js';
import { maskUrl } from '../simulator/mask.js';
import type { ProviderName } from '../simulator/provider-name.js';
import { SCENARIO_NUMBERS, TELEPHONE_MOODS, type TelephoneMood } from '../simulator/telephone-mood.js';
import { type Command, EXIT_CODES, PROGRAM, WrongUsage } from './command.js';
import { readArguments } from './read-arguments.js';
import { readForwards } from './read-forwards.js';
import { readPort } from './read-port.js';

const COMMAND = `${PROGRAM} simulate`;
const DEFAULT_PORT = '4010';
const DEFAULT_MOOD: TelephoneMood = 'presses_9';

/** Long enough to type the code of a flash call before the telephone answers by itself. */
const REACT_MS = 5000;

export const simulate: Command = {
  name: 'simulate',
  summary: 'the providers and their telephones on this machine, for an app in any language',
  usage: `Usage: ${COMMAND} [--port ${DEFAULT_PORT}] [--forward <full webhook URL>] [--mood ${DEFAULT_MOOD}]

  --port     where the providers listen on 127.0.0.1 (default: ${DEFAULT_PORT}; 0: any free port)
  --forward  where they report what became of a call: the full URL of your webhook, with its token if it has one (default: nowhere).
             An address for each provider: --forward mcn=<URL> --forward mobilgroup=<URL>. A URL whose path names one of them, such as
             http://127.0.0.1:3000/webhooks/calls/mcn/<token>, gets the reports of that one. Reports of messages of your own need
             --forward sms=<URL>
  --mood     what a telephone does when it rings (default: ${DEFAULT_MOOD}, which answers after ${REACT_MS / 1000} seconds, and presses 9 if it is asked to):
             ${TELEPHONE_MOODS.join(', ')}

It prints what to set in your app (API base URLs, token, account, key), then every ring, with the code between asterisks, what a voice says,
every SMS, and what your app answered to each report. No real telephone is ever dialled. It runs until it is interrupted (Ctrl+C).
`,
  async run(args) {
    const { values } = readArguments({
      args,
      options: {
        port: { type: 'string', default: DEFAULT_PORT },
        forward: { type: 'string', multiple: true, default: [] },
        mood: { type: 'string', default: DEFAULT_MOOD },
      },
    });
    const port = readPort(values.port);
    const forwards = readForwards(values.forward);
    const mood = readMood(values.mood);
    const simulator = await openSimulator(port, mood);
    for (const [provider, url] of forwards) simulator.callbacks.setUrl(provider, url);
    const { lineOfEvent } = await import('../simulator/event-lines.js');
    simulator.subscribe((event) => {
      const line = lineOfEvent(event);
      if (line !== undefined) process.stdout.write(`${line}\n`);
    });
    const interrupted = interruption();
    process.stdout.write(greetingOf(simulator, forwards, mood));
    await interrupted;
    await simulator.close();
    return EXIT_CODES.ok;
  },
};

async function openSimulator(port: number, mood: TelephoneMood): Promise<ProviderSimulator> {
  const { createProviderSimulator } = await import('../simulator/index.js');
  try {
    return await createProviderSimulator({ port, mood, reactMs: REACT_MS });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`port ${port} is taken. Choose another one: ${COMMAND} --port ${port === 65_535 ? 0 : port + 1}`);
  }
}

function readMood(name: string): TelephoneMood {
  const known = TELEPHONE_MOODS.find((each) => each === name);
  if (known === undefined) throw new WrongUsage(`No telephone's mood is called "${name}". ${hintAtName(name, TELEPHONE_MOODS)}`);
  return known;
}

/** Resolves at the first Ctrl+C or SIGTERM. A second one ends the process at once. */
function interruption(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  });
}

function reactionOf(mood: TelephoneMood): string {
  if (mood === 'rings') return 'rings, and nobody answers';
  return mood === 'presses_9' ? `answers after ${REACT_MS / 1000} seconds, and presses 9 if it is asked to` : `does this: ${mood}`;
}

function greetingOf(
  { url, mcn, mobilgroup, sms }: ProviderSimulator,
  forwards: ReadonlyMap<ProviderName, string>,
  mood: TelephoneMood,
): string {
  const reportsOf = (name: ProviderName): string => {
    const forward = forwards.get(name);
    return forward === undefined ? `nowhere; --forward ${name}=<full webhook URL> says where` : maskUrl(forward);
  };
  const { answers, busy, off } = SCENARIO_NUMBERS;
  return `The providers are simulated, and so are the telephones: nobody is called, nothing is paid. Ctrl+C stops it.

  MCN (mcn)
    API base URL  ${url}, for all methods
    token         ${mcn.token}
    account       ${mcn.accountId}
    reports to    ${reportsOf('mcn')}
  MobilGroup (mobilgroup)
    API base URL  ${url}
    API key       ${mobilgroup.apiKey}
    reports to    ${reportsOf('mobilgroup')}
  An SMS company (sms), for a sender of your own
    messages      POST ${url}/sms/messages {"to":"+79157777777","text":"…"} in JSON, which answers {"id":"…"}
    Bearer token  ${sms.apiKey}
    reports to    ${reportsOf('sms')}

  Call any number: its telephone ${reactionOf(mood)} (--mood ${mood}).
  Some are always the same: ${busy.RU} is busy, ${off.RU} is off, ${answers.RU} answers.

`;
}
