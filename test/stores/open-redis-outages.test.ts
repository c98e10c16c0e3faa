/** `openRedis` against servers that freeze, vanish, or become replicas: an answer comes again without a restart of the process. */
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type CallVerificationStore, createRedisStore } from '../../src/stores/redis.js';
import { describeWithOwnRedis } from '../support/describe-with-server.js';
import { type MuteProxy, startMuteProxy } from '../support/mute-proxy.js';
import { startReplicatedCluster, startWatchedRedis } from '../support/redis-failover.js';
import { type RedisServer, startRedis } from '../support/redis-server.js';
import { MASTER_NAME } from '../support/sentinel-server.js';
import { HOUR } from '../support/test-clock.js';
import { OPEN, untilAnswered } from './opened-redis.js';

async function startServer(): Promise<RedisServer> {
  const server = await startRedis();
  onTestFinished(() => server.close());
  return server;
}

async function startProxy(server: RedisServer): Promise<MuteProxy> {
  const proxy = await startMuteProxy(server.port);
  onTestFinished(() => proxy.close());
  return proxy;
}

const newStore = (client: Parameters<typeof createRedisStore>[0]['client']): CallVerificationStore =>
  createRedisStore({ client, prefix: `${randomUUID()}:` });

const count = (store: CallVerificationStore, key = 'counter'): Promise<number> => store.count(key, 1, { expiresAt: Date.now() + HOUR });

/** Thirty keys at once, which lie on all servers of a cluster. @throws the first error */
async function countThirty(store: CallVerificationStore): Promise<void> {
  const results = await Promise.allSettled(Array.from({ length: 30 }, (_, index) => count(store, `counter ${index}`)));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

describeWithOwnRedis('openRedis', () => {
  afterEach(() => vi.restoreAllMocks());

  describe.each(Object.entries(OPEN))('by %s', (_, open) => {
    it('leaves a connection that has gone mute, and sends nothing twice', async () => {
      const proxy = await startProxy(await startServer());
      const store = newStore(await open(`redis://127.0.0.1:${proxy.port}`));
      await count(store);
      proxy.mute();
      expect(await untilAnswered(() => store.get('key'))).toContain('answer_timeout');
      expect(await count(store)).toBe(2);
    });

    it('keeps a connection that is only idle', async () => {
      const proxy = await startProxy(await startServer());
      const store = newStore(await open(`redis://127.0.0.1:${proxy.port}`));
      await count(store);
      await new Promise((resolve) => setTimeout(resolve, 2000));
      expect(await count(store)).toBe(2);
      expect(proxy.connections()).toBe(1);
    });

    it('leaves a server that is frozen for one that takes its place', async () => {
      const [frozen, fresh] = [await startServer(), await startServer()];
      const proxy = await startProxy(frozen);
      const store = newStore(await open(`redis://127.0.0.1:${proxy.port}`));
      await count(store);
      frozen.signal('SIGSTOP');
      proxy.leadTo(fresh.port);
      expect(await untilAnswered(() => count(store))).toContain('answer_timeout');
      expect(await count(store)).toBe(2);
    });

    it('leaves a server that has become a replica, without a warning however many commands are on their way', async () => {
      const [first, second] = [await startServer(), await startServer()];
      const proxy = await startProxy(first);
      const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
      const store = newStore(await open(`redis://127.0.0.1:${proxy.port}`));
      await count(store);
      const operator = new Redis(first.port, '127.0.0.1');
      await operator.call('REPLICAOF', '127.0.0.1', String(second.port));
      operator.disconnect();
      proxy.leadTo(second.port);
      expect(await untilAnswered(() => countThirty(store))).toContain('READONLY');
      expect(warned).not.toHaveBeenCalled();
    });
  });

  describe('with Sentinels', () => {
    it('follows from a frozen master to the one that takes over, and stays there when it is back', async () => {
      const watched = await startWatchedRedis();
      onTestFinished(() => watched.close());
      const sentinels = watched.sentinelPorts.map((port) => ({ host: '127.0.0.1', port }));
      const stores = await Promise.all(Object.values(OPEN).map(async (open) => newStore(await open({ sentinels, name: MASTER_NAME }))));
      for (const store of stores) await count(store);
      watched.master.signal('SIGSTOP');
      await Promise.all(stores.map((store) => untilAnswered(() => count(store))));
      watched.master.signal('SIGCONT');
      for (const store of stores) expect(await count(store)).toBe(3);
    });
  });

  describe('with a cluster', () => {
    it('follows from a frozen master to the replica that takes over', async () => {
      const cluster = await startReplicatedCluster();
      onTestFinished(() => cluster.close());
      const some = cluster.ports.slice(0, 3).map((port) => ({ host: '127.0.0.1', port }));
      const stores = await Promise.all(Object.values(OPEN).map(async (open) => newStore(await open({ cluster: some }))));
      for (const store of stores) await countThirty(store);
      cluster.masters[0]?.signal('SIGSTOP');
      const codes = await Promise.all(stores.map((store) => untilAnswered(() => countThirty(store))));
      for (const each of codes) expect(each).toContain('answer_timeout');
    });
  });
});
