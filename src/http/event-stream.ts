/** Server-sent events over one response (WHATWG HTML, 9.2); its own code, because a stream must end cleanly at any moment. */
import type { Response } from 'express';

export interface EventStream {
  /** False once either side has ended the stream: nothing may be written then. */
  isOpen(): boolean;
  send(event: string, document: object): void;
  end(): void;
}

/** Proxies close connections that are silent for about half a minute. */
const HEARTBEAT_MS = 15_000;

/** @param onClose called once, whichever side ends the stream, also if the client had left before */
export function openEventStream(res: Response, onClose: () => void): EventStream {
  let isClosed = false;
  const isOpen = (): boolean => !isClosed && !res.writableEnded && !hasLeft(res);
  const write = (text: string): void => {
    if (isOpen()) res.write(text);
  };
  const heartbeat = setInterval(() => write(':\n\n'), HEARTBEAT_MS).unref();
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
      const wasOpen = isOpen();
      close();
      if (wasOpen) res.end();
    },
  };
}

/**
 * Whether the client is gone. Its request does not tell: it is destroyed, too, once something has read it to its end. A response of HTTP/2
 * has a stream instead of `destroyed`.
 */
function hasLeft(res: Response): boolean {
  const { stream } = res as { readonly stream?: { readonly destroyed: boolean } };
  return res.destroyed || stream?.destroyed === true;
}
