/** Step-up for a payment: a token that was got for one payment pays this payment, at this amount, to this payee, once. */
import { createHash, randomUUID } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { callVerificationRouter, requireVerifiedPhone } from 'express-call-verification';
import { type App, type AppOptions, createApp as createAppWithSessions, type User } from './sessions.js';

export interface Payment {
  readonly id: string;
  readonly userId: string;
  payee: string;
  /** In the smallest unit of the currency, so that it is a whole number. */
  amount: number;
  currency: string;
  /** What paid it: the `txn` of the verification. */
  paidBy?: string;
}

/** Another one for each payment, and another one as soon as the payment changes. At most 64 characters, and nothing can be read in it. */
function purposeOf({ id, payee, amount, currency }: Payment): string {
  return `payment:${createHash('sha256')
    .update(JSON.stringify([id, payee, amount, currency]))
    .digest('base64url')}`;
}

export function createApp(options: AppOptions): App & { readonly payments: Map<string, Payment> } {
  const signedIn = createAppWithSessions(options);
  const { app, calls, userOf } = signedIn;
  const payments = new Map<string, Payment>();

  /** A handler for this payment. It is made at each request, because its purpose is; that is cheap. */
  const ofPayment =
    (handlerFor: (payment: Payment, user: User) => RequestHandler): RequestHandler =>
    (req, res, next) => {
      const user = userOf(req);
      const payment = payments.get(String(req.params['id']));
      if (user === undefined) return void res.sendStatus(401);
      if (payment?.userId !== user.id) return void res.sendStatus(404);
      return handlerFor(payment, user)(req, res, next);
    };

  app.post('/payments', express.json(), (req, res) => {
    const user = userOf(req);
    if (user === undefined) return void res.sendStatus(401);
    const { payee, amount, currency }: Readonly<Record<string, unknown>> = req.body ?? {};
    const isFine = typeof payee === 'string' && payee !== '' && Number.isSafeInteger(amount) && Number(amount) > 0;
    if (!isFine || typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) return void res.sendStatus(400);
    const payment: Payment = { id: randomUUID(), userId: user.id, payee, amount: Number(amount), currency };
    payments.set(payment.id, payment);
    res.status(201).json({ id: payment.id });
  });

  /** Calls the user's own number, whatever number the page sends. */
  app.use(
    '/payments/:id/call',
    ofPayment((payment, user) =>
      callVerificationRouter(calls, {
        purpose: purposeOf(payment),
        start: {
          input: (req) => {
            const { verificationId, method } = req.body;
            return verificationId === undefined ? { phone: user.phone, method } : { verificationId, method };
          },
        },
      }),
    ),
  );

  app.post(
    '/payments/:id/pay',
    ofPayment((payment, user) => {
      const isApproved = requireVerifiedPhone(calls, { purpose: purposeOf(payment), phone: () => user.phone });
      // It pays what the token was checked for. Loaded once more, the payment could be another one by now.
      return (req, res, next) => isApproved(req, res, (error?: unknown) => (error ? next(error) : pay(payment, req, res)));
    }),
  );

  function pay(payment: Payment, req: Request, res: Response): void {
    const { txn = '' } = req.verifiedPhone ?? {};
    // One step, so that of two requests at once only one pays. In a database: UPDATE payments SET paid_by = $txn
    // WHERE id = $id AND paid_by IS NULL AND payee = $payee AND amount = $amount AND currency = $currency, with all four of `payment`.
    payment.paidBy ??= txn;
    // The same verification again is a repeat, whose first answer was lost. Another one has come too late.
    res.status(payment.paidBy === txn ? 200 : 409).json({ isPaid: true });
  }
  return { ...signedIn, payments };
}
