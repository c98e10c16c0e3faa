/** Commands of an operator, each over a connection of its own. */
import { Redis } from 'ioredis';

export async function askServer(port: number, ...[command, ...parameters]: readonly [string, ...string[]]): Promise<unknown> {
  const client = new Redis({
    host: '127.0.0.1',
    port,
    lazyConnect: true,
    retryStrategy: null,
    enableReadyCheck: false,
    commandTimeout: 5000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.call(command, ...parameters);
  } finally {
    client.disconnect();
  }
}

/** A field of INFO's section on replication. */
export async function replicationOf(port: number, field: string): Promise<string | undefined> {
  const info = String(await askServer(port, 'INFO', 'replication'));
  return new RegExp(`^${field}:(.*)\\r$`, 'm').exec(info)?.[1];
}

/** Rejects unless the server follows a master that it hears. */
export async function assertFollows(port: number): Promise<void> {
  if ((await replicationOf(port, 'master_link_status')) !== 'up') throw new Error('a replica has no link to its master');
}
