/** Ends connections when the service leaves: a server cannot close while a browser or a proxy keeps one for its next request. */
import type { Request, RequestHandler, Response } from 'express';
import type { Lifecycle } from '../engine/lifecycle/lifecycle.js';

/** HTTP/2 has no such header, and ends its connections by itself. */
const hasOwnConnection = (req: Request): boolean => req.httpVersionMajor < 2;

/** Lets this connection end with its answer if the service leaves before the answer is sent (RFC 9112, 9.6). */
export function letConnectionEnd(lifecycle: Pick<Lifecycle, 'onLeaving'>, req: Request, res: Response): void {
  if (!hasOwnConnection(req)) return;
  const forget = lifecycle.onLeaving(() => {
    if (!res.headersSent) res.set('Connection', 'close');
  });
  // Some hosts report only one of the two.
  res.on('finish', forget).on('close', forget);
}

/** The same, as middleware in front of answers that need no store. */
export function connectionsEndWith(lifecycle: Pick<Lifecycle, 'onLeaving'>): RequestHandler {
  return function leavingConnectionMiddleware(req, res, next) {
    letConnectionEnd(lifecycle, req, res);
    next();
  };
}

/**
 * Ends the connection after this answer, whose header has been sent already, if the server takes no new ones any more. Before that the next
 * request of the client may be on its way over this connection, and `server.close()` ends it by itself.
 */
export function endConnectionAfter(req: Request, res: Response): void {
  // Once the answer is finished, Node takes the socket away from it.
  const { socket } = res;
  if (hasOwnConnection(req) && socket) res.once('finish', () => !isListening(socket) && socket.end());
}

/** Node notes on a socket the server that has accepted it. */
function isListening(socket: object): boolean {
  const { server } = socket as { readonly server?: { readonly listening?: boolean } };
  return server?.listening === true;
}
