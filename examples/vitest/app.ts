/** An app that signs people in by a call. It is given its methods, so that a test can give it those of the simulator. */
import express from 'express';
import {
  type CallVerificationOptions,
  callVerificationRouter,
  callWebhooks,
  createCallVerification,
  requireVerifiedPhone,
} from 'express-call-verification';

export function createApp({ methods, secret = process.env.CALL_VERIFICATION_SECRET }: Pick<CallVerificationOptions, 'methods' | 'secret'>) {
  const calls = createCallVerification({ secret, countries: ['RU'], methods });
  const app = express();
  app.use('/webhooks/calls', callWebhooks(calls));
  app.use('/auth/call', callVerificationRouter(calls));
  app.get('/account', requireVerifiedPhone(calls), (req, res) => {
    res.json({ phone: req.verifiedPhone?.phone_number });
  });
  return { app, calls };
}
