/** The demo answers only under its own names: a page of a stranger whose name suddenly means 127.0.0.1 (DNS rebinding) gets nothing. */
import type { RequestHandler } from 'express';

const NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** The providers' reports come under a public address, through a tunnel. Their path is a secret, so no page knows it. */
const REPORTS = '/webhooks/calls/';

/** 421 (RFC 9110, 15.5.20) to requests for another host, or for none. */
export const ownHost: RequestHandler = function ownHostMiddleware(request, response, next) {
  const host = request.headers.host?.toLowerCase();
  const port = request.socket.localPort;
  const isOwn = NAMES.some((name) => host === `${name}:${port}` || (port === 80 && host === name));
  if (isOwn || request.path.startsWith(REPORTS)) return next();
  response.status(421).type('text').send(`This is the demo on this machine. Open http://127.0.0.1:${port}\n`);
};
