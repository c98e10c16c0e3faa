/** One server and its replica behind one address, as a host that rents Redis sees them. */
import { untilUp } from '../../test/support/programs.js';
import { askRedis, startRedis } from '../../test/support/redis-server.js';
import { openMovingAddress } from './moving-address.js';
import { minReplicasOptions, type Outage, type ServerOptions, type Setup, USUAL_OPTIONS } from './outage-plan.js';
import { assertFollows } from './replication.js';

export async function startSingle(options: ServerOptions): Promise<Setup> {
  const serverOptions = [...USUAL_OPTIONS, ...minReplicasOptions(options)];
  const master = await startRedis(serverOptions);
  const replica = await startRedis([...serverOptions, '--replicaof', '127.0.0.1', String(master.port)]);
  await untilUp(
    () => assertFollows(replica.port),
    () => false,
  );
  const address = await openMovingAddress(master.port);
  let begun: Outage | undefined;

  const promote = async (): Promise<void> => {
    await askRedis(replica.port, 'REPLICAOF', 'NO', 'ONE');
    address.moveTo(replica.port);
  };
  const demote = async (): Promise<unknown> => askRedis(master.port, 'REPLICAOF', '127.0.0.1', String(replica.port));
  return {
    address: { kind: 'single', port: address.port },
    async begin(outage) {
      begun = outage;
      switch (outage) {
        case 'freeze':
          return master.signal('SIGSTOP');
        case 'move':
          master.signal('SIGSTOP');
          return promote();
        case 'kill':
          return master.signal('SIGKILL');
        case 'restart':
          master.signal('SIGTERM');
          return master.restart();
        case 'failover': {
          if (options.holdsWrites) await askRedis(master.port, 'CLIENT', 'PAUSE', '60000', 'WRITE');
          await promote();
          // The old master goes on answering over the connections that it has, but it is read-only.
          await demote();
          return;
        }
        case 'split':
          throw new RangeError('one server is not split');
      }
    },
    async end() {
      if (begun === 'kill') await master.restart();
      if (begun === 'freeze' || begun === 'move') master.signal('SIGCONT');
      if (begun === 'move') await demote();
    },
    async untilSettled() {
      const follower = begun === 'move' || begun === 'failover' ? master : replica;
      await untilUp(
        () => assertFollows(follower.port),
        () => false,
      );
    },
    async close() {
      address.close();
      await Promise.all([master.close(), replica.close()]);
    },
  };
}
