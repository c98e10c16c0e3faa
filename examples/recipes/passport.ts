/** Passport: a strategy that takes the token of a verified number, and signs its user in. */
import { randomUUID } from 'node:crypto';
import express from 'express';
import {
  type CallVerification,
  type CallVerificationOptions,
  callVerificationRouter,
  callWebhooks,
  createCallVerification,
  type PhoneTokenClaims,
} from 'express-call-verification';
import session from 'express-session';
import { Passport, type Strategy } from 'passport';

interface PhoneUser {
  readonly id: string;
  readonly phone: string;
}

declare global {
  namespace Express {
    // Passport's own name for what `req.user` is.
    interface User extends PhoneUser {}
  }
}

/** `passport.use(createCallStrategy(…))`, then `passport.authenticate('call')`. A request brings the token as `Authorization: Bearer …`. */
function createCallStrategy(
  calls: CallVerification,
  findUser: (claims: PhoneTokenClaims) => Promise<Express.User>,
  { purpose = 'sign-in' } = {},
): Strategy {
  return {
    name: 'call',
    authenticate(req) {
      const [, token] = /^Bearer +(\S+) *$/i.exec(req.headers.authorization ?? '') ?? [];
      if (token === undefined) return this.fail('Bearer', 401);
      // Signature, algorithm, type, issuer, audience and times are checked here, purpose and `test` are left to the host.
      const claims = calls.verifyToken(token);
      const isGood = claims !== undefined && claims.purpose === purpose && claims.test !== true;
      if (!isGood) return this.fail('Bearer error="invalid_token"', 401);
      findUser(claims).then(
        (user) => this.success(user),
        (error: unknown) => this.error(error),
      );
    },
  };
}

export interface AppOptions extends CallVerificationOptions {
  readonly sessionSecret: string;
}

export function createApp({ sessionSecret, ...options }: AppOptions): { readonly app: express.Express; readonly calls: CallVerification } {
  const calls = createCallVerification(options);
  /** By phone. Your database. */
  const users = new Map<string, PhoneUser>();

  const passport = new Passport();
  passport.use(
    createCallStrategy(calls, async ({ phone_number: phone }) => {
      const user = users.get(phone) ?? { id: randomUUID(), phone };
      users.set(phone, user);
      return user;
    }),
  );
  passport.serializeUser((user, done) => done(null, user.id));
  passport.deserializeUser((id, done) => done(null, [...users.values()].find((user) => user.id === id) ?? false));

  const app = express();
  app.use('/webhooks/calls', callWebhooks(calls));
  app.use('/auth/call', callVerificationRouter(calls));
  app.use(
    session({
      secret: sessionSecret,
      resave: false,
      saveUninitialized: false,
      cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto' },
    }),
  );
  app.use(passport.session());
  // Passport gives the session a new id here, so nobody who knew the old one is signed in.
  app.post('/sign-in', passport.authenticate('call'), (req, res) => void res.json({ phone: req.user?.phone }));
  app.get('/account', (req, res) => {
    if (req.user === undefined) return void res.sendStatus(401);
    res.json({ phone: req.user.phone });
  });
  app.post('/sign-out', (req, res, next) => {
    req.logout((error: unknown) => {
      if (error) next(error);
      else res.sendStatus(204);
    });
  });
  return { app, calls };
}
