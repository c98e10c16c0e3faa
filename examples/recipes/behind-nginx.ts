/** An app behind one nginx, whose configuration is examples/nginx/call-verification.conf. */
import express, { type Express } from 'express';
import {
  type CallVerification,
  type CallVerificationOptions,
  callVerificationRouter,
  callWebhooks,
  createCallVerification,
  requireVerifiedPhone,
} from 'express-call-verification';

export function createApp(options: CallVerificationOptions): { readonly app: Express; readonly calls: CallVerification } {
  const calls = createCallVerification(options);
  const app = express();
  // One proxy. Let the app listen on 127.0.0.1 only, so that everything comes through it.
  app.set('trust proxy', 1);
  app.use('/webhooks/calls', callWebhooks(calls));
  app.use('/auth/call', callVerificationRouter(calls));
  app.get('/account', requireVerifiedPhone(calls), (req, res) => {
    res.json({ phone: req.verifiedPhone?.phone_number });
  });
  return { app, calls };
}
