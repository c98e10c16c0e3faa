/** The frame of every endpoint: problems become answers, unexpected errors go to the host's error handler. */
import type { NextFunction, Request, Response } from 'express';
import { LEAVING, type Problem, UNAVAILABLE } from '../contract/problems.js';
import { StoreFailure } from '../ports/store-failure.js';
import type { Internals } from './internals.js';
import { letConnectionEnd } from './leaving-connection.js';
import { sendProblem } from './problem-response.js';

/** Does the work of one request. The frame answers a problem; `undefined` means that everything is done. */
export type Work = (req: Request, res: Response, next: NextFunction) => Promise<Problem | undefined>;

/** Express 4 does not wait for promises, so this does. */
export function runEndpoint(
  { lifecycle }: Pick<Internals, 'lifecycle'>,
  work: Work,
  req: Request,
  res: Response,
  next: NextFunction,
): void {
  letConnectionEnd(lifecycle, req, res);
  const answer = async (): Promise<void> => {
    // A closed service answers before it reads anything.
    const problem = lifecycle.refusesAll() ? LEAVING : await problemOf(work(req, res, next));
    if (problem !== undefined) sendProblem(res, problem);
  };
  answer().catch(next);
}

async function problemOf(working: Promise<Problem | undefined>): Promise<Problem | undefined> {
  try {
    return await working;
  } catch (error) {
    if (error instanceof StoreFailure) return UNAVAILABLE;
    throw error;
  }
}
