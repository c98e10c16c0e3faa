/** An address before a server. It can lead elsewhere, and its open connections can go mute: what is sent on them never arrives. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Address {
  readonly port: number;
  /** New connections reach this port. Those that are open stay where they are. */
  moveTo(port: number): void;
  /** Swallows, from now on, what the open connections send and are sent. None of them is closed. */
  mute(): void;
  /** How many connections callers hold open. */
  openConnections(): number;
  close(): void;
}

/** @param lateMs how long what is sent is on its way, in each direction */
export async function openAddress(firstPort: number, lateMs = 0): Promise<Address> {
  let present = firstPort;
  const callers = new Set<Socket>();
  const mutes = new Set<() => void>();
  const server = createServer((caller) => {
    const upstream = connect(present, '127.0.0.1');
    let isMute = false;
    const mute = (): void => {
      isMute = true;
    };
    const breakOff = (): void => {
      // Whoever is mute does not even say farewell.
      if (!isMute) caller.destroy();
      upstream.destroy();
    };
    callers.add(caller);
    mutes.add(mute);
    const pass = (from: Socket, to: Socket): void => {
      from.setNoDelay(true).on('data', (chunk) => {
        if (lateMs > 0) setTimeout(() => to.write(chunk), lateMs);
        else if (!isMute) to.write(chunk);
      });
    };
    pass(caller, upstream);
    pass(upstream, caller);
    upstream.on('error', breakOff).on('close', breakOff);
    caller
      .on('error', () => undefined)
      .on('close', () => {
        callers.delete(caller);
        mutes.delete(mute);
        upstream.destroy();
      });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    moveTo(port) {
      present = port;
    },
    mute() {
      for (const mute of mutes) mute();
    },
    openConnections: () => callers.size,
    close() {
      server.close();
      for (const caller of callers) caller.destroy();
    },
  };
}

export function urlAt(url: string, port: number): string {
  const moved = new URL(url);
  moved.port = String(port);
  return moved.href;
}
