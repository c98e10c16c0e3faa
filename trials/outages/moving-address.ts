/** An address that can lead to another server: connections made before then stay open, and nobody tells them. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface MovingAddress {
  readonly port: number;
  /** From now on, new connections reach this port. */
  moveTo(port: number): void;
  /** Whether bytes pass. Connections stay open, and nobody tells them. */
  setCut(isCut: boolean): void;
  close(): void;
}

export async function openMovingAddress(firstPort: number): Promise<MovingAddress> {
  let present = firstPort;
  let isCut = false;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    if (isCut) {
      sockets.add(socket.on('error', () => undefined));
      return;
    }
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
    socket.on('data', (chunk) => isCut || upstream.write(chunk));
    upstream.on('data', (chunk) => isCut || socket.write(chunk));
    socket.on('end', () => upstream.end());
    upstream.on('end', () => socket.end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    moveTo(port) {
      present = port;
    },
    setCut(next) {
      isCut = next;
      // What was lost meanwhile would be missing: they begin anew.
      if (!isCut) for (const socket of sockets) socket.destroy();
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
