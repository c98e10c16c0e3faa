/** An address that moves, or is cut, leaves the connections that it has. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { openMovingAddress } from '../../../trials/outages/moving-address.js';

async function startGreeter(name: string): Promise<{ server: Server; port: number; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.write(name);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, sockets };
}

it('leads new connections elsewhere, and leaves the old ones open', async () => {
  const [first, second] = [await startGreeter('first'), await startGreeter('second')];
  const address = await openMovingAddress(first.port);
  const early = connect(address.port, '127.0.0.1');
  const earlyText = text(early);
  await once(early, 'readable');
  address.moveTo(second.port);
  const late = connect(address.port, '127.0.0.1');
  const lateText = text(late);
  await once(late, 'readable');
  for (const socket of first.sockets) socket.end(' still');
  for (const socket of second.sockets) socket.end();
  expect(await earlyText).toBe('first still');
  expect(await lateText).toBe('second');
  address.close();
  first.server.close();
  second.server.close();
});

it('lets nothing pass while it is cut, closes nothing, and begins anew afterwards', async () => {
  const greeter = await startGreeter('hello');
  const address = await openMovingAddress(greeter.port);
  const early = connect(address.port, '127.0.0.1');
  const earlyText = text(early).catch(() => 'broken off');
  await once(early, 'readable');
  address.setCut(true);
  for (const socket of greeter.sockets) socket.write(' lost');
  const during = connect(address.port, '127.0.0.1');
  const duringText = text(during).catch(() => '');
  await once(during, 'connect');
  expect(early.closed || during.closed).toBe(false);
  address.setCut(false);
  expect(['hello', 'broken off']).toContain(await earlyText);
  expect(await duringText).toBe('');
  const late = connect(address.port, '127.0.0.1');
  const lateText = text(late);
  await once(late, 'readable');
  for (const socket of greeter.sockets) socket.end();
  expect(await lateText).toBe('hello');
  address.close();
  greeter.server.close();
});
