/** What the command line asks for. */
import { parseArgs } from 'node:util';
import { REQUESTS, type RequestKind, SERVERS, type ServerKind } from './http/messages.js';
import { STORES, type StoreName } from './stores/open-store.js';

export const PARTS = ['http'] as const;
export type Part = (typeof PARTS)[number];

export const HELP = `npm run bench -- [options]

Without options everything is measured, and bench/results.md is written. With options that choose, the figures are only printed.

  --part P         ${PARTS.join(', ')}; may be repeated
  --request R      ${REQUESTS.join(', ')}; may be repeated
  --store S        ${STORES.join(', ')}; may be repeated
  --server S       ${SERVERS.join(', ')}; may be repeated; "ours" is always there
  --connections N  may be repeated [32]
  --entries N      in the store beforehand; may be repeated [1000]
  --with-key       starts and checks carry an Idempotency-Key
  --delay MS       of the provider [0]
  --rounds N       measured, after the rounds that warm up [5]
  --requests N     in a round [2000, half as many where a disk is waited for]
  --profile        also prints where the time of our process goes (which makes it slower)
  --help
`;

export interface BenchOptions {
  readonly isHelp: boolean;
  readonly parts: readonly Part[];
  readonly requests: readonly RequestKind[];
  readonly stores: readonly StoreName[];
  readonly servers: readonly ServerKind[];
  readonly connections: readonly number[];
  readonly entries: readonly number[];
  readonly withKey: boolean;
  readonly delayMs: number;
  readonly rounds: number;
  readonly requestsPerRound: number | undefined;
  readonly isProfiled: boolean;
}

function oneOf<T extends string>(option: string, known: readonly T[], given: readonly string[]): readonly T[] {
  return given.map((text) => {
    const found = known.find((each) => each === text);
    if (found === undefined) throw new RangeError(`--${option} must be one of ${known.join(', ')}, but is ${text}`);
    return found;
  });
}

function number(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new RangeError(`--${option} must be a whole number from ${least} on, but is ${text}`);
  return value;
}

export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      part: { type: 'string', multiple: true, default: [...PARTS] },
      request: { type: 'string', multiple: true, default: [...REQUESTS] },
      store: { type: 'string', multiple: true, default: ['memory'] },
      server: { type: 'string', multiple: true, default: [...SERVERS] },
      connections: { type: 'string', multiple: true, default: ['32'] },
      entries: { type: 'string', multiple: true, default: ['1000'] },
      'with-key': { type: 'boolean', default: false },
      delay: { type: 'string', default: '0' },
      rounds: { type: 'string', default: '5' },
      requests: { type: 'string' },
      profile: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    isHelp: values.help,
    parts: oneOf('part', PARTS, values.part),
    requests: oneOf('request', REQUESTS, values.request),
    stores: oneOf('store', STORES, values.store),
    servers: [...new Set<ServerKind>(['ours', ...oneOf('server', SERVERS, values.server)])],
    connections: values.connections.map((text) => number('connections', text, 1)),
    entries: values.entries.map((text) => number('entries', text, 0)),
    withKey: values['with-key'],
    delayMs: number('delay', values.delay, 0),
    rounds: number('rounds', values.rounds, 1),
    requestsPerRound: values.requests === undefined ? undefined : number('requests', values.requests, 1),
    isProfiled: values.profile,
  };
}
