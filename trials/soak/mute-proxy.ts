/** A TCP proxy whose connections can fall silent: nothing is closed, and nothing comes through any more, as behind a frozen machine. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface MuteProxy {
  readonly port: number;
  /** Those that are open now never say anything again. Later ones work. */
  mute(): void;
  close(): void;
}

export async function startMuteProxy(serverPort: number): Promise<MuteProxy> {
  interface Pair {
    isMute: boolean;
    readonly sockets: readonly Socket[];
  }
  const pairs = new Set<Pair>();
  const server = createServer((socket) => {
    const upstream = connect(serverPort, '127.0.0.1');
    const pair: Pair = { isMute: false, sockets: [socket, upstream] };
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      for (const each of pair.sockets) each.destroy();
    };
    // A mute one still sees that the app gives it up, but the app never sees that its server is gone.
    socket.on('error', end).on('close', end);
    for (const event of ['error', 'close']) upstream.on(event, () => pair.isMute || end());
    socket.on('data', (chunk) => pair.isMute || upstream.write(chunk));
    upstream.on('data', (chunk) => pair.isMute || socket.write(chunk));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    mute() {
      for (const pair of pairs) pair.isMute = true;
    },
    close() {
      server.close();
      for (const { sockets } of pairs) for (const each of sockets) each.destroy();
    },
  };
}
