/** What replicas say of themselves. */
import { askRedis } from '../../test/support/redis-server.js';

/** A field of INFO's section on replication. */
export async function replicationOf(port: number, field: string): Promise<string | undefined> {
  const info = String(await askRedis(port, 'INFO', 'replication'));
  return new RegExp(`^${field}:(.*)\\r$`, 'm').exec(info)?.[1];
}

/** Rejects unless the server follows a master that it hears. */
export async function assertFollows(port: number): Promise<void> {
  if ((await replicationOf(port, 'master_link_status')) !== 'up') throw new Error('a replica has no link to its master');
}
