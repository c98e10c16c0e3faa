/** `openRedis` under Sentinels: what a failover meets that comes at a bad moment. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeWithOwnRedis } from '../support/describe-with-server.js';
import { untilUp } from '../support/programs.js';
import { startRedis } from '../support/redis-server.js';
import { assertKnows, MASTER_NAME, startSentinelServer } from '../support/sentinel-server.js';
import { OPEN, untilAnswered } from './opened-redis.js';

async function startServers() {
  const master = await startRedis();
  onTestFinished(() => master.close());
  const replica = await startRedis(['--replicaof', '127.0.0.1', String(master.port)]);
  onTestFinished(() => replica.close());
  // It does not hold anything for down by itself: the failover is ordered.
  const start = async () => {
    const sentinel = await startSentinelServer({ masterPort: master.port, quorum: 2, downAfterMs: 60_000 });
    onTestFinished(() => sentinel.close());
    return sentinel;
  };
  const sentinels = { first: await start(), second: await start() };
  for (const sentinel of Object.values(sentinels))
    await untilUp(
      () => assertKnows(sentinel, 1, 1),
      () => false,
    );
  return { master, replica, ...sentinels };
}

describeWithOwnRedis('openRedis under Sentinels', () => {
  describe.each(Object.entries(OPEN))('by %s', (_, open) => {
    // ioredis takes the announcement for an order to stop, if it asks for the master at that moment.
    it('finds the new master, even if the failover is announced while it asks a Sentinel that hangs', async () => {
      const { master, first, second } = await startServers();
      const sentinels = [first, second].map(({ port }) => ({ host: '127.0.0.1', port }));
      const client = await open({ sentinels, name: MASTER_NAME });
      await client.call('SET', 'key', 'before');

      first.signal('SIGSTOP');
      master.signal('SIGKILL');
      await second.ask('FAILOVER', MASTER_NAME);

      await untilAnswered(() => client.call('SET', 'key', 'after'), 20_000);
      expect(await client.call('GET', 'key')).toBe('after');
    }, 60_000);
  });
});
