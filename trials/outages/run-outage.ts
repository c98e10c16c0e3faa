/** One run: servers, a service under load, the outage, its end; then every token is asked about again. */
import { createCallVerification, createMcn } from '../../src/index.js';
import { createRedisStore, type RedisClient } from '../../src/stores/redis.js';
import { createProviderInMemory } from '../bench/measuring.js';
import { pause } from '../proof/chance.js';
import { openClient } from './clients.js';
import { startCluster } from './cluster.js';
import { type Figures, figuresOf, timelineOf } from './figures.js';
import { judge, type Verdict } from './judge.js';
import { beginLoad } from './load.js';
import type { ClientKind, Outage, ServerOptions, Setup, SetupKind } from './outage-plan.js';
import { startSentinel } from './sentinel.js';
import { startSingle } from './single.js';
import { waitForReplicas } from './waiting-client.js';

export interface OutageOptions extends ServerOptions {
  readonly setup: SetupKind;
  readonly outage: Outage;
  readonly client: ClientKind;
  /** How long the old master is away. */
  readonly seconds: number;
  /** How many replicas must have a write before it counts; a trial of ours, no option of the store. */
  readonly waitFor: number;
}

export interface OutageRun {
  readonly figures: Figures;
  readonly timeline: string;
  /** Why the store failed, as the host is told. */
  readonly reasons: readonly string[];
  readonly tokens: number;
  readonly verdict: Verdict;
}

const START: Readonly<Record<SetupKind, (options: ServerOptions) => Promise<Setup>>> = {
  single: startSingle,
  sentinel: startSentinel,
  cluster: startCluster,
};

const WARM_MS = 3000;
/** The return of the old master may disturb, too: a sentinel waits for ten seconds before it makes it a replica. */
const AFTERMATH_MS = 20_000;
const HEALTHY_MS = 5000;
const SECRET = 'a secret of the trials that all services of a run share';

export async function runOutage(options: OutageOptions): Promise<OutageRun> {
  const servers = await START[options.setup](options);
  const provider = createProviderInMemory();
  const reasons = new Set<string>();
  const serviceOn = (client: RedisClient): ReturnType<typeof createCallVerification> =>
    createCallVerification({
      secret: SECRET,
      countries: ['RU'],
      methods: [createMcn({ token: 'token-of-the-trial', accountId: '117793' }).flashCall()],
      store: createRedisStore({ client }),
      limits: { networkStartsPerHour: false, networkStartsPerDay: false },
      ipLimits: false,
      fetch: provider.fetch,
      onEvent(event) {
        if (event.type === 'store.failed') reasons.add(event.reason);
      },
    });
  try {
    const opened = await openClient(options.client, servers.address);
    const calls = serviceOn('call' in opened.client ? waitForReplicas(opened.client, options.waitFor) : opened.client);
    const load = beginLoad({ calls, codeOf: (phone) => provider.take(phone).code });
    await pause(WARM_MS);
    const outageAt = performance.now();
    await servers.begin(options.outage);
    await pause(options.seconds * 1000);
    await servers.end();
    await pause(AFTERMATH_MS);
    await load.stop();
    const figures = figuresOf(load.answers, outageAt, HEALTHY_MS);
    const timeline = timelineOf(load.answers, outageAt);
    await servers.untilSettled();
    await calls.close();
    opened.close();
    // A client of its own, so that one that did not heal does not hide what was lost.
    const fresh = await openClient('ioredis', servers.address);
    const judging = serviceOn(fresh.client);
    const verdict = await judge(judging, load.verified);
    await judging.close();
    fresh.close();
    return { figures, timeline, reasons: [...reasons], tokens: load.verified.length, verdict };
  } finally {
    await servers.close();
  }
}
