/** What an operator should know of a Redis server: whether it forgets, what a crash or a failover loses, and whether it takes writes. */
import { reasonOfFailure } from '../../ports/failure-reason.js';
import type { StoreFinding } from '../../ports/store.js';
import { type SendCommand, textOf } from './client.js';
import { evictionTrouble } from './eviction-check.js';

/** By `INFO`; of a cluster, the server that has `key`. */
export async function inspectRedis(send: SendCommand, key: string): Promise<readonly StoreFinding[]> {
  const info = await send(key, ['INFO']).then(
    (reply) => ({ text: textOf(reply) ?? '' }),
    (error: unknown) => ({ reason: reasonOfFailure(error) }),
  );
  if ('reason' in info) {
    // A user that may use the store and nothing else is a good idea, so this is not a failure.
    if (info.reason !== 'NOPERM') throw Object.assign(new Error(`Redis did not say how it is set: ${info.reason}`), { code: info.reason });
    return [
      {
        name: 'info',
        level: 'warning',
        found: 'The user of this client may not ask how the server is set.',
        advice: 'Look yourself: maxmemory-policy must be noeviction, and appendonly should be yes. Or allow INFO for this user.',
      },
    ];
  }
  const told = readInfo(info.text);
  const appendfsync = told.get('aof_enabled') === '1' ? await appendfsyncOf(send, key) : undefined;
  return [versionOf(told), evictionOf(info.text, told), persistenceOf(told, appendfsync), roleOf(told)].filter(
    (each) => each !== undefined,
  );
}

type Told = ReadonlyMap<string, string>;

function readInfo(text: string): Told {
  return new Map([...text.matchAll(/^([a-z0-9_]+):(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value]));
}

/** The form of the answer depends on client and protocol. Managed servers refuse the question. */
async function appendfsyncOf(send: SendCommand, key: string): Promise<string | undefined> {
  try {
    const reply = await send(key, ['CONFIG', 'GET', 'appendfsync']);
    const entries = reply instanceof Map ? [...reply.values()] : Object.values(Object(reply) as object);
    return entries.map(String).find((each) => ['always', 'everysec', 'no'].includes(each));
  } catch {
    return undefined;
  }
}

function versionOf(told: Told): StoreFinding | undefined {
  // Valkey says both, and means by the first what it is compatible with.
  const version = told.get('redis_version');
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  if (version === undefined || major > 6 || (major === 6 && minor >= 2)) return undefined;
  return {
    name: 'version',
    level: 'problem',
    found: `The server is Redis ${version}.`,
    advice: 'The store needs Redis 6.2 or later, or Valkey.',
  };
}

function evictionOf(info: string, told: Told): StoreFinding | undefined {
  const trouble = evictionTrouble(info);
  if (trouble !== undefined) {
    return { name: 'eviction', level: 'problem', found: capitalised(trouble.found), advice: trouble.advice };
  }
  if (told.get('maxmemory_policy') === undefined) return undefined;
  return { name: 'eviction', level: 'ok', found: 'The server never evicts a key (maxmemory-policy noeviction).' };
}

function persistenceOf(told: Told, appendfsync: string | undefined): StoreFinding | undefined {
  const isAppending = told.get('aof_enabled') === '1';
  const failed = ['aof_last_write_status', 'aof_last_bgrewrite_status', 'rdb_last_bgsave_status'].find((name) => told.get(name) === 'err');
  if (failed !== undefined) {
    return {
      name: 'persistence',
      level: 'problem',
      found: `The server cannot save to its disk (${failed}).`,
      advice: 'Look at its log, and at the space on its disk.',
    };
  }
  if (told.get('aof_enabled') === undefined) return undefined;
  if (!isAppending) {
    return {
      name: 'persistence',
      level: 'warning',
      found: 'The server writes no append-only file: a crash loses what was written since its last snapshot, or everything.',
      advice: 'Set appendonly yes, with appendfsync always (nothing is lost) or everysec (about the last second).',
    };
  }
  if (appendfsync === 'no') {
    return {
      name: 'persistence',
      level: 'warning',
      found: 'The append-only file is written whenever the system does it (appendfsync no): a crash of the machine loses half a minute.',
      advice: 'Set appendfsync always (nothing is lost) or everysec (about the last second).',
    };
  }
  const loses: Readonly<Record<string, string>> = {
    always: 'appendfsync always: a crash loses nothing',
    everysec: 'appendfsync everysec: a crash loses about the last second',
  };
  return {
    name: 'persistence',
    level: 'ok',
    found: `The server writes an append-only file (${loses[appendfsync ?? ''] ?? 'how often it reaches the disk was not told'}).`,
  };
}

function roleOf(told: Told): StoreFinding | undefined {
  if (told.get('role') === 'slave') {
    return {
      name: 'replication',
      level: 'problem',
      found: 'The client is connected to a replica, which takes no writes.',
      advice: 'Connect to the master. Behind Sentinel or in a cluster, `openRedis` finds it by itself.',
    };
  }
  const replicas = Number(told.get('connected_slaves') ?? 0);
  if (!(replicas > 0)) return undefined;
  // Told only where it is set.
  if (told.has('min_slaves_good_slaves')) {
    return { name: 'replication', level: 'ok', found: `The server is a master with replicas, and takes writes only if enough follow it.` };
  }
  return {
    name: 'replication',
    level: 'warning',
    found: 'The server is a master with replicas. If it is cut off from them, it goes on taking writes, which a failover then loses.',
    advice: 'Set min-replicas-to-write 1 and min-replicas-max-lag 2.',
  };
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
