/** Two Redis servers, of which one is the master that the processes share, and what the nemesis can do to them. */
import { setTimeout } from 'node:timers/promises';
import { askRedis, DURABLE, type RedisServer, startRedis } from '../../test/support/redis-server.js';
import type { SharedStore, StoreFault } from './shared-store.js';

const MOVED_WITHIN_MS = 30_000;
const OPTIONS = [...DURABLE, '--repl-diskless-sync-delay', '0'];

export async function openRedis(): Promise<SharedStore> {
  let [master, standby] = await Promise.all([startRedis(OPTIONS), startRedis(OPTIONS)]);
  await askRedis(standby.port, 'REPLICAOF', '127.0.0.1', String(master.port));
  const down = (signal: NodeJS.Signals): StoreFault => ({
    begin: async () => master.signal(signal),
    end: () => master.restart(),
  });
  return {
    settings: { kind: 'redis', port: master.port },
    server: { port: () => master.port, settingsVia: (port, without) => ({ kind: 'redis', port, without }) },
    faults: {
      kill: down('SIGKILL'),
      restart: down('SIGTERM'),
      pause: { begin: async () => master.signal('SIGSTOP'), end: async () => master.signal('SIGCONT') },
      // Whoever is connected stays with the server that was the master. At first the way leads there, too, as an old DNS entry does.
      'read-only': {
        begin: () => failOver(master, standby),
        async end() {
          [master, standby] = [standby, master];
        },
      },
    },
    isDurable: true,
    async close() {
      await Promise.all([master.close(), standby.close()]);
    },
  };
}

/** As an operator does before maintenance: the master waits for its replica, and no acknowledged write is lost. */
async function failOver(master: RedisServer, standby: RedisServer): Promise<void> {
  const giveUp = performance.now() + MOVED_WITHIN_MS;
  const until = async (isReached: () => Promise<boolean>): Promise<void> => {
    while (!(await isReached())) {
      if (performance.now() > giveUp) throw new Error('the replica did not become the master');
      await setTimeout(20);
    }
  };
  const replicationOf = async (server: RedisServer): Promise<string> => String(await askRedis(server.port, 'INFO', 'replication'));
  await until(async () => (await replicationOf(master)).includes('state=online'));
  await askRedis(master.port, 'FAILOVER', 'TO', '127.0.0.1', String(standby.port), 'TIMEOUT', String(MOVED_WITHIN_MS));
  await until(async () => (await replicationOf(standby)).includes('role:master'));
  await until(async () => (await replicationOf(master)).includes('master_link_status:up'));
}
