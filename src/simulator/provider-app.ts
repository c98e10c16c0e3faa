/** The Express app around simulated endpoints. */
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { ProviderEndpoint } from './provider-endpoint.js';
import type { createExchange } from './provider-exchange.js';

type Exchange = ReturnType<typeof createExchange>;

const BODY_LIMIT = '64kb';

/** A body that cannot be read (too long, incomplete, in an unknown encoding) gets only a status as answer. */
const answerError: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (res.headersSent) return void next(error);
  const status = typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' ? error.status : 500;
  res.status(status).json({ status: 'error', code: status });
};

export function createProviderApp(endpoints: readonly ProviderEndpoint[], exchange: Exchange): Express {
  const app = express();
  app.disable('x-powered-by');
  // MobilGroup's address ends in a slash. If a client forgets it, or the case of confirmationCall, it should notice here.
  app.enable('strict routing');
  app.enable('case sensitive routing');
  app.use(express.text({ type: () => true, limit: BODY_LIMIT }));
  for (const endpoint of endpoints) {
    app.post(endpoint.path, exchange(endpoint));
    app.all(endpoint.path, (_req, res) => void res.status(405).set('Allow', 'POST').json({ status: 'error', code: 405 }));
  }
  app.use((_req, res) => void res.status(404).json({ status: 'error', code: 404 }));
  app.use(answerError);
  return app;
}
