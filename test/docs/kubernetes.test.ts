/** The program of the page on Kubernetes, asked by its probes while its store hangs and while it stops. */
import { expect, it, onTestFinished } from 'vitest';
import { describeWithOwnRedis } from '../support/describe-with-server.js';
import { freePort } from '../support/programs.js';
import { startRedis } from '../support/redis-server.js';
import { registerSecret } from '../support/secrets.js';
import { newNumber, newSecret, openSimulator } from '../support/shop.js';
import { openSlowProvider, read, startPageProgram, statusOf } from './page-program.js';

const PAGE = 'docs/production/kubernetes.md';
const PATIENCE = { timeout: 25_000 };

describeWithOwnRedis('the program of the page on Kubernetes', () => {
  it('is not ready while its store hangs, and from SIGTERM on; it is alive all the time, and ends with code 0', {
    timeout: 90_000,
  }, async () => {
    const [simulator, redis] = await Promise.all([openSimulator(), startRedis()]);
    onTestFinished(() => redis.close());
    const provider = await openSlowProvider(simulator.mcn.apiUrl);
    const [port, probePort] = [await freePort(), await freePort()];
    const probe = (path: string): string => `http://127.0.0.1:${probePort}${path}`;
    const { child, ended } = await startPageProgram(PAGE, provider.url, probe('/ready'), {
      REDIS_URL: redis.url,
      CALL_VERIFICATION_SECRET: newSecret('the secret of the program'),
      MCN_TOKEN: simulator.mcn.token,
      MCN_ACCOUNT_ID: simulator.mcn.accountId,
      PORT: String(port),
      PROBE_PORT: String(probePort),
    });
    expect(await (await fetch(probe('/health'))).json()).toMatchObject({ ok: true, store: { clockSkewMs: expect.any(Number) } });
    // What the probes ask is not where the app is.
    expect(await statusOf(`http://127.0.0.1:${port}/health`)).toBe(404);

    redis.signal('SIGSTOP');
    expect([await statusOf(probe('/ready')), await statusOf(probe('/live'))]).toEqual([503, 200]);
    redis.signal('SIGCONT');
    await expect.poll(() => statusOf(probe('/ready')), PATIENCE).toBe(200);

    const late = provider.holdAnswers();
    const headers = { 'content-type': 'application/json' };
    const started = fetch(`http://127.0.0.1:${port}/auth/call`, { method: 'POST', headers, body: JSON.stringify({ phone: newNumber() }) });
    await expect.poll(() => late.arrived, PATIENCE).toBe(1);
    child.kill('SIGTERM');
    await expect.poll(() => statusOf(probe('/ready')), PATIENCE).toBe(503);
    expect(await (await fetch(probe('/health'))).json()).toMatchObject({ ok: false, stage: 'draining', store: { ok: true } });
    expect([await statusOf(probe('/live')), child.exitCode]).toEqual([200, null]);
    late.open();
    const answer = await started;
    expect(answer.status).toBe(202);
    registerSecret(((await answer.json()) as { verificationId: string }).verificationId, 'a verification id');
    expect(await ended).toEqual([0, null]);
  });
});

it('the page gives a pod as long as its shutdown may take, and its probes as long as the store may', () => {
  const page = read(PAGE);
  const numberOf = (name: string): number => Number(new RegExp(`^ *${name}: (\\d+)`, 'm').exec(page)?.[1]);
  const [, longest] = /8 \+ 14 = (\d+) s/.exec(page) ?? [];
  expect(Number(longest)).toBe(8 + 7 * 2);
  expect(numberOf('terminationGracePeriodSeconds')).toBeGreaterThan(Number(longest) + 5);
  const timeouts = Array.from(page.matchAll(/path: \/ready, [^\n]*\n[^\n]*\n *timeoutSeconds: (\d+)$/gm), ([, seconds]) => Number(seconds));
  expect(timeouts).toHaveLength(2);
  expect(Math.min(...timeouts)).toBeGreaterThan(2 * 2);
});
