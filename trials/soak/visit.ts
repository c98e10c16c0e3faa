/** One person who signs in: asks for a call, watches how it goes, types the code, or goes away, as people do. */
import { randomBytes } from 'node:crypto';
import type { ProviderSimulator, VirtualTelephone } from '../../src/simulator/index.js';
import type { Browser, OpenStream, Reply } from './browser.js';

export interface VisitContext {
  readonly browser: Browser;
  readonly simulator: ProviderSimulator;
  readonly seen: (what: 'start' | 'check' | 'cancel' | 'status' | 'stream', reply: Pick<Reply, 'status' | 'ms'>, begunAt: number) => void;
  /** False once all go home. */
  readonly isOpen: () => boolean;
  /** Resolves early when all go home. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

const SIGN_IN = '/auth/call';
/** A person looks at the page for so long. */
const PATIENCE_MS = 20_000;
const AGAIN_AFTER_MS = 31_000;

/** How often people do what. The rest is what the form is made for. */
const SHARES = {
  withKey: 0.7,
  sentTwice: 0.05,
  byVoice: 0.2,
  watching: 0.7,
  leavesInTheMiddle: 0.15,
  cancels: 0.05,
  forgets: 0.1,
  callsAgain: 0.04,
  mistypes: 0.15,
  looksOnce: 0.1,
} as const;

const happens = (share: keyof typeof SHARES): boolean => Math.random() < SHARES[share];
const between = (low: number, high: number): number => low + Math.random() * (high - low);

export async function visit(context: VisitContext, phone: string, address: string): Promise<void> {
  const { browser, simulator, seen, pause } = context;
  const headers = { 'x-forwarded-for': address };
  const telephone = simulator.telephone(phone);
  const byVoice = happens('byVoice');
  telephone.mood = byVoice ? 'answers' : 'rings';

  const ask = async (what: Parameters<VisitContext['seen']>[0], asking: Parameters<Browser['ask']>[0]): Promise<Reply> => {
    const begunAt = Date.now();
    const reply = await browser.ask({ ...asking, headers: { ...headers, ...asking.headers } });
    // Whose connection is cut because all go home saw nothing.
    if (context.isOpen()) seen(what, reply, begunAt);
    return reply;
  };
  const key = (): { readonly 'idempotency-key'?: string } =>
    happens('withKey') ? { 'idempotency-key': randomBytes(16).toString('base64url') } : {};
  const start = async (json: object): Promise<Reply> => {
    const asking = { method: 'POST', path: SIGN_IN, headers: key(), json } as const;
    const reply = await ask('start', asking);
    return 'idempotency-key' in asking.headers && happens('sentTwice') ? ask('start', asking) : reply;
  };

  const started = await start({ phone, ...(byVoice ? { method: 'voice_call' } : {}) });
  const verificationId = started.body['verificationId'];
  if (started.status !== 202 || typeof verificationId !== 'string') return;
  const reference = { 'verification-id': verificationId };

  const watching = happens('watching') ? watch(context, { ...headers, ...reference }) : undefined;
  await pause(between(500, 2500));
  if (!byVoice) useTelephone(telephone);
  if (happens('looksOnce')) await ask('status', { method: 'GET', path: `${SIGN_IN}/status`, headers: reference });
  await pause(between(1500, 12_000));
  if (happens('cancels')) {
    await ask('cancel', { method: 'DELETE', path: SIGN_IN, headers: reference });
  } else if (!happens('forgets')) {
    if (happens('callsAgain')) {
      await pause(AGAIN_AFTER_MS);
      await start({ verificationId });
    }
    const right = byVoice ? telephone.heard : telephone.shown?.slice(-4);
    if (right !== undefined && context.isOpen()) {
      const check = (code: string): Promise<Reply> =>
        ask('check', { method: 'POST', path: `${SIGN_IN}/check`, headers: key(), json: { verificationId, code } });
      if (happens('mistypes')) {
        await check(String((Number(right) + 1) % 10_000).padStart(4, '0'));
        await pause(between(1000, 3000));
      }
      await check(right);
    }
  }
  await watching;
}

/** Until the verification is over, the person's patience is, or the page is gone without a word. */
async function watch({ browser, seen, isOpen, pause }: VisitContext, headers: Readonly<Record<string, string>>): Promise<void> {
  const begunAt = Date.now();
  const began = performance.now();
  const stream: OpenStream = await browser.openStream(`${SIGN_IN}/status`, headers);
  if (!isOpen()) return;
  seen('stream', { status: stream.status, ms: performance.now() - began }, begunAt);
  if (stream.status !== 200) return stream.leave('closes');
  const leavesEarly = happens('leavesInTheMiddle');
  const isOver = await Promise.race([
    stream.over.then(() => true),
    pause(leavesEarly ? between(500, 6000) : PATIENCE_MS).then(() => false),
  ]);
  if (isOver) return;
  stream.leave(leavesEarly ? ((['resets', 'closes', 'sleeps'] as const)[Math.floor(Math.random() * 3)] ?? 'resets') : 'closes');
}

function useTelephone(telephone: VirtualTelephone): void {
  if (telephone.ring === undefined) return;
  const choice = Math.random();
  // The others let it ring.
  if (choice < 0.3) telephone.decline();
  else if (choice < 0.6) telephone.answer();
}
