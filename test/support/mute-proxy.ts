/** A TCP proxy whose connections can go mute: they stay open, and no byte comes through any more in either direction. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface MuteProxy {
  readonly port: number;
  /** How many connections were made to it. */
  readonly connections: () => number;
  /** What is connected now goes mute; what connects from now on comes through. */
  mute(): void;
  /** From now on, new connections lead to the server at this port. */
  leadTo(port: number): void;
  close(): void;
}

export async function startMuteProxy(firstPort: number): Promise<MuteProxy> {
  let [serverPort, connections, generation] = [firstPort, 0, 0];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    connections += 1;
    const made = generation;
    const upstream = connect(serverPort, '127.0.0.1');
    const isMute = (): boolean => made !== generation;
    for (const [from, to] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => {
        if (!isMute()) to.write(chunk);
      });
      const end = (): void => {
        sockets.delete(from);
        if (!isMute()) to.destroy();
      };
      from.on('error', end).on('close', end);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    mute() {
      generation += 1;
    },
    leadTo(port) {
      serverPort = port;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
