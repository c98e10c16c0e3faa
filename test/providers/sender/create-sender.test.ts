import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigurationError } from '../../../src/options/configuration-error.js';
import type { PlaceResult } from '../../../src/ports/method.js';
import { createSender, type SenderMessage, type SenderOptions } from '../../../src/providers/sender/create-sender.js';
import { SenderRefused } from '../../../src/providers/sender/sender-refused.js';
import { collectWarnings } from '../../support/collect-warnings.js';
import { startServer } from '../local-server.js';

const REQUEST = { phone: '+79157777777', code: '046372', purpose: 'sign-in', txn: 'the-txn', language: 'sk' };
const sender = (change: Partial<SenderOptions> = {}) => createSender({ name: 'acme', kind: 'sms', async send() {}, ...change });
const place = (send: SenderOptions['send'], change: Partial<SenderOptions> = {}): Promise<PlaceResult> =>
  sender({ send, ...change }).place(REQUEST, { fetch });
const throwing = (error: unknown): Promise<PlaceResult> => place(() => Promise.reject(error));

describe('a sender', () => {
  it('is a method whose code we choose, six digits unless it says otherwise', () => {
    const sms = sender();
    expect(sms).toMatchObject({
      ...{ id: 'acme.sms', provider: { name: 'acme', timeoutMs: 8000 }, kind: 'sms', codeFrom: 'us', codeReach: 'text' },
      ...{ codeLength: 6, reports: 'never', numberTypes: ['mobile'], tellsPrice: false },
    });
    expect([Object.isFrozen(sms), Object.isFrozen(sms.provider), sms.provider.parseReports]).toEqual([true, true, undefined]);
    expect(sender({ codeLength: 8 }).codeLength).toBe(8);
    expect(sender({ kind: 'voice_call' }).numberTypes).toEqual(['mobile', 'fixed']);
    expect(sender({ countries: ['RU'], price: { amount: 2, currency: 'RUB' } })).toMatchObject({
      countries: ['RU'],
      price: { amount: 2, currency: 'RUB' },
    });
  });

  it.each([
    ['kind', 'flash_call', 'neither flash_call nor confirmation_call'],
    ['kind', 'confirmation_call', 'neither flash_call nor confirmation_call'],
    ['kind', 'WhatsApp', '2 to 32 of a-z, 0-9 and "_", but neither flash_call nor confirmation_call, but is "WhatsApp".'],
    ['kind', 'x', '2 to 32 of a-z'],
    ['kind', '2fa', '2 to 32 of a-z'],
    ['kind', `a${'b'.repeat(32)}`, '2 to 32 of a-z'],
    ['name', 'Acme', '1 to 32'],
    ['name', '', '1 to 32'],
    ['codeLength', 3, 'from 4 to 8'],
    ['codeLength', 9, 'from 4 to 8'],
    ['codeLength', 6.5, 'from 4 to 8'],
    ['timeoutMs', 0, 'from 1 to 60000'],
    ['amr', ['mfa'], 'without "mfa"'],
    ['amr', ['otp', 'mfa'], 'without "mfa"'],
    ['amr', [], 'RFC 8176'],
    ['amr', 'otp', 'RFC 8176'],
    ['send', undefined, 'a function that sends'],
    ['price', { amount: 1, currency: 'rub' }, 'currency'],
    ['countries', ['UK'], 'GB'],
    ['sendSms', () => undefined, 'send'],
  ])('with the %s %j throws at once, and says what to do', (name, value, expected) => {
    const make = (): unknown => createSender({ name: 'acme', kind: 'sms', async send() {}, [name]: value });
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(expected);
  });

  it.each(['sms', 'whatsapp', 'telegram', 'voice_call', 'v2', 'constructor', `a${'b'.repeat(31)}`])('may be of the kind %s', (kind) => {
    expect(sender({ kind }).id).toBe(`acme.${kind}`);
  });

  it('gives its function the number, the code and what belongs to them, and nothing else', async () => {
    let got: SenderMessage | undefined;
    await place(async (message) => {
      got = message;
    });
    const { signal, ...message } = got ?? { signal: undefined };
    expect(message).toEqual({ phone: '+79157777777', code: '046372', purpose: 'sign-in', verificationTxn: 'the-txn', language: 'sk' });
    expect(signal?.aborted).toBe(false);
  });

  it('refuses without a code, and sends nothing', async () => {
    let sent = 0;
    const method = sender({
      async send() {
        sent += 1;
      },
    });
    const { code: _, ...without } = REQUEST;
    expect(await method.place(without, { fetch })).toEqual({ status: 'refused', blame: 'provider', reason: 'no_code_given' });
    expect(sent).toBe(0);
  });
});

describe('what a sender returns', () => {
  it.each([
    [undefined, {}],
    [{}, {}],
    [{ id: ' m-1 ' }, { callId: 'm-1' }],
    [{ id: 42 }, { callId: '42' }],
    [{ id: 'x'.repeat(128) }, { callId: 'x'.repeat(128) }],
    [{ price: { amount: 2.5, currency: 'RUB' } }, { price: { amount: 2.5, currency: 'RUB' } }],
    // Nobody is called because a receipt is strange.
    [{ id: 'x'.repeat(129) }, {}],
    [{ id: '' }, {}],
    [{ id: 2 ** 53 }, {}],
    [{ price: { amount: -1, currency: 'RUB' } }, {}],
    [{ price: { amount: 2, currency: 'roubles' } }, {}],
    [{ price: { amount: Number.NaN, currency: 'RUB' } }, {}],
    [{ price: 5 }, {}],
    ['m-1', {}],
    [null, {}],
    [[], {}],
  ])('%j is an accepted message', async (receipt, result) => {
    const placed = await place(async () => receipt as never);
    expect(JSON.parse(JSON.stringify(placed))).toEqual({ status: 'placed', ...result });
  });
});

it('a price in another currency than the one that was reserved is no price', async () => {
  const told = async () => ({ price: { amount: 2.5, currency: 'EUR' } });
  expect(await place(told, { price: { amount: 2, currency: 'RUB' } })).toEqual({ status: 'placed', callId: undefined, price: undefined });
  expect(await place(told, { price: { amount: 2, currency: 'EUR' } })).toMatchObject({ price: { amount: 2.5, currency: 'EUR' } });
});

describe('a receipt that is none', () => {
  /** What is printed for a sender of this name. */
  async function printedFor(name: string, receipts: readonly unknown[]): Promise<readonly string[]> {
    const warnings = collectWarnings();
    const left = [...receipts];
    const method = sender({ name, send: async () => left.shift() as never });
    for (const _ of receipts) expect((await method.place(REQUEST, { fetch })).status).toBe('placed');
    return (await warnings.settled()).filter((text) => text.includes(`"${name}"`));
  }

  it.each([
    ['the answer of fetch', new Response('no', { status: 401 })],
    ['a refusal that was not thrown', new SenderRefused({ blame: 'number', reason: 'late' })],
    ['another name', { messageId: 'm-1' }],
    ['a text', 'm-1'],
    ['no', false],
  ])('is told of once, whatever it is: %s', async (what, given) => {
    const printed = await printedFor(what.replaceAll(' ', '-'), [given, given, given]);
    expect(printed).toEqual([expect.stringContaining('look at its "ok"')]);
  });

  it('is none of the usual ones', async () => {
    const receipts = [undefined, { id: 'm-1' }, { price: { amount: 1, currency: 'RUB' } }, { id: 7, status: 'queued' }];
    expect(await printedFor('usual', receipts)).toEqual([]);
  });
});

describe('what a sender throws', () => {
  it.each(['number', 'account', 'provider'] as const)('is a refusal that blames the %s, if it says so', async (blame) => {
    expect(await throwing(new SenderRefused({ blame, reason: 'not_taken' }))).toEqual({ status: 'refused', blame, reason: 'not_taken' });
  });

  it('is a refusal also from another copy of this package, and with a blame that does not exist', async () => {
    const foreign = Object.assign(new Error('refused'), { name: 'SenderRefused', blame: 'weather', reason: 'rain' });
    expect(await throwing(foreign)).toEqual({ status: 'refused', blame: 'provider', reason: 'rain' });
  });

  it.each(['no such number +79157777777', 'code_046372', 'Ошибка', '', 42, undefined, 'x'.repeat(41)])(
    'has a word as its reason, never %j',
    async (reason) => {
      const refused = new SenderRefused({ blame: 'number', reason: reason as string });
      expect(await throwing(refused)).toEqual({ status: 'refused', blame: 'number', reason: 'unknown_reason' });
      expect([refused.reason, refused.message]).toEqual(['unknown_reason', 'The message was refused: unknown_reason']);
    },
  );

  it('is a refusal if no connection was made, by fetch or by a socket', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as { port: number };
    await new Promise((resolve) => closed.close(resolve));
    const refused = { status: 'refused', blame: 'provider', reason: 'connection_refused' };
    const asked = async () => {
      await fetch(`http://127.0.0.1:${port}/`);
    };
    expect(await place(asked)).toEqual(refused);
    expect(await throwing(new Error('sending failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) }))).toEqual(refused);
    expect(await throwing(Object.assign(new Error(), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }))).toMatchObject({
      status: 'refused',
      reason: 'host_not_found',
    });
  });

  it('is a refusal if its fetch finds a server without TLS, so that nothing was sent', async () => {
    const server = createServer((socket) =>
      socket.on('error', () => undefined).once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const result = await place(async () => {
      await fetch(`https://127.0.0.1:${port}/`, { method: 'POST', body: 'x' });
    });
    expect(result).toEqual({ status: 'refused', blame: 'provider', reason: 'connection_failed' });
  });

  it.each([
    [new Error('the code 046372 of +79157777777 was not sent'), 'send_failed'],
    [new TypeError('+79157777777'), 'TypeError'],
    [Object.assign(new Error('046372'), { code: 'ECONNRESET', syscall: 'read' }), 'ECONNRESET'],
    [Object.assign(new Error('046372'), { code: 'http 500 for +79157777777' }), 'send_failed'],
    [Object.assign(new Error('046372'), { code: 46_372, name: '046372' }), 'send_failed'],
    ['046372', 'send_failed'],
    [undefined, 'send_failed'],
    [null, 'send_failed'],
  ])('is uncertain otherwise, and its text is not read: %s', async (error, reason) => {
    expect(await throwing(error)).toEqual({ status: 'uncertain', reason });
  });

  it('is uncertain even if it cannot be looked at', async () => {
    const hostile = new Proxy(new Error('x'), {
      get: () => {
        throw new Error('not to be read');
      },
    });
    expect(await throwing(hostile)).toEqual({ status: 'uncertain', reason: 'send_failed' });
  });

  it('means the same if it comes before a promise is made', async () => {
    const atOnce = (): never => {
      throw new SenderRefused({ blame: 'account', reason: 'no_key' });
    };
    expect(await place(atOnce)).toEqual({ status: 'refused', blame: 'account', reason: 'no_key' });
    const mistake = (): never => {
      throw new RangeError('a mistake');
    };
    expect(await place(mistake)).toEqual({ status: 'uncertain', reason: 'RangeError' });
  });

  it('is uncertain if a connection breaks after the request was sent', async () => {
    const server = await startServer((response) => response.socket?.destroy());
    const result = await place(async () => {
      await fetch(server.url, { method: 'POST', body: 'x' });
    });
    expect(result.status).toBe('uncertain');
  });
});

describe('a sender that takes too long', () => {
  it('is uncertain, and its signal tells it to stop', async () => {
    let signal: AbortSignal | undefined;
    const never = (message: SenderMessage): Promise<void> => {
      signal = message.signal;
      return new Promise(() => undefined);
    };
    expect(await place(never, { timeoutMs: 20 })).toEqual({ status: 'uncertain', reason: 'timeout' });
    expect(signal?.aborted).toBe(true);
  });

  it('is uncertain even if it says later that it was refused, and that is no unhandled rejection', async () => {
    const late = ({ signal }: SenderMessage): Promise<void> =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new SenderRefused({ blame: 'number', reason: 'late' }))));
    expect(await place(late, { timeoutMs: 20 })).toEqual({ status: 'uncertain', reason: 'timeout' });
  });
});
