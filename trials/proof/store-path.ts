/** The way from one process to the store's server: its connections can go mute, as when a machine is gone without a word. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface StorePath {
  readonly port: number;
  /** Swallows from now on the bytes of all present connections, and closes none of them. Later ones work. */
  mute(): void;
  close(): void;
}

interface Connection {
  readonly ends: readonly [Socket, Socket];
  isMute: boolean;
}

/** @param serverPort where a new connection leads to; the server may move */
export async function openStorePath(serverPort: () => number): Promise<StorePath> {
  const connections = new Set<Connection>();

  function join(client: Socket): void {
    const server = connect({ port: serverPort(), host: '127.0.0.1', allowHalfOpen: true });
    const connection: Connection = { ends: [client, server], isMute: false };
    connections.add(connection);
    const breakOff = (): void => {
      connections.delete(connection);
      client.destroy();
      server.destroy();
    };
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.setNoDelay(true);
      from.on('data', (chunk) => {
        if (!connection.isMute) to.write(chunk);
      });
      // Even a farewell is not answered.
      from.on('end', () => {
        if (!connection.isMute) to.end();
      });
    }
    client.on('error', breakOff).on('close', breakOff);
    server.on('error', () => connection.isMute || breakOff()).on('close', () => connection.isMute || breakOff());
  }

  const listener = createServer({ allowHalfOpen: true }, join).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    mute() {
      for (const connection of connections) connection.isMute = true;
    },
    close() {
      listener.close();
      for (const { ends } of connections) for (const each of ends) each.destroy();
    },
  };
}
