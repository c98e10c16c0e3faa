/** Leaves a result to the host's next handler, which answers. */
import type { NextFunction, Request, Response } from 'express';
import type { Internals } from './internals.js';
import './express-request.js';
import { letConnectionEnd } from './leaving-connection.js';

export function passOn(
  { lifecycle }: Pick<Internals, 'lifecycle'>,
  result: NonNullable<Request['callVerification']>,
  req: Request,
  res: Response,
  next: NextFunction,
): void {
  letConnectionEnd(lifecycle, req, res);
  req.callVerification = result;
  // The host's own answer will contain a sign-in.
  res.set('Cache-Control', 'no-store');
  next();
}
