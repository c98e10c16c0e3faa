/** The frame of every endpoint: problems become answers, what nobody expected goes to the host's error handler. */
import type { NextFunction, Request, Response } from 'express';
import { type Problem, UNAVAILABLE } from '../contract/problems.js';
import { StoreFailure } from '../ports/store-failure.js';
import { sendProblem } from './problem-response.js';

/** Does the work of one request; a problem is for the frame to answer, `undefined` means that all is done. */
export type Work = (req: Request, res: Response, next: NextFunction) => Promise<Problem | undefined>;

/** Express 4 does not wait for promises, so the frame does. */
export function runEndpoint(work: Work, req: Request, res: Response, next: NextFunction): void {
  work(req, res, next)
    .catch((error: unknown) => {
      if (error instanceof StoreFailure) return UNAVAILABLE;
      throw error;
    })
    .then((problem) => {
      if (problem !== undefined) sendProblem(res, problem);
    })
    .catch(next);
}
