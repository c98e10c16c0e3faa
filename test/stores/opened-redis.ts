/** What `openRedis` opens, by each ioredis that it works with. */
import { Redis } from 'ioredis';
import { Redis as Redis5 } from 'ioredis5';
import { onTestFinished } from 'vitest';
import { readRedisPlace } from '../../src/stores/redis/address.js';
import type { IoRedisModule } from '../../src/stores/redis/connection.js';
import { type OpenedRedis, openWith } from '../../src/stores/redis/open-redis.js';
import type { OpenRedisOptions } from '../../src/stores/redis.js';

interface Open {
  /** Closed when the test is over. */
  (server: string | OpenRedisOptions): Promise<OpenedRedis>;
  /** For several tests. */
  forSuite(server: string | OpenRedisOptions): Promise<OpenedRedis>;
}

function openBy(IoRedis: unknown): Open {
  // Our type names what we use, and theirs are classes with overloads.
  const forSuite: Open['forSuite'] = (server) => openWith(IoRedis as IoRedisModule, readRedisPlace(server));
  const forTest = async (server: string | OpenRedisOptions): Promise<OpenedRedis> => {
    const opened = await forSuite(server);
    onTestFinished(() => opened.close());
    return opened;
  };
  return Object.assign(forTest, { forSuite });
}

export const OPEN: Readonly<Record<string, Open>> = { 'ioredis 6': openBy(Redis), 'ioredis 5': openBy(Redis5) };

/** Asks again until there is an answer. @returns the codes of the errors before it, each once */
export async function untilAnswered(ask: () => Promise<unknown>, timeoutMs = 30_000): Promise<readonly string[]> {
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
