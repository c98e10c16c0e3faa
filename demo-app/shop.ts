/** The shop: an Express app that signs people in by a call, written as a user of the package writes it. */
import express, { type Express } from 'express';
import { callVerificationRouter, callWebhooks, createCallVerification, requireVerifiedPhone } from 'express-call-verification';

export type CallVerification = ReturnType<typeof createCallVerification>;

/** What differs between the demo and a shop in the street; all else is the package's default. */
export type ShopOptions = Pick<
  Parameters<typeof createCallVerification>[0],
  'secret' | 'methods' | 'store' | 'onEvent' | 'limits' | 'ipLimits' | 'resendDelaysSeconds' | 'clock'
>;

/** Where the shop has customers. */
export const COUNTRIES: readonly string[] = ['RU', 'SK'];

export interface Shop {
  readonly app: Express;
  readonly calls: CallVerification;
}

export function createShop(options: ShopOptions): Shop {
  const calls = createCallVerification({ ...options, countries: COUNTRIES });
  const app = express();
  app.disable('x-powered-by');

  app.use('/auth/call', callVerificationRouter(calls));
  app.use('/webhooks/calls', callWebhooks(calls));

  // Whatever needs a proven number stands behind the guard.
  app.get('/account', requireVerifiedPhone(calls), (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ customer: 'Ada', favourite: 'Lapsang souchong', points: 42 });
  });

  return { app, calls };
}
