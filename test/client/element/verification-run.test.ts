/** A confirmation as it runs against a real server, without a page around it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { callVerificationRouter } from 'express-call-verification';
import { type CallVerificationClient, createCallVerificationClient, type VerificationStatus } from 'express-call-verification/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createVerificationKeeper } from '../../../src/client/element/kept-verification.js';
import { createVerificationRun, type VerificationRun } from '../../../src/client/element/verification-run.js';
import { registerSecret } from '../../support/secrets.js';
import { openShop, otherThan, type Shop, type ShopOptions } from '../../support/shop.js';

interface Running {
  readonly shop: Shop;
  readonly run: VerificationRun;
  readonly client: CallVerificationClient;
  /** How many checks reached the server, and how many were in flight at once. */
  readonly checks: { readonly sent: number; readonly together: number };
  /** Resolves when the run was told so by its watch. */
  told(is: (status: VerificationStatus) => boolean): Promise<void>;
  /** Answers of checks reach the run only after this. */
  holdAnswers(until: Promise<void>): void;
  /** The codes of the problems that the page was told. */
  readonly problems: readonly string[];
}

const CONFIRMATION: ShopOptions = { methods: ({ mcn }) => [mcn.confirmationCall({ confirmedBy: { field: 'dtmf', value: '9' } })] };
const PRESSED = { cause: 16, word: 'ANSWER', dtmf: '9' };

/** A verification whose telephone rings. */
async function openRun(options: ShopOptions = {}): Promise<Running> {
  const shop = await openShop({ ...options, routes: (app, calls) => void app.use('/phone', callVerificationRouter(calls)) });
  const client = createCallVerificationClient({ url: `${shop.url}/phone` });
  const checks = { sent: 0, together: 0 };
  let inFlight = 0;
  let held: Promise<void> = Promise.resolve();
  const listeners = new Set<(status: VerificationStatus) => void>();
  const problems: string[] = [];
  const run = createVerificationRun({
    client: {
      ...client,
      watch: (reference, onStatus, watching) =>
        client.watch(
          reference,
          (status) => {
            onStatus(status);
            for (const each of listeners) each(status);
          },
          watching,
        ),
      async check(request, asking) {
        checks.sent += 1;
        inFlight += 1;
        checks.together = Math.max(checks.together, inFlight);
        const answer = await client.check(request, asking);
        await held;
        inFlight -= 1;
        return answer;
      },
    },
    keeper: createVerificationKeeper(undefined),
    now: shop.now,
    onChange: () => undefined,
    onProblem: ({ code }) => problems.push(code),
    onChallenge: () => false,
    onHostAnswer: () => undefined,
  });
  onTestFinished(() => run.pause());
  await run.start(shop.phone);
  registerSecret(run.state.verificationId ?? '', 'a verification id');
  return {
    shop,
    run,
    client,
    checks,
    problems,
    told: (is) => new Promise((resolve) => listeners.add((status) => is(status) && resolve())),
    holdAnswers: (until) => {
      held = until;
    },
  };
}

const isVerified = ({ status }: VerificationStatus): boolean => status === 'verified';
const stepOf = (run: VerificationRun) => () => run.state.step;

describe('a confirmation', () => {
  it('asks once when 9 was pressed, and not again when it hears of its own success first', async () => {
    const { run, shop, checks, told, holdAnswers } = await openRun(CONFIRMATION);
    holdAnswers(told(isVerified));
    await shop.report(PRESSED);
    await expect.poll(stepOf(run)).toBe('verified');
    expect(run.state.verified?.phone).toBe(shop.phone);
    await sleep(100);
    expect(checks).toEqual({ sent: 1, together: 1 });
  });

  it('joins the question of the person and its own', async () => {
    const { run, shop, checks, told, holdAnswers, problems } = await openRun(CONFIRMATION);
    let letGo = (): void => undefined;
    holdAnswers(
      new Promise((resolve) => {
        letGo = resolve;
      }),
    );
    const answered = told(({ call }) => call.outcome === 'answered');
    await shop.report(PRESSED);
    await answered;
    await expect.poll(() => checks.sent).toBe(1);
    const pressed = run.check();
    expect(run.state.busy).toBe('check');
    letGo();
    await pressed;
    expect(run.state.step).toBe('verified');
    expect([checks, problems]).toEqual([{ sent: 1, together: 1 }, []]);
  });

  it('asks again at once when news came while a question was on its way', async () => {
    const { run, shop, checks, told, holdAnswers } = await openRun({ calls: { requireCallReport: true } });
    await run.check(shop.code());
    expect(run.state.isAwaiting).toBe(true);
    // The element asks by itself after a second; what it is told then is held back until the report is here.
    holdAnswers(told(({ call }) => call.outcome === 'no_answer'));
    await expect.poll(() => checks.sent).toBe(2);
    await sleep(100);
    await shop.report({ cause: 16, word: 'NO ANSWER' });
    await expect.poll(stepOf(run)).toBe('verified');
    expect(checks).toEqual({ sent: 3, together: 1 });
  });

  it('says so when another tab was given the token', async () => {
    const { run, shop, client } = await openRun();
    const { verificationId = '' } = run.state;
    expect(await client.check({ verificationId, code: shop.code() })).toMatchObject({ status: 'verified' });
    await expect.poll(stepOf(run)).toBe('ended');
    expect(run.state.reason).toBe('verified');
  });

  it('takes the answer of its own check though the end is told before', async () => {
    const { run, shop, told, holdAnswers } = await openRun();
    holdAnswers(told(isVerified).then(() => sleep(100)));
    await run.check(shop.code());
    expect(run.state.step).toBe('verified');
  });

  it('goes on after a wrong code', async () => {
    const { run, shop, problems } = await openRun();
    await run.check(otherThan(shop.code()));
    await run.check(shop.code());
    expect([run.state.step, problems]).toEqual(['verified', ['code_incorrect']]);
  });
});
