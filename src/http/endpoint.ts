/** The frame of every endpoint: problems become answers, unexpected errors go to the host's error handler. */
import type { NextFunction, Request, Response } from 'express';
import { type Problem, UNAVAILABLE } from '../contract/problems.js';
import { StoreFailure } from '../ports/store-failure.js';
import { sendProblem } from './problem-response.js';

/** Does the work of one request. The frame answers a problem; `undefined` means that everything is done. */
export type Work = (req: Request, res: Response, next: NextFunction) => Promise<Problem | undefined>;

/** Express 4 does not wait for promises, so this does. */
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
