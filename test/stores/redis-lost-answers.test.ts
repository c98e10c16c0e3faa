/** Answers of Redis that get lost on their way: whatever the client is, a counter is counted once, and a limit holds. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createRedisStore } from '../../src/stores/redis.js';
import { allAtOnce, makeWorld, newPhone } from '../races/world.js';
import { describeWithOwnRedis } from '../support/describe-with-server.js';
import { type LossyProxy, startLossyProxy } from '../support/lossy-proxy.js';
import { type RedisCluster, type RedisServer, startRedis, startRedisCluster } from '../support/redis-server.js';
import { HOUR } from '../support/test-clock.js';
import { CLIENTS, CLUSTER_CLIENTS, type OpenedClient } from './redis-clients.js';

interface Lossy {
  readonly opened: OpenedClient;
  readonly proxies: readonly LossyProxy[];
}

const LIMIT = 5;
/** The key of the budget of calls, and an amount that gives one call back. */
const GIVES_BACK = /b:callsPerDay[\s\S]*\r\n-1\r\n/;

/** Every second request, so that a command that is sent again is answered. */
function everySecond(isMeant: (request: string) => boolean): (request: string) => boolean {
  let seen = 0;
  return (request) => {
    if (!isMeant(request)) return false;
    seen += 1;
    return seen % 2 === 1;
  };
}

const lostBy = (proxies: readonly LossyProxy[]): number => proxies.reduce((sum, proxy) => sum + proxy.lost(), 0);

/** Tries until the connection is there again. */
async function untilAnswered<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function itCountsOnce(open: () => Promise<Lossy>): void {
  it('counts once what was asked once, and a lost answer is an error', async () => {
    const { opened, proxies } = await open();
    const store = createRedisStore({ client: opened.client, prefix: `${randomUUID()}:` });
    const options = { expiresAt: Date.now() + HOUR };
    await untilAnswered(() => store.count('counter', 0, options));
    for (const proxy of proxies) proxy.loseAnswers(everySecond((request) => request.includes('counter')));
    let [asked, answered] = [0, 0];
    while (lostBy(proxies) < LIMIT) {
      asked += 1;
      answered += await store.count('counter', 1, options).then(
        () => 1,
        () => 0,
      );
    }
    for (const proxy of proxies) proxy.loseAnswers(() => false);
    const total = await untilAnswered(() => store.count('counter', 0, options));
    expect(total).toBeLessThanOrEqual(asked);
    expect(total).toBeGreaterThanOrEqual(answered);
    expect(answered).toBeLessThanOrEqual(asked - LIMIT);
  });

  it(`places ${LIMIT} calls at most with callsPerDay: ${LIMIT}, although answers get lost`, async () => {
    const { opened, proxies } = await open();
    const store = createRedisStore({ client: opened.client, prefix: `${randomUUID()}:` });
    await untilAnswered(() => store.get('warm'));
    const world = await makeWorld(() => store, {
      options: { limits: { callsPerDay: LIMIT }, breakers: { prefix: 'off', country: 'off' } },
    });
    for (const proxy of proxies) proxy.loseAnswers(everySecond((request) => GIVES_BACK.test(request)));
    for (let round = 0; round < 12; round += 1) await allAtOnce(world, 9, (calls) => calls.start({ phone: newPhone() }));
    expect(lostBy(proxies)).toBeGreaterThan(0);
    expect(world.requests('mcn') + world.requests('mobilgroup')).toBeLessThanOrEqual(LIMIT);
  });
}

describeWithOwnRedis('Redis, when its answers get lost', () => {
  let server: RedisServer | undefined;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server?.close());

  for (const [name, connect] of Object.entries(CLIENTS)) {
    describe(`by ${name}`, () => {
      itCountsOnce(async () => {
        const proxy = await startLossyProxy(server?.port ?? 0);
        onTestFinished(() => proxy.close());
        const opened = await connect(`redis://127.0.0.1:${proxy.port}`);
        onTestFinished(() => void opened.close());
        return { opened, proxies: [proxy] };
      });
    });
  }
});

describeWithOwnRedis('a Redis cluster, when its answers get lost', () => {
  let cluster: RedisCluster | undefined;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  }, 60_000);
  afterAll(() => cluster?.close());

  for (const [name, connect] of Object.entries(CLUSTER_CLIENTS)) {
    describe(`by ${name}`, () => {
      itCountsOnce(async () => {
        const ports = cluster?.ports ?? [];
        const proxies = new Map<number, LossyProxy>();
        for (const port of ports) {
          const proxy = await startLossyProxy(port);
          onTestFinished(() => proxy.close());
          proxies.set(port, proxy);
        }
        const opened = await connect(ports, (port) => proxies.get(port)?.port ?? port);
        onTestFinished(() => void opened.close());
        return { opened, proxies: [...proxies.values()] };
      });
    });
  }
});
