/** What is left of a stream, or of a listener, when it ends in a way nobody planned. */
import { createConnection } from 'node:net';
import { createMemoryStore } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { openEventStream } from '../support/event-stream.js';
import { openShop, type Shop } from '../support/shop.js';
import { createSlowStore } from '../support/slow-store.js';

const open = (shop: Shop, id: string) => openEventStream(`${shop.url}/auth/call/status`, { 'Verification-Id': id });

/** Asks for the stream, and is gone before it can be answered. */
function askAndLeave(shop: Shop, id: string): Promise<void> {
  const { hostname, port } = new URL(shop.url);
  return new Promise((resolve, reject) => {
    const socket = createConnection(Number(port), hostname, () => {
      socket.write(`GET /auth/call/status HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nVerification-Id: ${id}\r\n\r\n`);
      socket.end();
      setTimeout(() => socket.destroy(), 1);
    });
    socket.on('close', () => resolve()).on('error', reject);
  });
}

describe('a client that leaves before its stream is open', () => {
  it('takes no place of others', async () => {
    const shop = await openShop({ calls: { store: createSlowStore(createMemoryStore({ clock: () => 0 })) } });
    const id = await shop.begin();
    for (let time = 0; time < 4; time += 1) await askAndLeave(shop, id);
    await expect.poll(async () => (await open(shop, id)).status, { timeout: 5000 }).toBe(200);
    const streams = await Promise.all([open(shop, id), open(shop, id)]);
    expect(streams.map(({ status }) => status)).toEqual([200, 200]);
  });
});

describe('a HEAD request', () => {
  it('is answered at once, whatever it accepts', async () => {
    const shop = await openShop();
    const id = await shop.begin();
    const answer = await shop.client.head('/auth/call/status').set({ 'Verification-Id': id, accept: 'text/event-stream' });
    expect(answer.status).toBe(200);
  });
});

describe('a listener of the host', () => {
  it('that throws costs nobody a right code', async () => {
    const shop = await openShop();
    const id = await shop.begin();
    const fail = (): never => {
      throw new Error('the listener is broken');
    };
    await shop.calls.watchStatus({ verificationId: id }, { onStatus: fail, onEnd: fail });
    await shop.check(id, shop.code()).expect(200);
  });

  it('that stops twice does not end the watch of another', async () => {
    const shop = await openShop();
    const id = await shop.begin();
    const quiet = { onStatus: () => undefined, onEnd: () => undefined };
    const first = await shop.calls.watchStatus({ verificationId: id }, quiet);
    if (!first.ok) throw new Error(first.code);
    first.stop();
    const heard: string[] = [];
    await shop.calls.watchStatus({ verificationId: id }, { onStatus: ({ call }) => heard.push(call.outcome), onEnd: () => undefined });
    first.stop();
    await shop.report({ cause: 17, word: 'BUSY' });
    expect(heard).toEqual(['pending', 'busy']);
  });
});
