import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newSecret, openShop } from '../support/shop.js';
import { runProgram } from './run-program.js';
import { startProgram } from './running-program.js';

const PHONE = '+79157777777';
const SPACED = '\\+7 915 777-77-77';

/** An app in whatever language: it takes reports at one path, and answers 404 elsewhere. */
async function openOtherApp(path: string) {
  const bodies: unknown[] = [];
  const server = createServer((req, res) => {
    let text = '';
    req.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    req.on('end', () => {
      bodies.push(JSON.parse(text));
      res.writeHead(req.url === path ? 200 : 404).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

/** Runs `simulate` on a free port, and waits until it listens. */
async function openSimulate(...args: string[]) {
  const program = startProgram('simulate', '--port', '0', ...args);
  const [, url = ''] = await program.prints(/API base URL {2}(http:\/\/127\.0\.0\.1:\d+)[\s\S]+\n\n$/);
  return { program, url };
}

function flashCall(url: string, number: string, token = 'simulated-mcn-token'): Promise<Response> {
  return fetch(`${url}/v2/rest/account/117793/flash_call?login_did=${number}&code=9767`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
}

function voiceCall(url: string, number: string): Promise<Response> {
  return fetch(`${url}/api/voice-password/send/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'simulated-mobilgroup-key' },
    body: JSON.stringify({ number, voice: { code: '9767' } }),
  });
}

describe('npx express-call-verification simulate', { timeout: 60_000 }, () => {
  it('says which URLs and keys to set, and where nothing is reported', async () => {
    const { program, url } = await openSimulate();
    const output = program.output();
    expect(output).toMatch(new RegExp(`MCN .*\\n +API base URL +${url},.*\\n +token +simulated-mcn-token\\n +account +117793\\n`));
    expect(output).toMatch(new RegExp(`MobilGroup .*\\n +API base URL +${url}\\n +API key +simulated-mobilgroup-key\\n`));
    expect(output).toMatch(new RegExp(`SMS company .*\\n +messages +POST ${url}/sms/messages .*\\n +Bearer token +simulated-sms-key\\n`));
    expect(output.match(/reports to {4}nowhere; --forward (mcn|mobilgroup|sms)=<full webhook URL> says where/g)).toHaveLength(3);
  });

  it('prints the rings, and what the app answered to the reports of both providers', async () => {
    const app = await openOtherApp('/hooks/calls');
    const { program, url } = await openSimulate('--forward', `${app.url}/hooks/calls`, '--mood', 'declines');
    await flashCall(url, PHONE.slice(1));
    await program.prints(new RegExp(`^RING ${SPACED} from \\+7 495 555 \\*\\*9767\\*\\*$`, 'm'));
    await program.prints(/^CALLBACK from mcn: 200$/m);
    await voiceCall(url, PHONE.slice(1));
    await program.prints(/^CALLBACK from mobilgroup: 200$/m);
    expect(app.bodies).toMatchObject([
      { q931_status: 21, final_status: 'CANCEL' },
      { q931_status: 21, status: 'CANCEL' },
    ]);
  });

  it('prints a message of an app’s own sender, and what the app answered to the report of it', async () => {
    const app = await openOtherApp('/sms-reports');
    const { program, url } = await openSimulate('--forward', `${app.url}/hooks/calls`, '--forward', `sms=${app.url}/sms-reports`);
    await fetch(`${url}/sms/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer simulated-sms-key' },
      body: JSON.stringify({ to: PHONE, text: 'Tea shop: 481516.\n@shop.example #481516' }),
    });
    await program.prints(new RegExp(`^SMS to ${SPACED}: Tea shop: \\*\\*481516\\*\\*\\. / @shop\\.example #\\*\\*481516\\*\\*$`, 'm'));
    await program.prints(/^CALLBACK from sms: 200$/m);
    expect(app.bodies).toEqual([{ id: expect.any(String), status: 'delivered' }]);
  });

  it('has telephones that answer by themselves, so that a code can be heard', async () => {
    const { program, url } = await openSimulate('--mood', 'answers');
    await voiceCall(url, PHONE.slice(1));
    await program.prints(new RegExp(`^RING ${SPACED} from \\+7 495 555-\\d\\d-\\d\\d, answer to hear the code$`, 'm'));
    await program.prints(new RegExp(`^VOICE on ${SPACED}: Your code is \\*\\*9 7 6 7\\*\\*\\.$`, 'm'));
  });

  it('serves an app of this package in another process, by the paths of its webhooks', async () => {
    const { calls, url: shopUrl } = await openShop();
    const paths = ['mcn', 'mobilgroup'].map((name) => `${shopUrl}/webhooks/calls${calls.webhookPath(name)}`);
    const { program, url } = await openSimulate('--mood', 'busy', ...paths.flatMap((path) => ['--forward', path]));
    await flashCall(url, PHONE.slice(1));
    await program.prints(/^CALLBACK from mcn: 204$/m);
    await voiceCall(url, PHONE.slice(1));
    await program.prints(/^CALLBACK from mobilgroup: 204$/m);
    for (const path of paths) expect(program.output()).not.toContain(path.split('/').at(-1));
  });

  it('prints what a report met that was not taken, and a request that was refused', async () => {
    const app = await openOtherApp('/hooks/calls');
    const { program, url } = await openSimulate('--forward', `${app.url}/hook`, '--mood', 'busy');
    await flashCall(url, PHONE.slice(1), newSecret('another token'));
    await program.prints(/^REFUSED by mcn: 401 .*Unauthorized/m);
    await flashCall(url, PHONE.slice(1));
    await program.prints(new RegExp(`^CALLBACK from mcn: 404, at ${app.url}/hook \\(is your webhook there\\?\\)$`, 'm'));
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends cleanly on %s, also during a call', async (signal) => {
    const { program, url } = await openSimulate('--mood', 'rings');
    await flashCall(url, PHONE.slice(1));
    await program.prints(/^RING/m);
    expect(await program.end(signal)).toEqual({ exitCode: 0, signal: null });
  });

  it('fails with 1 if its port is taken, and names another one', async () => {
    const app = await openOtherApp('/');
    const port = Number(new URL(app.url).port);
    const { exitCode, output, errors } = await runProgram('simulate', '--port', String(port));
    expect([exitCode, output]).toEqual([1, '']);
    expect(errors).toBe(`simulate: port ${port} is taken. Choose another one: npx express-call-verification simulate --port ${port + 1}\n`);
  });

  it('explains its options', async () => {
    const { exitCode, output } = await runProgram('simulate', '--help');
    expect(exitCode).toBe(0);
    for (const option of ['--port', '--forward', '--mood']) expect(output).toMatch(new RegExp(`^ {2}${option} `, 'm'));
  });

  it.each([
    [['--port', 'three'], 'The port must be a number from 0 to 65535, but is "three".'],
    [['--forwrad', 'http://127.0.0.1/'], 'There is no option "--forwrad". Did you mean "--forward"?'],
    [['--mood', 'answer'], 'No telephone\'s mood is called "answer". Did you mean "answers"?'],
    [['--forward', '127.0.0.1:8000/hook'], '--forward must be the full URL of your webhook'],
    [['--forward', 'mobilGroup=http://127.0.0.1/'], 'no provider is called "mobilGroup". Did you mean "mobilgroup"?'],
    [['--forward', 'mcn=http://127.0.0.1/a', '--forward', 'mcn=http://127.0.0.1/b'], '--forward gives mcn two addresses'],
    [['http://127.0.0.1/'], 'Unexpected argument'],
  ])('refuses wrong usage with 2: %j', async (args, sentence) => {
    const { exitCode, output, errors } = await runProgram('simulate', ...args);
    expect([exitCode, output]).toEqual([2, '']);
    expect(errors).toContain(sentence);
    expect(errors).toContain('npx express-call-verification simulate --help');
  });
});
