/** The frame of every endpoint: problems become answers, unexpected errors go to the host's error handler. */
import type { NextFunction, Request, Response } from 'express';
import { LEAVING, type Problem, UNAVAILABLE } from '../contract/problems.js';
import { StoreFailure } from '../ports/store-failure.js';
import type { Internals } from './internals.js';
import { letConnectionEnd } from './leaving-connection.js';
import { sendProblem } from './problem-response.js';

/** Does the work of one request. The frame answers a problem; `undefined` means that everything is done. */
export type Work = (req: Request, res: Response, next: NextFunction) => Promise<Problem | undefined>;

/** Express 4 does not wait for promises, so this does. A closed service answers before it reads anything. */
export function runEndpoint(
  { lifecycle }: Pick<Internals, 'lifecycle'>,
  work: Work,
  req: Request,
  res: Response,
  next: NextFunction,
): void {
  letConnectionEnd(lifecycle, req, res);
  const answer = lifecycle.refusesAll() ? Promise.resolve(LEAVING) : work(req, res, next);
  answer
    .catch((error: unknown) => {
      if (error instanceof StoreFailure) return UNAVAILABLE;
      throw error;
    })
    .then((problem) => {
      if (problem !== undefined) sendProblem(res, problem);
    })
    .catch(next);
}
