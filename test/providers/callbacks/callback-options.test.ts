/** How the owner says what callbacks look like and who may send them. */
import { describe, expect, it } from 'vitest';
import type { CallbackOptions } from '../../../src/providers/callbacks/callback-options.js';
import { createMcn } from '../../../src/providers/mcn/create-mcn.js';

const guard = (callback: CallbackOptions) => createMcn({ token: 'TOKEN', accountId: '117793', callback }).guard;
const TOKEN = 'A-Za-z0-9_0123456789abcd';

describe('the callback guard', () => {
  it('holds several tokens and a header, its name in lower case', () => {
    const made = guard({ tokens: [TOKEN, `${TOKEN}2`], header: { name: 'X-Callback-Secret', value: 's3cret' } });
    expect(made).toEqual({ tokens: [TOKEN, `${TOKEN}2`], header: { name: 'x-callback-secret', value: 's3cret' } });
    expect([made, made.tokens, made.header].every(Object.isFrozen)).toBe(true);
  });

  it('keeps its own copy of what it was given', () => {
    const tokens = [TOKEN];
    const made = guard({ tokens });
    tokens.push('x');
    expect(made.tokens).toEqual([TOKEN]);
  });

  it.each([
    ['85.94.49.0', true],
    ['85.94.49.127', true],
    ['85.94.49.128', false],
    ['::ffff:85.94.49.7', true],
    ['::ffff:85.94.50.7', false],
    ['10.0.0.1', true],
    ['10.0.0.2', false],
    ['2001:db8::7', true],
    ['2001:db9::7', false],
    ['fe80::1%eth0', true],
    ['::1', false],
    ['', false],
    ['unknown', false],
    ['85.94.49.7, 10.0.0.1', false],
  ])('with address ranges takes %s: %s', (address, isAllowed) => {
    const made = guard({ addresses: ['85.94.49.0/25', '10.0.0.1', '2001:db8::/32', 'fe80::1'] });
    expect(made.allowsAddress?.(address)).toBe(isAllowed);
  });

  it('without address ranges asks for no address', () => {
    expect(guard({}).allowsAddress).toBeUndefined();
  });
});

describe('the callback options', () => {
  it.each([
    [{ ids: 'x' }, /"callback.ids" is unknown\. Did you mean "id"\?/],
    [{ id: '' }, /"callback.id" must be the name of a field, but is an empty string/],
    [{ status: 7 }, /"callback.status" must be the name of a field/],
    [{ positions: [0, 1, 2] }, /"callback.positions" must be positions such as/],
    [{ positions: { cause: 1 } }, /"callback.positions.id" must be a whole number/],
    [{ positions: { id: -1 } }, /"callback.positions.id" must be a whole number from 0/],
    [{ positions: { id: 0, state: 1 } }, /"callback.positions.state" is unknown/],
    [{ tokens: TOKEN }, /"callback.tokens" must be a list of tokens/],
    [{ tokens: [] }, /"callback.tokens" must be a list of tokens/],
    [{ tokens: ['short'] }, /"callback.tokens.0" must be a list of tokens, each 22 to 128/],
    [{ tokens: [`${TOKEN}/`] }, /"callback.tokens.0"/],
    [{ tokens: ['x'.repeat(22)] }, /"callback.tokens.0" must be a token of random bytes/],
    [{ header: 'x' }, /"callback.header" must be a header such as/],
    [{ header: { name: 'x secret', value: 'v' } }, /"callback.header.name" must be the name of a header/],
    [{ header: { name: 'x-secret', value: '' } }, /"callback.header.value" must be a secret/],
    [{ header: { name: 'x-secret' } }, /"callback.header.value" must be a secret/],
    [{ addresses: '10.0.0.1' }, /"callback.addresses" must be a list of IP addresses/],
    [{ addresses: ['10.0.0.0/33'] }, /"callback.addresses.0"/],
    [{ addresses: ['10.0.0/8'] }, /"callback.addresses.0"/],
    [{ addresses: ['::/129'] }, /"callback.addresses.0"/],
    [{ addresses: ['10.0.0.0/8/8'] }, /"callback.addresses.0"/],
    [{ addresses: ['mcn.ru'] }, /"callback.addresses.0"/],
  ])('are refused when given as %j', (callback, message) => {
    expect(() => guard(callback as never)).toThrow(message);
  });

  it('quote no secret in their errors', () => {
    const secret = 'a secret with spaces';
    try {
      guard({ header: { name: 'x-secret', value: secret } });
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toContain(secret);
    }
  });
});
