/** Change of number: the old one keeps until the new one is proven, and is proven once more itself. A lost one has a way of its own. */
import express, { type Request, type RequestHandler, type Response } from 'express';
import { callVerificationRouter, requireVerifiedPhone } from 'express-call-verification';
import { type App, type AppOptions, createApp as createAppWithSessions, type User } from './sessions.js';

/** How long whoever still has the old number can stop a change without it. */
export const WAIT_MS = 7 * 24 * 60 * 60 * 1000;

/** A change that waits, because the old number cannot be proven. */
interface Move {
  readonly phone: string;
  readonly askedAt: number;
}

export interface ChangeNumberOptions extends AppOptions {
  /** Tells the owner of an old number what happens to it: a message to that number, and by every other way that you have. */
  readonly notify: (phone: string, what: 'changed' | 'change_asked') => void;
}

/** A token from the body: there are two, and a request has only one header for them. */
const tokenIn =
  (member: 'oldToken' | 'newToken') =>
  (req: Request): string | undefined => {
    const token: unknown = req.body?.[member];
    return typeof token === 'string' ? token : undefined;
  };

export function createApp({ notify, ...options }: ChangeNumberOptions): App {
  const now = options.clock ?? Date.now;
  const signedIn = createAppWithSessions(options);
  const { app, calls, users, userOf } = signedIn;
  /** By the user's id; kept with the user in your database. */
  const moves = new Map<string, Move>();
  /** The `txn` of each proof that has begun a change: it begins no other. Kept as long as its token is good. */
  const begun = new Set<string>();

  const ofUser =
    (handlerFor: (user: User) => RequestHandler): RequestHandler =>
    (req, res, next) => {
      const user = userOf(req);
      if (user === undefined) return void res.sendStatus(401);
      return handlerFor(user)(req, res, next);
    };
  // The user's id is in the purposes, so nobody's tokens change the number of another user.
  const leaving = ({ id }: User): string => `leave-number:${id}`;
  const joining = ({ id }: User): string => `new-number:${id}`;

  /** Calls the number that the user has, whatever number the page sends. */
  app.use(
    '/number/old/call',
    ofUser((user) =>
      callVerificationRouter(calls, {
        purpose: leaving(user),
        start: {
          input: (req) => {
            const { verificationId, method } = req.body;
            return verificationId === undefined ? { phone: user.phone, method } : { verificationId, method };
          },
        },
      }),
    ),
  );
  /** Calls the number that the user wants. */
  app.use(
    '/number/new/call',
    ofUser((user) => callVerificationRouter(calls, { purpose: joining(user) })),
  );

  const oldIsProven = ofUser((user) =>
    requireVerifiedPhone(calls, { purpose: leaving(user), phone: () => user.phone, token: tokenIn('oldToken') }),
  );
  const newIsProven = ofUser((user) => requireVerifiedPhone(calls, { purpose: joining(user), token: tokenIn('newToken') }));

  /** A sign-in with the old number has shown that it is not lost. */
  function pendingOf(user: User): Move | undefined {
    const move = moves.get(user.id);
    return move === undefined || user.provenAt > move.askedAt ? undefined : move;
  }

  /** The number of the token, never one from the body. */
  function changeTo(user: User, req: Request, res: Response): void {
    const phone = req.verifiedPhone?.phone_number ?? '';
    // A number has one user. In a database the unique index says so, also to two requests at once.
    if ([...users.values()].some((other) => other.phone === phone && other !== user)) return void res.status(409).json({ isTaken: true });
    const old = user.phone;
    user.phone = phone;
    user.provenAt = now();
    moves.delete(user.id);
    if (old !== phone) notify(old, 'changed');
    res.json({ phone });
  }

  app.put(
    '/number',
    express.json(),
    oldIsProven,
    newIsProven,
    ofUser((user) => (req, res) => changeTo(user, req, res)),
  );

  /** The old number is lost: the new one is written down, its owner is told, and nothing changes yet. */
  app.post(
    '/number/lost',
    express.json(),
    newIsProven,
    ofUser((user) => (req, res) => {
      const { phone_number: phone = '', txn = '' } = req.verifiedPhone ?? {};
      const pending = pendingOf(user);
      // Its owner is told once for each proof, and a change that waits is not replaced by another: it must be stopped first.
      if (pending === undefined ? begun.has(txn) : pending.phone !== phone) return void res.sendStatus(409);
      const move = pending ?? { phone, askedAt: now() };
      if (pending === undefined) {
        begun.add(txn);
        moves.set(user.id, move);
        notify(user.phone, 'change_asked');
      }
      res.status(202).json({ possibleFrom: new Date(move.askedAt + WAIT_MS).toISOString() });
    }),
  );
  /** After the wait, with a new proof of the same number. */
  app.put(
    '/number/lost',
    express.json(),
    newIsProven,
    ofUser((user) => (req, res) => {
      const move = pendingOf(user);
      if (move === undefined || move.phone !== req.verifiedPhone?.phone_number) return void res.sendStatus(404);
      if (now() < move.askedAt + WAIT_MS) return void res.sendStatus(425);
      return changeTo(user, req, res);
    }),
  );
  /** Whoever has a session of the user stops it. */
  app.delete(
    '/number/lost',
    ofUser((user) => (_req, res) => {
      moves.delete(user.id);
      res.sendStatus(204);
    }),
  );
  return signedIn;
}
