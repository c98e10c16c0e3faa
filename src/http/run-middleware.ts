/** Runs other middleware as one step. */
import type { Request, RequestHandler, Response } from 'express';

/** Resolves when the middleware calls `next()`; rejects with the argument of `next`. */
export function runMiddleware(middleware: RequestHandler, req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = (error?: unknown): void => (error === undefined || error === null ? resolve() : reject(error));
    Promise.resolve(middleware(req, res, next)).catch(reject);
  });
}
