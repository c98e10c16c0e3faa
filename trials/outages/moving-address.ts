/** An address that can lead to another server: connections made before then stay open, and nobody tells them. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface MovingAddress {
  readonly port: number;
  /** From now on, new connections reach this port. */
  moveTo(port: number): void;
  close(): void;
}

export async function openMovingAddress(firstPort: number): Promise<MovingAddress> {
  let present = firstPort;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const upstream = connect(present, '127.0.0.1');
    const breakOff = (): void => {
      for (const each of [socket, upstream]) {
        each.destroy();
        sockets.delete(each);
      }
    };
    for (const each of [socket, upstream]) {
      sockets.add(each);
      each.setNoDelay(true).on('error', breakOff).on('close', breakOff);
    }
    socket.pipe(upstream).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    moveTo(port) {
      present = port;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
