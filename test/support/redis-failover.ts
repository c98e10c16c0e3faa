/** Redis masters with replicas that take over: under Sentinels, and in a cluster. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, freePort, type RunningProgram, startProgram, untilUp } from './programs.js';
import { askRedis, type RedisServer, startRedis, startRedisCluster } from './redis-server.js';

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

/** The name by which the Sentinels know the master. */
export const MASTER_NAME = 'main';

/** A master, its replica, and three Sentinels, two of which decide after a second of silence. */
export async function startWatchedRedis(): Promise<WatchedRedis> {
  const master = await startRedis();
  const replica = await startRedis(['--replicaof', '127.0.0.1', String(master.port), ...WITHOUT_DELAY]);
  await untilFollowing(replica.port);
  const folder = mkdtempSync(join(tmpdir(), 'express-call-verification-sentinel-'));
  const sentinels: (RunningProgram & { readonly port: number })[] = [];
  for (let index = 0; index < 3; index += 1) {
    const port = await freePort();
    const file = join(folder, `${port}.conf`);
    const lines = [
      `port ${port}`,
      'bind 127.0.0.1',
      `sentinel monitor ${MASTER_NAME} 127.0.0.1 ${master.port} 2`,
      `sentinel down-after-milliseconds ${MASTER_NAME} 1000`,
      `sentinel failover-timeout ${MASTER_NAME} 3000`,
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
    sentinels.push({ port, ...startProgram(findProgram('redis-server', 'valkey-server') ?? '', [file, '--sentinel'], { cwd: folder }) });
  }
  for (const { port, hasEnded } of sentinels) {
    const check = async (): Promise<void> => {
      const known = JSON.stringify(await askRedis(port, 'SENTINEL', 'MASTER', MASTER_NAME));
      if (!known.includes('"num-other-sentinels","2"') || !known.includes('"num-slaves","1"'))
        throw new Error('a Sentinel knows too little');
    };
    await untilUp(check, hasEnded);
  }
  return {
    master,
    replica,
    sentinelPorts: sentinels.map(({ port }) => port),
    async close() {
      await Promise.all([...sentinels.map(({ end }) => end()), master.close(), replica.close()]);
      rmSync(folder, { recursive: true, force: true });
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
