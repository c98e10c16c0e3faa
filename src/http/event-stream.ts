/** Server-sent events over one response (WHATWG HTML, 9.2); its own code, because a stream must end cleanly at any moment. */
import type { Request, Response } from 'express';

export interface EventStream {
  /** False once either side has ended the stream: nothing may be written then. */
  isOpen(): boolean;
  send(event: string, document: object): void;
  end(): void;
}

/** Proxies close connections that are silent for about half a minute. */
const HEARTBEAT_MS = 15_000;

/** @param onClose called once, whichever side ends the stream, also if the client had left before */
export function openEventStream(req: Request, res: Response, onClose: () => void): EventStream {
  const isOpen = (): boolean => !res.writableEnded && !res.destroyed && !req.destroyed;
  const write = (text: string): void => {
    if (isOpen()) res.write(text);
  };
  const heartbeat = setInterval(() => write(':\n\n'), HEARTBEAT_MS).unref();
  let isClosed = false;
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    clearInterval(heartbeat);
    onClose();
  };
  res.once('close', close);
  // A broken connection is an ordinary end.
  res.on('error', close);
  if (!isOpen()) close();
  // Compression would hold events back until its buffer is full.
  res.status(200).set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' });
  if (isOpen()) res.flushHeaders();
  return {
    isOpen,
    send: (event, document) => write(`event: ${event}\ndata: ${JSON.stringify(document)}\n\n`),
    end() {
      close();
      if (isOpen()) res.end();
    },
  };
}
