/** What the command line asks for. */
import { parseArgs } from 'node:util';
import { REQUESTS, type RequestKind, SERVERS, type ServerKind } from './http/messages.js';
import { STORES, type StoreName } from './stores/open-store.js';

export const PARTS = ['http', 'operations', 'stores', 'entries', 'streams', 'sqlite'] as const;
export type Part = (typeof PARTS)[number];

export const HELP = `npm run bench -- [options]

Without options everything is measured, which takes about twenty minutes, and bench/results.md is written. With options that choose, the
figures are only printed. Options that may be repeated have a +.

  --part P +         http        requests to the package and to its rivals, each in a process of its own
                     operations  what each request asks of the store, and what a number leaves there
                     stores      what each verb of each store costs, and what an entry takes
                     entries     a million entries in memory: their heap, and how fast the store still is
                     streams     how soon a change reaches a page, and what a thousand open streams cost
                     sqlite      how long writes wait while other processes hold the lock
  --store S +        ${STORES.join(', ')}
  --quick            few of everything: whether it runs, not how fast

For http:
  --request R +      ${REQUESTS.join(', ')}
  --server S +       beside the package: ${SERVERS.slice(1).join(', ')} [express, node]
  --connections N +  [32]
  --entries N +      in the store beforehand [1000]
  --with-key         starts and checks carry an Idempotency-Key
  --delay MS         how long the provider takes [0]
  --rounds N         that are measured [5]
  --warm-ups N       at most, before [8]
  --requests N       in a round, at most: fewer if they take more than five seconds [2000, or 1000]
  --profile          where the time of the package's process goes; this makes it slower
`;

export interface BenchOptions {
  readonly isHelp: boolean;
  /** Nothing was chosen. */
  readonly isWhole: boolean;
  readonly isQuick: boolean;
  readonly parts: readonly Part[];
  /** What was chosen of the plan of `http`; if nothing, all of it is measured. */
  readonly isHttpChosen: boolean;
  readonly isStoreChosen: boolean;
  readonly requests: readonly RequestKind[];
  readonly stores: readonly StoreName[];
  readonly servers: readonly ServerKind[];
  readonly connections: readonly number[];
  readonly entries: readonly number[];
  readonly withKey: boolean;
  readonly delayMs: number;
  readonly rounds: number;
  readonly warmUps: number;
  /** Undefined: as the plan says. */
  readonly requestsPerRound: number | undefined;
  readonly isProfiled: boolean;
}

const OPTIONS = {
  part: { type: 'string', multiple: true },
  store: { type: 'string', multiple: true },
  quick: { type: 'boolean', default: false },
  request: { type: 'string', multiple: true },
  server: { type: 'string', multiple: true },
  connections: { type: 'string', multiple: true },
  entries: { type: 'string', multiple: true },
  'with-key': { type: 'boolean', default: false },
  delay: { type: 'string' },
  rounds: { type: 'string' },
  'warm-ups': { type: 'string' },
  requests: { type: 'string' },
  profile: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** What chooses cases of `http`. */
const CHOOSING = ['request', 'store', 'server', 'connections', 'entries', 'delay'] as const;

/** @throws for an option or a value that is not known */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const one = (name: string, text: string | undefined, otherwise: number, least: number): number =>
    text === undefined ? otherwise : readNumber(name, text, least);
  const many = (name: string, texts: readonly string[] | undefined, otherwise: number, least: number): readonly number[] =>
    texts === undefined ? [otherwise] : texts.map((text) => readNumber(name, text, least));
  const isQuick = values.quick;
  const isHttpChosen = values['with-key'] || values.profile || isQuick || CHOOSING.some((name) => values[name] !== undefined);
  return {
    isHelp: values.help,
    isWhole: values.part === undefined && !isHttpChosen,
    isQuick,
    parts: values.part === undefined ? PARTS : oneOf('part', PARTS, values.part),
    isHttpChosen,
    isStoreChosen: values.store !== undefined,
    requests: values.request === undefined ? REQUESTS : oneOf('request', REQUESTS, values.request),
    stores: values.store === undefined ? STORES : oneOf('store', STORES, values.store),
    servers: [...new Set<ServerKind>(['ours', ...oneOf('server', SERVERS, values.server ?? ['express', 'node'])])],
    connections: many('connections', values.connections, 32, 1),
    entries: many('entries', values.entries, isQuick ? 100 : 1000, 0),
    withKey: values['with-key'],
    delayMs: one('delay', values.delay, 0, 0),
    rounds: one('rounds', values.rounds, isQuick ? 1 : 5, 1),
    warmUps: one('warm-ups', values['warm-ups'], isQuick ? 1 : 8, 1),
    requestsPerRound: values.requests === undefined ? (isQuick ? 50 : undefined) : readNumber('requests', values.requests, 1),
    isProfiled: values.profile,
  };
}

function oneOf<T extends string>(option: string, known: readonly T[], given: readonly string[]): readonly T[] {
  return given.map((text) => {
    const found = known.find((each) => each === text);
    if (found === undefined) throw new RangeError(`--${option} must be one of ${known.join(', ')}, but is ${text}`);
    return found;
  });
}

function readNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new RangeError(`--${option} must be a whole number from ${least} on, but is ${text}`);
  return value;
}
