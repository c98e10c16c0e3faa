/** Users who may do only what `docs` say that the store needs: all of it works, and the server has nothing to complain about. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { OpenedRedis } from '../../src/stores/redis/open-redis.js';
import { createRedisStore } from '../../src/stores/redis.js';
import { storeContract } from '../../src/testing/index.js';
import { describeWithOwnRedis } from '../support/describe-with-server.js';
import { startWatchedRedis } from '../support/redis-failover.js';
import { askRedis, type RedisCluster, type RedisServer, startRedis, startRedisCluster } from '../support/redis-server.js';
import { MASTER_NAME } from '../support/sentinel-server.js';
import { OPEN } from './opened-redis.js';

const PREFIX = 'call-verification:';
const LOGIN = { username: 'calls', password: 'a-password' };
const STORE = `on >${LOGIN.password} resetkeys ~${PREFIX}* resetchannels -@all +get +set +del +incrby +eval +evalsha +info +time`;
const CLUSTER = `${STORE} +cluster|slots +client|setname`;
const SENTINEL = `on >${LOGIN.password} resetkeys resetchannels &+switch-master -@all +sentinel|get-master-addr-by-name +sentinel|sentinels +subscribe`;

async function setUser(port: number, rules: string): Promise<void> {
  await askRedis(port, 'ACL', 'SETUSER', LOGIN.username, ...rules.split(' '));
}

/** What the user was refused. */
async function refusedAt(port: number): Promise<unknown> {
  return askRedis(port, 'ACL', 'LOG');
}

const newPrefix = (): string => `${PREFIX}${randomUUID()}:`;

describeWithOwnRedis('a user with only the documented commands', () => {
  let server: RedisServer;
  let cluster: RedisCluster;
  beforeAll(async () => {
    [server, cluster] = await Promise.all([startRedis(), startRedisCluster()]);
    await setUser(server.port, STORE);
    for (const port of cluster.ports) await setUser(port, CLUSTER);
  }, 60_000);
  afterAll(async () => {
    await server.close();
    await cluster.close();
  });

  for (const [name, open] of Object.entries(OPEN)) {
    describe(`by ${name}`, () => {
      let [single, sharded]: (OpenedRedis | undefined)[] = [];
      beforeAll(async () => {
        const some = cluster.ports.map((port) => ({ host: '127.0.0.1', port }));
        single = await open.forSuite({ url: server.url, ...LOGIN });
        sharded = await open.forSuite({ cluster: some, ...LOGIN });
      });
      afterAll(async () => {
        await single?.close();
        await sharded?.close();
      });
      const storeOf = (client: OpenedRedis | undefined) => {
        if (client === undefined) throw new Error('the client is there only while tests run');
        return createRedisStore({ client, prefix: newPrefix() });
      };
      storeContract(`the Redis store by ${name}`, () => storeOf(single), { describe, it });
      storeContract(`the Redis store on a cluster by ${name}`, () => storeOf(sharded), { describe, it });
    });
  }

  it('was refused nothing', async () => {
    for (const port of [server.port, ...cluster.ports]) expect(await refusedAt(port)).toEqual([]);
  });

  it('is enough at Sentinels, too', async () => {
    const watched = await startWatchedRedis();
    onTestFinished(() => watched.close());
    for (const port of watched.sentinelPorts) await setUser(port, SENTINEL);
    await setUser(watched.master.port, STORE);
    const sentinels = watched.sentinelPorts.map((port) => ({ host: '127.0.0.1', port }));
    const login = { ...LOGIN, sentinelUsername: LOGIN.username, sentinelPassword: LOGIN.password };
    for (const open of Object.values(OPEN)) {
      const store = createRedisStore({ client: await open({ sentinels, name: MASTER_NAME, ...login }), prefix: newPrefix() });
      expect(await store.count('counter', 1, { expiresAt: Date.now() + 60_000 })).toBe(1);
      // Subscriptions to failovers are there when each of these users has one.
      await expect.poll(() => subscribersOf(watched.sentinelPorts)).toBe(watched.sentinelPorts.length);
    }
    for (const port of [...watched.sentinelPorts, watched.master.port]) expect(await refusedAt(port)).toEqual([]);
  });
});

/** At how many Sentinels somebody listens. */
async function subscribersOf(ports: readonly number[]): Promise<number> {
  const lists = await Promise.all(ports.map((port) => askRedis(port, 'CLIENT', 'LIST')));
  return lists.filter((list) => String(list).includes('user=calls') && / sub=1 /.test(String(list))).length;
}
