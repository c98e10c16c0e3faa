/** Sign-up and sign-in with express-session: whoever proves a number gets a session of its user. */
import { randomUUID } from 'node:crypto';
import express, { type Express, type Request, type RequestHandler } from 'express';
import {
  type CallVerification,
  type CallVerificationOptions,
  callVerificationRouter,
  callWebhooks,
  createCallVerification,
} from 'express-call-verification';
import session from 'express-session';

declare module 'express-session' {
  interface SessionData {
    /** When the session began. A session without it is not kept, and has another id at the next request. */
    beganAt: number;
    userId?: string;
    /** The session that a sign-in put in the place of this one. */
    followedBy?: string;
  }
}

export interface User {
  readonly id: string;
  phone: string;
  name?: string;
  /** When somebody last proved the number. */
  provenAt: number;
}

export interface AppOptions extends CallVerificationOptions {
  readonly sessionSecret: string;
  /** @default the memory of this process, which is for trying only */
  readonly sessionStore?: session.Store;
}

export interface App {
  readonly app: Express;
  readonly calls: CallVerification;
  /** By id. Your database, in which no two users have the same phone. */
  readonly users: Map<string, User>;
  userOf(req: Request): User | undefined;
}

export function createApp({ sessionSecret, sessionStore, ...options }: AppOptions): App {
  const now = options.clock ?? Date.now;
  const users = new Map<string, User>();
  const calls = createCallVerification({
    ...options,
    // Only the session that began a verification can go on with it.
    bindTo: (req) => (req.session.beganAt === undefined ? undefined : req.session.id),
  });

  const app = express();
  app.use('/webhooks/calls', callWebhooks(calls)); // the providers have no session
  app.use(
    session({
      secret: sessionSecret,
      resave: false,
      saveUninitialized: false,
      // `auto` is secure over HTTPS. Behind a proxy that needs `trust proxy`.
      cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto' },
      ...(sessionStore === undefined ? {} : { store: sessionStore }),
    }),
  );

  /** What is written to a session keeps it, so the check comes with the id of the start. */
  const keepSession: RequestHandler = (req, _res, next) => {
    req.session.beganAt ??= now();
    next();
  };

  const signIn: RequestHandler = (req, res, next) => {
    const verified = req.callVerification;
    // The route knows no such path; or the number is one of `testNumbers`, which prove nothing.
    if (verified?.status !== 'verified' || verified.test) return void res.sendStatus(404);
    const { id, cookie, beganAt = now(), followedBy } = req.session;
    // A new id: whoever knew the one before, or has planted it in this browser, is not signed in with it.
    req.session.regenerate((error?: unknown) => {
      if (error) return next(error);
      const user = findByPhone(verified.phone) ?? addUser(verified.phone);
      user.provenAt = now();
      req.session.beganAt = now();
      req.session.userId = user.id;
      // The old session stays, and nobody is signed in with it. If this answer is lost, its cookie is lost, too: then the browser repeats
      // the check with the old one, comes here again, and gets a session instead of the one that it never heard of.
      if (verified.isRepeat && followedBy !== undefined) req.sessionStore.destroy(followedBy);
      req.sessionStore.set(id, { cookie, beganAt, followedBy: req.session.id }, (failed?: unknown) => {
        if (failed) return next(failed);
        res.json({ phone: user.phone, isNew: user.name === undefined });
      });
    });
  };
  app.post('/auth/call', keepSession);
  app.use('/auth/call', callVerificationRouter(calls, { check: { passThrough: true } }), signIn);

  function findByPhone(phone: string): User | undefined {
    return [...users.values()].find((user) => user.phone === phone);
  }
  function addUser(phone: string): User {
    const user: User = { id: randomUUID(), phone, provenAt: now() };
    users.set(user.id, user);
    return user;
  }
  const userOf = (req: Request): User | undefined => users.get(req.session.userId ?? '');

  app.get('/account', (req, res) => {
    const user = userOf(req);
    if (user === undefined) return void res.sendStatus(401);
    res.json({ phone: user.phone, name: user.name });
  });
  /** The rest of a sign-up. */
  app.put('/account', express.json(), (req, res) => {
    const user = userOf(req);
    const name: unknown = req.body?.name;
    if (user === undefined) return void res.sendStatus(401);
    if (typeof name !== 'string' || name === '' || name.length > 100) return void res.sendStatus(400);
    user.name = name;
    res.sendStatus(204);
  });
  app.post('/sign-out', (req, res, next) => {
    req.session.destroy((error?: unknown) => {
      if (error) next(error);
      else res.sendStatus(204);
    });
  });
  return { app, calls, users, userOf };
}
