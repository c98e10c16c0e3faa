/** What createMcn accepts and refuses. */
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../../src/options/configuration-error.js';
import { createMcn } from '../../../src/providers/mcn/create-mcn.js';

const account = { token: 'TOKEN', accountId: '117793' };

describe('createMcn', () => {
  it('makes a frozen provider named mcn that anybody may call back, but for the path token', () => {
    const mcn = createMcn(account);
    expect(mcn.name).toBe('mcn');
    expect(mcn.guard).toEqual({ tokens: undefined, header: undefined });
    expect(Object.isFrozen(mcn)).toBe(true);
  });

  it('takes the number of the account as a number, too', async () => {
    const urls: string[] = [];
    const fetch = (async (url: string) => {
      urls.push(url);
      return Response.json({ ok: true });
    }) as typeof globalThis.fetch;
    await createMcn({ ...account, accountId: 117793 })
      .flashCall()
      .place({ phone: '+79157777777', code: '1234', purpose: 'sign-in', txn: 'the-txn' }, { fetch });
    expect(urls).toEqual([expect.stringContaining('/account/117793/flash_call?')]);
  });

  it('puts its name before the names of its methods', () => {
    expect(createMcn({ ...account, name: 'mcn-2' }).flashCall().id).toBe('mcn-2.flashCall');
  });

  it('holds no token that printing would show', () => {
    const { token } = { token: 'very-secret-token' };
    const mcn = createMcn({ ...account, token });
    expect(JSON.stringify([mcn, mcn.flashCall()])).not.toContain(token);
  });

  it('reaches the addresses of the documents unless told otherwise', async () => {
    const urls: string[] = [];
    const fetch = (async (url: string) => {
      urls.push(url);
      return Response.json({ ok: true });
    }) as typeof globalThis.fetch;
    const request = { phone: '+79157777777', code: '1234', purpose: 'sign-in', txn: 'the-txn' };
    for (const mcn of [
      createMcn(account),
      createMcn({ ...account, apiUrl: 'https://api.mcntele.com', paidMethodsUrl: 'https://paidmethods.kompaas.tech/' }),
    ]) {
      await mcn.flashCall({ countryId: 643 }).place(request, { fetch });
      await mcn.passwordCall().place(request, { fetch });
    }
    expect(urls).toEqual([
      'https://api.mcn.ru/v2/rest/account/117793/flash_call?login_did=79157777777&code=1234&country_id=643',
      'https://paidmethods.mcn.ru/api/protected/api/auth/passwordcall',
      'https://api.mcntele.com/v2/rest/account/117793/flash_call?login_did=79157777777&code=1234&country_id=643',
      'https://paidmethods.kompaas.tech/api/protected/api/auth/passwordcall',
    ]);
  });

  it.each(['http://127.0.0.1:3000', 'http://127.1/', 'http://localhost:8080', 'http://[::1]:6001/base', 'https://mcn.example'])(
    'takes the address %s',
    (apiUrl) => {
      expect(() => createMcn({ ...account, apiUrl, paidMethodsUrl: apiUrl })).not.toThrow();
    },
  );

  it.each([
    'http://api.mcn.ru',
    'http://127.0.0.1.example',
    'http://localhost.example',
    'http://192.168.0.1',
    'ftp://127.0.0.1',
    'https://user:password@api.mcn.ru',
    'https://api.mcn.ru/?a=b',
    'https://api.mcn.ru/#a',
    'api.mcn.ru',
    '',
  ])('refuses the address "%s"', (url) => {
    expect(() => createMcn({ ...account, apiUrl: url })).toThrow(/"apiUrl" must be an https URL/);
    expect(() => createMcn({ ...account, paidMethodsUrl: url })).toThrow(/"paidMethodsUrl" must be an https URL/);
  });

  it.each(['https://api.mcn.ru:6000', 'http://127.0.0.1:6666', 'http://localhost:1', 'http://[::1]:25/base', 'https://api.mcn.ru:0'])(
    'refuses the address "%s", because fetch sends nothing to its port',
    (url) => {
      expect(() => createMcn({ ...account, apiUrl: url })).toThrow(/"apiUrl" must be an address with another port/);
      expect(() => createMcn({ ...account, paidMethodsUrl: url })).toThrow(/"paidMethodsUrl" must be an address with another port/);
    },
  );

  it.each([
    [{ token: undefined }, /"token" must be your MCN API token .*is the environment variable set\?.* but is undefined/],
    [{ token: '' }, /"token" must be .* but is an empty string/],
    [{ token: 'two words' }, /"token" must be/],
    [{ token: 'line\n' }, /"token" must be/],
    [{ token: 7 }, /"token" must be/],
    [{ accountId: 1e16 }, /"accountId" must be the number of your MCN account/],
    [{ accountId: -5 }, /"accountId" must be the number of your MCN account.* but is -5/],
    [{ accountId: 1.5 }, /"accountId" must be the number of your MCN account.* but is 1.5/],
    [{ accountId: Number.NaN }, /"accountId" must be the number of your MCN account.* but is NaN/],
    [{ accountId: undefined }, /"accountId" must be the number of your MCN account.* but is undefined/],
    [{ accountId: '' }, /"accountId" must be/],
    [{ accountId: '1/../2' }, /"accountId" must be/],
    [{ name: 'MCN' }, /"name" must be 1 to 32/],
    [{ name: '' }, /"name" must be/],
    [{ name: 'a'.repeat(33) }, /"name" must be/],
    [{ timeoutMs: 0 }, /"timeoutMs" must be a whole number from 1 to 60000, but is 0/],
    [{ timeoutMs: '8000' }, /"timeoutMs" must be a whole number/],
    [{ tokken: 'x' }, /"tokken" is unknown\. Did you mean "token"\?/],
    [{ timeout: 5 }, /"timeout" is unknown\. Did you mean "timeoutMs"\?/],
    [{ callback: 'x' }, /"callback" must be an object/],
  ])('refuses %j', (wrong, message) => {
    const create = () => createMcn({ ...account, ...wrong } as never);
    expect(create).toThrow(ConfigurationError);
    expect(create).toThrow(message);
  });

  it.each([undefined, null, 'TOKEN', []])('refuses %j in place of the options', (options) => {
    expect(() => createMcn(options as never)).toThrow(/createMcn: the options must be an object with token and accountId/);
  });

  it('quotes no token in its error', () => {
    expect(() => createMcn({ ...account, token: 'secret with a space' })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('secret') }),
    );
  });

  it.each([
    [{ countryId: 7 }, /"countryId" must be 643 \(Russian caller\) or 703 \(Slovak caller\), but is 7/],
    [{ countryId: '643' }, /"countryId" must be 643/],
    [{ country: 'RU' }, /"country" is unknown\. Did you mean "(countries|countryId)"\?/],
    [{ countries: [] }, /"countries" must be a list of ISO 3166/],
    [{ countries: 'RU' }, /"countries" must be a list of ISO 3166/],
    [{ countries: ['ru'] }, /"countries.0" must be an ISO 3166 alpha-2 country code in capitals, probably "RU"/],
    [{ countries: ['RU', 'XX'] }, /"countries.1" must be an ISO 3166/],
    [{ price: 0.15 }, /"price" must be a price such as/],
    [{ price: { amount: -1, currency: 'RUB' } }, /"price.amount" must be a number from 0/],
    [{ price: { amount: 1, currency: 'roubles' } }, /"price.currency" must be an ISO 4217 currency/],
    [{ price: { amount: 1, curency: 'RUB' } }, /Did you mean "currency"\?/],
    [null, /mcn.flashCall: the options must be an object/],
  ])('refuses flashCall with %j', (options, message) => {
    expect(() => createMcn(account).flashCall(options as never)).toThrow(message);
  });
});
