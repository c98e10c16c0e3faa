/** What `openRedis` opens, by each ioredis that it works with. */
import { Redis } from 'ioredis';
import { Redis as Redis5 } from 'ioredis5';
import { onTestFinished } from 'vitest';
import { type OpenedRedis, openWith } from '../../src/stores/open-redis.js';
import type { OpenRedisOptions } from '../../src/stores/redis.js';
import { readRedisPlace } from '../../src/stores/redis-address.js';
import type { IoRedisModule } from '../../src/stores/redis-connection.js';

export type Open = (server: string | OpenRedisOptions) => Promise<OpenedRedis>;

/** Closed when the test is over. */
const openBy =
  (IoRedis: IoRedisModule): Open =>
  async (server) => {
    const opened = await openWith(IoRedis, readRedisPlace(server));
    onTestFinished(() => opened.close());
    return opened;
  };

export const OPEN: Readonly<Record<string, Open>> = {
  'ioredis 6': openBy(Redis as unknown as IoRedisModule),
  'ioredis 5': openBy(Redis5 as unknown as IoRedisModule),
};

/** Asks again until there is an answer. @returns the codes of the errors before it, each once */
export async function untilAnswered(ask: () => Promise<unknown>, timeoutMs = 10_000): Promise<readonly string[]> {
  const codes = new Set<string>();
  const end = performance.now() + timeoutMs;
  for (;;) {
    try {
      await ask();
      return [...codes];
    } catch (error) {
      if (performance.now() > end) throw error;
      const { code, message } = error as { code?: unknown; message: string };
      codes.add(typeof code === 'string' ? code : (message.split(' ')[0] ?? ''));
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}
