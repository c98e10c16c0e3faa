/** What a story is told with: the person's requests, the telephone in their hand, and lines that say what happens. */
import type { CallbackEvent, TelephoneMood, VirtualTelephone } from 'express-call-verification/simulator';
import { DEMO_NUMBER, type Demo } from './start-demo.js';
import type { Terminal } from './terminal.js';

/** A story that did not go as it should; the message is for the reader of the terminal. */
export class StoryFailed extends Error {
  override readonly name = 'StoryFailed';
}

type Fields = Readonly<Record<string, unknown>>;

export interface Stage {
  readonly telephone: VirtualTelephone;
  /** Asks for a call. */
  start(): Promise<void>;
  /** Asks for a call to a telephone that takes none now, and waits until the app knows that it failed. */
  startInVain(mood: TelephoneMood): Promise<void>;
  /** Asks for another way, once that is possible. */
  again(method: string): Promise<void>;
  /** The telephone rings: its calling number. */
  ring(): Promise<string>;
  /** Does something with the telephone, and waits until the provider has reported the call. */
  actAndAwaitReport(said: string, act: () => void): Promise<void>;
  /** Tries a code that is not the one, and is refused. */
  checkWrong(right: string): Promise<void>;
  /** A check that comes too early. */
  checkAwaiting(): Promise<void>;
  /** Checks, decodes the token, and opens what it guards. */
  signIn(code?: string): Promise<void>;
  say(from: string, to: string, text: string): void;
}

export function createStage(demo: Demo, { dim, accent, write }: Terminal): Stage {
  const { simulator } = demo;
  if (simulator === undefined) throw new StoryFailed('the story is told on simulated telephones only');
  const telephone = simulator.telephone(DEMO_NUMBER.replaceAll(' ', ''));
  let verificationId = '';
  let retryAt = '';

  const say = (from: string, to: string, text: string): void => write(`     ${dim(`${from} → ${to}`.padEnd(22))} ${text}`);

  async function send(
    method: string,
    path: string,
    body: Fields | undefined,
    status: number,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Fields> {
    say('browser', 'app', `${method} ${path}${body === undefined ? '' : ` ${accent(shown(body))}`}`);
    const response = await fetch(demo.url + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Fields;
    // A problem's status is the line's first word already.
    const told = Object.entries(answer).filter(([name, value]) => TOLD.has(name) && value !== response.status);
    say('app', 'browser', `${response.status} ${told.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ')}`);
    if (response.status !== status) throw new StoryFailed(`${method} ${path} should answer ${status}, but answers ${response.status}`);
    return answer;
  }

  /** An id is whoever's has it: only its beginning is printed. */
  const shown = (body: Fields): string =>
    JSON.stringify({
      ...body,
      ...(typeof body['verificationId'] === 'string' && { verificationId: `${body['verificationId'].slice(0, 6)}…` }),
    });

  function sayReport({ body, status }: CallbackEvent): void {
    say('provider', 'app', `callback ${accent(body ?? '')}: ${status ?? 'no answer'}`);
    if (status !== 204) throw new StoryFailed('a callback should be answered 204');
  }

  function takeUp(answer: Fields): void {
    verificationId = String(answer['verificationId']);
    retryAt = String(answer['retryAt']);
  }

  return {
    telephone,
    say,
    async start() {
      takeUp(await send('POST', '/auth/call', { phone: DEMO_NUMBER }, 202));
    },
    async startInVain(mood) {
      telephone.mood = mood;
      const reported = simulator.next('callback');
      takeUp(await send('POST', '/auth/call', { phone: DEMO_NUMBER }, 202));
      say('telephone', 'provider', `is ${mood}`);
      sayReport(await reported);
      await send('GET', '/auth/call/status', undefined, 200, { 'Verification-Id': verificationId });
    },
    async again(method) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, Date.parse(retryAt) - Date.now())));
      takeUp(await send('POST', '/auth/call', { verificationId, method }, 202));
    },
    async ring() {
      const { caller } = await telephone.rings();
      say('provider', 'telephone', `rings, and shows ${accent(caller.replace(/^(\+7)(\d{3})(\d{3})/, '$1 $2 $3 '))}`);
      return caller;
    },
    async actAndAwaitReport(said, act) {
      const reported = simulator.next('callback');
      act();
      say('telephone', 'provider', said);
      sayReport(await reported);
    },
    async checkWrong(right) {
      const wrong = right.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
      await send('POST', '/auth/call/check', { verificationId, code: wrong }, 422);
    },
    async checkAwaiting() {
      await send('POST', '/auth/call/check', { verificationId }, 202);
    },
    async signIn(code) {
      const { token } = await send('POST', '/auth/call/check', { verificationId, ...(code === undefined ? {} : { code }) }, 200);
      const claims = JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString()) as Fields;
      say('token', 'decoded', CLAIMS.map((name) => `${name}: ${accent(JSON.stringify(claims[name]))}`).join(', '));
      if (claims['phone_number'] !== telephone.number) throw new StoryFailed('the token should name the number');
      await send('GET', '/account', undefined, 401);
      await send('GET', '/account', undefined, 200, { Authorization: `Bearer ${String(token)}` });
    },
  };
}

/** What of an answer is worth a line. */
const TOLD = new Set([
  'status',
  'method',
  'codeLength',
  'call',
  'checksLeft',
  'nextMethods',
  'code',
  'tokenType',
  'expiresIn',
  'customer',
  'retryAfterSeconds',
]);
const CLAIMS = ['phone_number', 'phone_number_verified', 'purpose', 'amr'];
