/** A TCP proxy that can lose an answer: the request is carried out, and the connection breaks before the caller hears of it. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface LossyProxy {
  readonly port: number;
  /** How many answers were lost. */
  readonly lost: () => number;
  /** The next answer from the server breaks its connection instead. */
  loseNextAnswer(): void;
  /** So does, from now on, the first answer after each request (its bytes as text) of which `isLost` says so. */
  loseAnswers(isLost: (request: string) => boolean): void;
  close(): void;
}

export async function startLossyProxy(serverPort: number): Promise<LossyProxy> {
  let isArmed = false;
  let lost = 0;
  let isLost = (_request: string): boolean => false;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const upstream = connect(serverPort, '127.0.0.1');
    const breakOff = (): void => {
      socket.destroy();
      upstream.destroy();
      sockets.delete(socket);
    };
    sockets.add(socket);
    for (const each of [socket, upstream]) each.on('error', breakOff).on('close', breakOff);
    let isDoomed = false;
    socket.on('data', (chunk) => {
      isDoomed ||= isLost(chunk.toString('latin1'));
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (!isArmed && !isDoomed) return void socket.write(chunk);
      isArmed = false;
      lost += 1;
      breakOff();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    lost: () => lost,
    loseNextAnswer() {
      isArmed = true;
    },
    loseAnswers(next) {
      isLost = next;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
