/** How an app sees forwarded requests, for both versions of Express: by real requests, of which no handler of the app knows. */
import express from 'express';
import express4 from 'express4';
import { describe, expect, it } from 'vitest';
import { checkTrustProxy } from '../../../src/cli/doctor/check-trust-proxy.js';

const fail = (): never => {
  throw new Error('the function of the host');
};
const BEHIND_PROXY = new URL('https://shop.example/webhooks/calls');

describe.each([
  ['4', express4 as unknown as typeof express],
  ['5', express],
])('an app of Express %s', (_, create) => {
  const levelWith = async (setting: unknown, isProduction = false, publicUrl?: URL): Promise<string> => {
    const app = create();
    if (setting !== undefined) app.set('trust proxy', setting);
    app.use(() => {
      throw new Error('a handler of the app was run');
    });
    const [found] = await checkTrustProxy.run({ options: {}, app, publicUrl, folder: '/', isProduction }, AbortSignal.timeout(10_000));
    return found !== undefined && 'level' in found ? `${found.level}: ${found.found}` : `not checked: ${found?.why}`;
  };

  it.each<[string, Parameters<typeof levelWith>, RegExp]>([
    ['counts one proxy', [1], /^ok: Behind one proxy .* believes no other/],
    ['counts two proxies', [2], /^ok: Behind two proxies or more/],
    [
      'trusts proxies of its machine',
      ['loopback', true, BEHIND_PROXY],
      /^not checked: .*names addresses.*this machine is believed.*req\.ip/,
    ],
    ['trusts private networks', ['uniquelocal', true, BEHIND_PROXY], /^not checked: .*names addresses.*this machine is not believed/],
    ['trusts a network', ['10.0.0.0/8', true, BEHIND_PROXY], /^not checked: .*names addresses.*this machine is not believed/],
    ['trusts a list of proxies', [['10.1.2.3', '127.0.0.1'], true, BEHIND_PROXY], /^not checked: .*this machine is believed/],
    ['trusts some by a function', [(ip: string) => ip === '10.1.2.3', true, BEHIND_PROXY], /^not checked: trust proxy is a function/],
    ['trusts every address that there is', [['0.0.0.0/1', '128.0.0.0/1']], /^problem: .*believes any address/],
    ['trusts by a function that throws', [fail], /^problem: What is set as trust proxy fails/],
    ['trusts everybody', [true], /^problem: .*believes any address/],
    ['trusts everybody by a function', [() => true], /^problem: .*believes any address/],
    ['trusts nobody, and nothing stands in front', [undefined], /^ok: The app sees the address of the connection/],
    ['trusts nobody in production', [undefined, true], /^warning: /],
    ['trusts nobody behind a proxy', [undefined, true, BEHIND_PROXY], /^problem: The public URL is https/],
  ])('that %s', async (_name, given, expected) => {
    expect(await levelWith(...given)).toMatch(expected);
  });
});

it('what is no app is said to be none', async () => {
  const [found] = await checkTrustProxy.run({ options: {}, app: {}, folder: '/', isProduction: false }, AbortSignal.timeout(10_000));
  expect(found).toMatchObject({ level: 'problem' });
});
