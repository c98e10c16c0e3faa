/** The frame of every endpoint: it sends the answer, and unexpected errors go to the host's error handler. */
import type { NextFunction, Request, Response } from 'express';
import { LEAVING, type Problem, UNAVAILABLE } from '../contract/problems.js';
import { StoreFailure } from '../ports/store-failure.js';
import type { Internals } from './internals.js';
import { endConnectionIfLeaving, letConnectionEnd } from './leaving-connection.js';
import { type Answer, sendAnswer, sendProblem } from './problem-response.js';

/** Does the work of one request. The frame sends what it returns; `undefined` means that everything is done. */
export type Work = (req: Request, res: Response, next: NextFunction) => Promise<Answer | Problem | undefined>;

/** Express 4 does not wait for promises, so this does. */
export function runEndpoint(
  { lifecycle }: Pick<Internals, 'lifecycle'>,
  work: Work,
  req: Request,
  res: Response,
  next: NextFunction,
): void {
  const run = async (): Promise<void> => {
    // A closed service answers before it reads anything.
    const answer = lifecycle.refusesAll() ? LEAVING : await answerOf(work(req, res, next));
    if (answer === undefined) return;
    endConnectionIfLeaving(lifecycle, req, res);
    if (answer.ok) sendAnswer(res, answer);
    else sendProblem(res, answer);
  };
  run().catch((error: unknown) => {
    letConnectionEnd(lifecycle, req, res);
    next(error);
  });
}

async function answerOf(working: Promise<Answer | Problem | undefined>): Promise<Answer | Problem | undefined> {
  try {
    return await working;
  } catch (error) {
    if (error instanceof StoreFailure) return UNAVAILABLE;
    throw error;
  }
}
