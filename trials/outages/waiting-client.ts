/** A client whose writes wait until replicas have them: only what survives the master is acknowledged. */
import type { IoRedisClient } from '../../src/stores/redis.js';

const WAIT_MS = 1000;

/** @param client with one connection: `WAIT` counts what this connection has written */
export function waitForReplicas(client: IoRedisClient, replicas: number): IoRedisClient {
  if (replicas === 0) return client;
  return {
    async call(command, ...parameters) {
      const sent = client.call(command, ...parameters);
      if (!command.startsWith('EVAL')) return sent;
      // Sent in the same moment, so that both take the same connection.
      const [answer, acknowledged] = await Promise.allSettled([sent, client.call('WAIT', String(replicas), String(WAIT_MS))]);
      if (answer.status === 'rejected') throw answer.reason;
      if (acknowledged.status === 'rejected') throw acknowledged.reason;
      if (Number(acknowledged.value) < replicas) throw new Error('too few replicas have the write');
      return answer.value;
    },
  };
}
