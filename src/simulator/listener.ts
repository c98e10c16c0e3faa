/** An HTTP server on this machine only, which can go down and come back at the same address. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listener {
  readonly url: string;
  /** Down: connections are refused, and open ones are cut. */
  setUp(isUp: boolean): void;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

export async function openListener(app: RequestListener, port: number): Promise<Listener> {
  const server = createServer(app);
  await listen(server, port);
  const { port: bound } = server.address() as AddressInfo;
  let isUp = true;

  return {
    url: `http://${HOST}:${bound}`,
    setUp(next) {
      if (next === isUp) return;
      isUp = next;
      // Both happen before the next connection is tried: the socket is closed at once, and bound again in the next tick.
      if (next) server.listen(bound, HOST);
      else shut(server);
    },
    async close() {
      if (!isUp) return;
      isUp = false;
      const closed = new Promise<void>((resolve) => server.once('close', resolve));
      shut(server);
      await closed;
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function shut(server: Server): void {
  server.close();
  server.closeAllConnections();
}
