/** Three masters that share the keys, and a replica of each. */
import { untilUp } from '../../test/support/programs.js';
import { askRedis, type RedisServer, startRedis } from '../../test/support/redis-server.js';
import { minReplicasOptions, type Outage, type ServerOptions, type Setup, USUAL_OPTIONS } from './outage-plan.js';
import { assertFollows, replicationOf } from './replication.js';

const SLOTS = 16_384;
const MASTERS = 3;

/** After this long without a word, the others hold a server for down. */
const NODE_TIMEOUT_MS = 3000;

export async function startCluster(options: ServerOptions): Promise<Setup> {
  const clusterOptions = ['--cluster-enabled', 'yes', '--cluster-node-timeout', String(NODE_TIMEOUT_MS)];
  // While one master is missed, the others go on: every command of the store is about one key.
  clusterOptions.push('--cluster-require-full-coverage', 'no');
  const serverOptions = [...USUAL_OPTIONS, ...minReplicasOptions(options), ...clusterOptions];
  const servers = await Promise.all(Array.from({ length: 2 * MASTERS }, () => startRedis(serverOptions)));
  await join(servers);
  const [master, replica] = [servers[0], servers[MASTERS]];
  if (master === undefined || replica === undefined) throw new Error('a cluster without servers');
  let begun: Outage | undefined;

  return {
    address: { kind: 'cluster', ports: servers.map(({ port }) => port) },
    async begin(outage) {
      begun = outage;
      switch (outage) {
        case 'freeze':
          return master.signal('SIGSTOP');
        case 'kill':
          return master.signal('SIGKILL');
        case 'restart':
          master.signal('SIGTERM');
          return master.restart();
        case 'failover':
          await askRedis(replica.port, 'CLUSTER', 'FAILOVER');
          return;
        case 'move':
        case 'split':
          throw new RangeError('this is not measured in a cluster');
      }
    },
    async end() {
      if (begun === 'kill') await master.restart();
      if (begun === 'freeze') master.signal('SIGCONT');
    },
    async untilSettled() {
      await untilUp(
        () => assertWhole(servers),
        () => false,
        60_000,
      );
    },
    async close() {
      await Promise.all(servers.map((each) => each.close()));
    },
  };
}

async function join(servers: readonly RedisServer[]): Promise<void> {
  const [first] = servers;
  for (const [index, { port }] of servers.entries()) {
    await askRedis(port, 'CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
    if (first !== undefined && index > 0) await askRedis(first.port, 'CLUSTER', 'MEET', '127.0.0.1', String(port));
    if (index >= MASTERS) continue;
    const [from, to] = [Math.floor((SLOTS * index) / MASTERS), Math.floor((SLOTS * (index + 1)) / MASTERS)];
    await askRedis(port, 'CLUSTER', 'ADDSLOTSRANGE', String(from), String(to - 1));
  }
  for (const { port } of servers)
    await untilUp(
      () => assertHealthy(port, servers.length),
      () => false,
    );
  for (const [index, { port }] of servers.slice(MASTERS).entries()) {
    const id = String(await askRedis(servers[index]?.port ?? 0, 'CLUSTER', 'MYID'));
    await untilUp(
      () => askRedis(port, 'CLUSTER', 'REPLICATE', id),
      () => false,
    );
    await untilUp(
      () => assertFollows(port),
      () => false,
    );
  }
}

async function assertHealthy(port: number, nodes: number): Promise<void> {
  const info = String(await askRedis(port, 'CLUSTER', 'INFO'));
  if (!info.includes('cluster_state:ok') || !info.includes(`cluster_known_nodes:${nodes}`)) throw new Error('the cluster is not ready');
}

async function assertWhole(servers: readonly RedisServer[]): Promise<void> {
  let masters = 0;
  for (const { port } of servers) {
    await assertHealthy(port, servers.length);
    if ((await replicationOf(port, 'role')) === 'master') masters += 1;
    else await assertFollows(port);
  }
  if (masters !== MASTERS) throw new Error('there are too many masters');
}
