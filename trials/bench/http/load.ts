/** The process that sends the requests, over connections that stay open. It writes ready bytes and reads no more than it must. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { answerParent } from '../child.js';
import { spreadOf } from '../figures.js';
import type { Expected, LoadFigures, LoadOrder, WireRequest } from './messages.js';

const open = new Map<number, Socket[]>();

/**
 * While requests are under way this process never sleeps: to wake it would cost the server's process up to 50 µs an answer on a virtual
 * machine, and more often where the server is the slower one. Real clients are on other machines.
 */
async function awake<T>(work: Promise<T>): Promise<T> {
  let isOver = false;
  const turn = (): void => {
    if (!isOver) setImmediate(turn);
  };
  turn();
  try {
    return await work;
  } finally {
    isOver = true;
  }
}

function bytesOf({ method, path, headers, body = '' }: WireRequest): Buffer {
  const all: Record<string, string> = { host: 'localhost', ...headers };
  if (method === 'POST') all['content-length'] = String(Buffer.byteLength(body));
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

/** The answer, or undefined as long as it is not whole. */
function readAnswer(text: string): { readonly status: number; readonly body: string } | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const status = Number(text.slice(9, 12));
  const body = text.slice(end + 4);
  if (status === 204) return { status, body };
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end))?.[1];
  const isWhole = length === undefined ? body.endsWith('0\r\n\r\n') : body.length >= Number(length);
  return isWhole ? { status, body } : undefined;
}

function send(socket: Socket, bytes: Buffer, expected: Expected): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const finish = (error?: Error): void => {
      socket.off('data', read).off('close', close).off('error', finish);
      if (error === undefined) resolve();
      else reject(error);
    };
    const close = (): void => finish(new Error('the server closed a connection'));
    const read = (chunk: Buffer): void => {
      // A byte is a letter, so that lengths are those of bytes.
      text += chunk.toString('latin1');
      const answer = readAnswer(text);
      if (answer === undefined) return;
      const isExpected = answer.status === expected.status && answer.body.includes(expected.holds);
      finish(isExpected ? undefined : new Error(`answered ${answer.status} ${answer.body.slice(0, 400)}`));
    };
    socket.on('data', read).on('close', close).on('error', finish);
    socket.write(bytes);
  });
}

async function socketsTo(port: number, count: number): Promise<readonly Socket[]> {
  const sockets = open.get(port) ?? [];
  open.set(port, sockets);
  while (sockets.length < count) {
    const socket = connect(port, '127.0.0.1').setNoDelay(true);
    await once(socket, 'connect');
    sockets.push(socket);
  }
  return sockets.slice(0, count);
}

answerParent(async ({ port, connections, requests, expected }: LoadOrder): Promise<LoadFigures> => {
  const waiting = requests.map(bytesOf).values();
  const sockets = await socketsTo(port, connections);
  const took: number[] = [];
  const began = performance.now();
  const run = async (socket: Socket): Promise<void> => {
    for (const bytes of waiting) {
      const sentAt = performance.now();
      await send(socket, bytes, expected);
      took.push(performance.now() - sentAt);
    }
  };
  await awake(Promise.all(sockets.map(run)));
  const seconds = (performance.now() - began) / 1000;
  return { seconds, took: spreadOf(took) };
});
