/** Redis masters with replicas that take over: under Sentinels, and in a cluster. */
import { untilUp } from './programs.js';
import { askRedis, type RedisServer, startRedis, startRedisCluster } from './redis-server.js';
import { assertKnows, type SentinelServer, startSentinelServer } from './sentinel-server.js';

const WITHOUT_DELAY = ['--repl-diskless-sync-delay', '0'] as const;

async function untilFollowing(port: number): Promise<void> {
  const check = async (): Promise<void> => {
    const info = String(await askRedis(port, 'INFO', 'replication'));
    if (!info.includes('master_link_status:up')) throw new Error('the replica does not follow yet');
  };
  await untilUp(check, () => false);
}

export interface WatchedRedis {
  readonly master: RedisServer;
  readonly replica: RedisServer;
  readonly sentinelPorts: readonly number[];
  close(): Promise<void>;
}

/** A master, its replica, and three Sentinels, two of which decide after a second of silence. */
export async function startWatchedRedis(): Promise<WatchedRedis> {
  const master = await startRedis();
  const replica = await startRedis(['--replicaof', '127.0.0.1', String(master.port), ...WITHOUT_DELAY]);
  await untilFollowing(replica.port);
  const sentinels: SentinelServer[] = [];
  for (let index = 0; index < 3; index += 1) {
    sentinels.push(await startSentinelServer({ masterPort: master.port, quorum: 2, downAfterMs: 1000, failoverTimeoutMs: 3000 }));
  }
  for (const sentinel of sentinels) {
    await untilUp(
      () => assertKnows(sentinel, 1, 2),
      () => false,
    );
  }
  return {
    master,
    replica,
    sentinelPorts: sentinels.map(({ port }) => port),
    async close() {
      await Promise.all([...sentinels, master, replica].map((each) => each.close()));
    },
  };
}

export interface ReplicatedCluster {
  readonly masters: readonly RedisServer[];
  readonly ports: readonly number[];
  close(): Promise<void>;
}

/** Three masters, each with a replica that takes over after about two seconds of silence. */
export async function startReplicatedCluster(): Promise<ReplicatedCluster> {
  const cluster = await startRedisCluster({ nodeTimeoutMs: 1500 });
  const replicas = await Promise.all(
    cluster.servers.map(() => startRedis(['--cluster-enabled', 'yes', '--cluster-node-timeout', '1500', ...WITHOUT_DELAY])),
  );
  const ports = [...cluster.ports, ...replicas.map(({ port }) => port)];
  for (const { port } of replicas) await askRedis(cluster.ports[0] ?? 0, 'CLUSTER', 'MEET', '127.0.0.1', String(port));
  for (const [index, { port }] of replicas.entries()) {
    const master = String(await askRedis(cluster.ports[index] ?? 0, 'CLUSTER', 'MYID'));
    await untilUp(
      () => askRedis(port, 'CLUSTER', 'REPLICATE', master),
      () => false,
    );
    await untilFollowing(port);
  }
  for (const port of ports) {
    const check = async (): Promise<void> => {
      const nodes = String(await askRedis(port, 'CLUSTER', 'NODES'));
      if (nodes.match(/slave/g)?.length !== 3) throw new Error('the cluster does not know its replicas yet');
    };
    await untilUp(check, () => false);
  }
  return {
    masters: cluster.servers,
    ports,
    async close() {
      await Promise.all([cluster.close(), ...replicas.map((replica) => replica.close())]);
    },
  };
}
