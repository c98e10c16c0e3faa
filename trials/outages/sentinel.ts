/** A master, two replicas, and three sentinels that watch over them. */
import { untilUp } from '../../test/support/programs.js';
import { askRedis, type RedisServer, startRedis } from '../../test/support/redis-server.js';
import { assertKnows, MASTER_NAME, type SentinelServer, startSentinelServer } from '../../test/support/sentinel-server.js';
import { openMovingAddress } from './moving-address.js';
import { minReplicasOptions, type NatMap, type Outage, type ServerOptions, type Setup, USUAL_OPTIONS } from './outage-plan.js';
import { assertFollows, replicationOf } from './replication.js';

export async function startSentinel(options: ServerOptions): Promise<Setup> {
  const serverOptions = [...USUAL_OPTIONS, ...minReplicasOptions(options)];
  const master = await startRedis(serverOptions);
  const line = options.canSplit ? await openMovingAddress(master.port) : undefined;
  const knownPort = line?.port ?? master.port;
  const follow = ['--replicaof', '127.0.0.1', String(knownPort)];
  const replicas = await Promise.all([1, 2].map(() => startRedis([...serverOptions, ...follow])));
  for (const { port } of replicas)
    await untilUp(
      () => assertFollows(port),
      () => false,
    );
  const sentinels = await Promise.all([1, 2, 3].map(() => startSentinelServer({ masterPort: knownPort, quorum: 2 })));
  for (const sentinel of sentinels)
    await untilUp(
      () => assertKnows(sentinel, 2, 2),
      () => false,
    );
  const natMap: NatMap = line === undefined ? {} : { [`127.0.0.1:${knownPort}`]: { host: '127.0.0.1', port: master.port } };
  let begun: Outage | undefined;

  return {
    address: { kind: 'sentinel', ports: sentinels.map(({ port }) => port), name: MASTER_NAME, natMap },
    async begin(outage) {
      begun = outage;
      switch (outage) {
        case 'freeze':
          if (options.freezesSentinel) sentinels[0]?.signal('SIGSTOP');
          return master.signal('SIGSTOP');
        case 'kill':
          return master.signal('SIGKILL');
        case 'restart':
          master.signal('SIGTERM');
          return master.restart();
        case 'failover':
          if (options.holdsWrites) await holdWrites(master, replicas);
          await sentinels[1]?.ask('FAILOVER', MASTER_NAME);
          if (options.holdsWrites) await demote(master, sentinels);
          return;
        case 'split':
          return line?.setCut(true);
        case 'move':
          throw new RangeError('sentinels move no address');
      }
    },
    async end() {
      if (begun === 'kill') await master.restart();
      line?.setCut(false);
      if (begun !== 'freeze') return;
      master.signal('SIGCONT');
      if (options.freezesSentinel) sentinels[0]?.signal('SIGCONT');
    },
    async untilSettled() {
      await untilUp(
        () => assertOneMaster([master, ...replicas]),
        () => false,
        60_000,
      );
    },
    async close() {
      line?.close();
      await Promise.all([master, ...replicas, ...sentinels].map((each) => each.close()));
    },
  };
}

/** Nothing is acknowledged any more that only the master has. Reads go on. */
async function holdWrites(master: RedisServer, replicas: readonly RedisServer[]): Promise<void> {
  await askRedis(master.port, 'CLIENT', 'PAUSE', '60000', 'WRITE');
  const offset = await replicationOf(master.port, 'master_repl_offset');
  for (const { port } of replicas) {
    const assertHasAll = async (): Promise<void> => {
      if (Number(await replicationOf(port, 'slave_repl_offset')) < Number(offset)) throw new Error('a replica is behind');
    };
    await untilUp(assertHasAll, () => false);
  }
}

/** As soon as the new master has a name: the sentinels themselves would wait until the pause is over. */
async function demote(master: RedisServer, sentinels: readonly SentinelServer[]): Promise<void> {
  const askNewMaster = async (): Promise<[host: string, port: string]> => {
    const address = (await sentinels[1]?.ask('GET-MASTER-ADDR-BY-NAME', MASTER_NAME)) as [string, string];
    if (address[1] === String(master.port)) throw new Error('there is no new master yet');
    return address;
  };
  await untilUp(askNewMaster, () => false);
  await askRedis(master.port, 'REPLICAOF', ...(await askNewMaster()));
  await askRedis(master.port, 'CLIENT', 'UNPAUSE');
}

async function assertOneMaster(servers: readonly RedisServer[]): Promise<void> {
  const roles = await Promise.all(servers.map(({ port }) => replicationOf(port, 'role')));
  if (roles.filter((role) => role === 'master').length !== 1) throw new Error('there is not one master');
  const followers = servers.filter((_, index) => roles[index] !== 'master');
  await Promise.all(followers.map(({ port }) => assertFollows(port)));
}
