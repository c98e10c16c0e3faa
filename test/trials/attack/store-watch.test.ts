/** What a watched client leaves in the store is seen, and nothing of anybody else. */
import express from 'express';
import request from 'supertest';
import { expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/index.js';
import { watchStore } from '../../../trials/attack/store-watch.js';

it('tells each new record of those who are watched, once they are', async () => {
  const watch = watchStore(
    createMemoryStore(),
    () => 7,
    (req) => req.get('x-client') ?? '',
  );
  const app = express();
  app.use(watch.middleware);
  app.post('/:key', async (req, res) => {
    const { key } = req.params;
    await watch.store.put(key, 'value', { expected: null, expiresAt: Date.now() + 60_000 });
    await watch.store.count(`${key} count`, 1, { expiresAt: Date.now() + 60_000 });
    res.status(204).end();
  });
  const post = (key: string, client: string) => request(app).post(`/${key}`).set('x-client', client).expect(204);
  await post('before', 'a');
  const left = watch.begin((address) => address === 'a');
  await post('one', 'a');
  await post('one', 'a');
  await post('two', 'b');
  expect(left).toEqual([
    { at: 7, address: 'a', kind: 'value' },
    { at: 7, address: 'a', kind: 'counter' },
  ]);
});
