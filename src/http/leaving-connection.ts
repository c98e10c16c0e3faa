/** Ends connections when the service leaves: a server cannot close while a browser or a proxy keeps one for its next request. */
import type { Request, RequestHandler, Response } from 'express';
import type { Lifecycle } from '../engine/lifecycle/lifecycle.js';

/** HTTP/2 has no such header, and ends its connections by itself. */
const hasOwnConnection = (req: Request): boolean => req.httpVersionMajor < 2;

/** Lets this connection end with the answer that is sent now, if the service leaves (RFC 9112, 9.6). */
export function endConnectionIfLeaving({ stage }: Pick<Lifecycle, 'stage'>, req: Request, res: Response): void {
  if (stage !== 'open' && hasOwnConnection(req) && !res.headersSent) res.setHeader('Connection', 'close');
}

/** The same, for an answer that the host sends later: also if the service leaves until then. */
export function letConnectionEnd(lifecycle: Pick<Lifecycle, 'stage' | 'onLeaving'>, req: Request, res: Response): void {
  const forget = lifecycle.onLeaving(() => endConnectionIfLeaving(lifecycle, req, res));
  // Some hosts report only one of the two.
  res.on('finish', forget).on('close', forget);
}

/** The same, as middleware in front of answers that are sent at once. */
export function connectionsEndWith(lifecycle: Pick<Lifecycle, 'stage'>): RequestHandler {
  return function leavingConnectionMiddleware(req, res, next) {
    endConnectionIfLeaving(lifecycle, req, res);
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
