import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Started, Verified } from 'express-call-verification';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newSqlitePath } from '../stores/sqlite-file.js';
import { registerSecret } from '../support/secrets.js';
import { newNumber, newSecret, openSimulator } from '../support/shop.js';
import { type Order, openProcess, type ProcessOptions, type Seen } from './observed-process.js';

const program = fileURLToPath(new URL('observed-process.ts', import.meta.url));

/** The next answer of a process. */
async function answerOf(child: ChildProcess): Promise<unknown> {
  const [{ answer }] = await once(child, 'message');
  return answer;
}

/** A second process, until the test is over. */
async function startProcess(options: ProcessOptions): Promise<(order: Order) => Promise<unknown>> {
  const child = fork(program, ['observed-process', JSON.stringify(options)], { execArgv: ['--import', import.meta.resolve('tsx')] });
  onTestFinished(async () => {
    const gone = once(child, 'exit');
    child.disconnect();
    await gone;
  });
  await answerOf(child);
  return (order) => {
    const answered = answerOf(child);
    child.send(order);
    return answered;
  };
}

/** A code of four digits alone, not as a part of something longer. */
const contains = (text: string, secret: string): boolean => new RegExp(`(?<![\\w-])${secret}(?![\\w-])`).test(text);

describe('one verification in two processes', () => {
  it('is found together by its txn, and nothing secret is in any span, metric or log', async () => {
    const simulator = await openSimulator();
    const phone = newNumber();
    const options: ProcessOptions = { database: newSqlitePath(), secret: newSecret('the secret'), mcn: simulator.mcn };
    const first = await openProcess(options);
    onTestFinished(() => first.close());
    const tell = await startProcess(options);

    const started = (await first.calls.start({ phone })) as Started;
    const verificationId = registerSecret(started.verificationId, 'a verification id');
    const [call] = simulator.telephone(phone).calls;
    if (call === undefined) throw new Error('no call was placed');
    const code = call.caller.slice(-started.codeLength);
    await tell({ work: 'report', body: { verification_call_uuid: call.id, q931_status: 17 } });
    const verified = (await tell({ work: 'check', verificationId, code })) as Verified;
    expect(verified).toMatchObject({ ok: true, status: 'verified' });
    const token = registerSecret(verified.token, 'a token');

    const seen = [await first.seen(), (await tell({ work: 'seen' })) as Seen];
    const { txn } = first.calls.verifyToken(token) ?? {};
    const found = seen.map(({ spans }) => spans.filter((span) => span.txn === txn));
    expect(found.map((spans) => spans.map(({ name }) => name))).toEqual([
      ['call_verification.call mcn.flashCall', 'call_verification.start'],
      ['call_verification.callback', 'call_verification.check'],
    ]);
    // By nothing but the txn: each request is a trace of its own, and each process has its own.
    expect(new Set(found.flat().map(({ traceId }) => traceId)).size).toBe(3);

    const text = seen.map((each) => each.text).join('\n');
    for (const name of ['call_verification.verified', 'call_verification.started', 'verification.verified', 'call.reported']) {
      expect(text).toContain(`"${name}"`);
    }
    const secrets: Record<string, string> = {
      ...{ number: phone.slice(1), 'national number': phone.slice(2), caller: call.caller.replace('+', ''), 'call id': call.id },
      ...{
        'verification id': verificationId,
        token,
        signature: token.split('.')[2] ?? '',
        secret: options.secret,
        'MCN token': simulator.mcn.token,
      },
      ...{ 'callback path': first.calls.webhookPath('mcn').split('/')[2] ?? '', address: '127.0.0.1', account: simulator.mcn.accountId },
    };
    const leaked = Object.entries(secrets).filter(([, secret]) => secret.length < 5 || text.includes(secret));
    expect(leaked.map(([what]) => what)).toEqual([]);
    expect(contains(text.replaceAll(/"afterMs":\d+/g, ''), code)).toBe(false);
  });
});
