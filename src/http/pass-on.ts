/** Leaves a result to the host's next handler, which answers. */
import type { NextFunction, Request, Response } from 'express';
import './express-request.js';

export function passOn(result: NonNullable<Request['callVerification']>, req: Request, res: Response, next: NextFunction): void {
  req.callVerification = result;
  // The host's own answer will contain a sign-in.
  res.set('Cache-Control', 'no-store');
  next();
}
