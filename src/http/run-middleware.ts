/** Runs another's middleware as one step of ours. */
import type { Request, RequestHandler, Response } from 'express';

/** Resolves when the middleware calls `next()`, rejects with what it calls `next` with. */
export function runMiddleware(middleware: RequestHandler, req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = (error?: unknown): void => (error === undefined || error === null ? resolve() : reject(error));
    Promise.resolve(middleware(req, res, next)).catch(reject);
  });
}
