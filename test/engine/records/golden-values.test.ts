/**
 * Values that this format has written, sealed with a secret of these tests. Every later version must read them, or refuse them as of an
 * unknown format: so a change here is a new format. `docs/stores.md` promises this under "Upgrades and roll-backs".
 */
import { describe, expect, it } from 'vitest';
import { decodeEntry, encodeEntry } from '../../../src/core/entry/entry-codec.js';
import { createKeyring } from '../../../src/engine/records/keyring.js';
import { createRecords } from '../../../src/engine/records/records.js';
import { createSealer } from '../../../src/engine/records/sealer.js';
import { createMemoryStore } from '../../../src/stores/memory.js';
import { bytes, failures } from '../keys.js';

const SECRET = 'the secret of the golden values: 32 bytes';
const AT = Date.parse('2026-03-01T12:00:00Z');

const ENTRY =
  '2.Ern4WxXt.f2P_MVzztLGxVKeB57iwGD8w3OZX3mvvytm-rVtTfcA2VKnbWNL1E1IbR-tZpKTvGMlb_UaS2BIbTlpb5QnHPoQO6Nn_P2qXD9T1BcP-bRbQHXdkB7A5a448dNG3AHqnvXlFnlDEvnexBL50pp-SSf5a4vUksI0HzC_KEER74aje8NHFfD4yBW1QcxEtAvOzxHHOIlb-hCLwHWiSJSejYNzdQexUjQy1NIXf5Jm4Z5adUH9UewCVnArI5XRl6VGD3gq1kk3zlTItZ6wGGG_pjIZVbvuB7WN7OOfOZcOmnvIbDprXu6kASqPxZN-OzfhS-BHMjH21l9v79g2_v5PdYDatmHgN_DKDZUsZU3ks5SznO4mjTTRZtS3lJhxboaYveDFzUyaLijqm0bLeyxMPsydkYPED6QJC08mCxaERraA16XBFEKTmrvrDrvhsAKAiDjMpIuJJld7EhLokIAOaLBFC0stfSRZHwCtVkm1sSrfOYf4td4mBZpqv';
/** With kinds of a host's own, and codes of six and of eight digits. */
const OWN_KINDS =
  '2.Ern4WxXt.6yrv9tWv0PFB2-7DTjZRsWEB4nOLS7jMv6tuEpVfOyD6a687ejYJDVduZ5fgsqPEHDOIJif_7KYVqeEnqJhQI0Knwm9998mCzBUKcX0X8WwrXwaCqSoz4dJtaQz-1boH-TcEeP6Mx7taOlwMxYqwSD8HfvE5v4T5uM4wID5_n7GrsG3ryQEBMVDCFvxZ0ZICXWX8waqTAZrDWpv-1iVf4NgxzbFhXxC0VOkZ4vFR4uFVXI-d9R_nH_LZeqd4iDaSN8WxEimpjJ9V8OWYK33DvnFyhP6tB-hOzfG4JK6p2pPG6EGo0g7WrU9pPPxoNh3893lDpji2lMa6ZcghAEyVux-VnrRvglv4wYPIDgnRsOJ2MVZvbwWjpkFYXmmhiAFEjv2hWawhdMUnTsGJ-Fe3Pc4Dtvrym2-4YqNPgndHy5PYvXfvHRul3-NFR1Gtjd9KijiTqb6_Sl9F-PqyYhLrVLs8I2_Qq9fqm289izU26BHoG0tSsgI_-m4M53PDnLfqXwnkHrNGLWc6mwaprWS8khN8ODw0e_jgheligHVEu8vrDVGSLn4k9uQvpXEpyrjCmZtF1Hqju5Hs';
const KEYED = '2.Ern4WxXt.Au6Wg6HTuI0SYTUeaDDJo86OrXeUnRHpsysj32IOBHMpICW6WB-M3-nDNvdsxgIUiDWdaFNqxRupt2Zz';
const PRICES = '2.Ern4WxXt.bDvgYHxPH2_i2CraLQZFfTpwWdKtRX25i4VXbnE6__9mQdW6FlBUHySPLez2mcV_ns9ycw';
const CALL = '2.Ern4WxXt.5J8I1Hv9f6B77e-mns_ubUxqtksxD9LnKPn6vUQi72uGXH6_oooI56brHV6HBX0yHd-J_okqCeD11EOoMmy1ptAlvL8xtKfGt4hTOQ';

const keyring = createKeyring([SECRET], SECRET);
const contents = (key: string, sealed: string): unknown => {
  const unsealed = createSealer(keyring, bytes).of(key).unseal(sealed);
  return unsealed.ok ? JSON.parse(unsealed.text) : unsealed.reason;
};

async function openRecords(values: Readonly<Record<string, string>>) {
  const store = createMemoryStore({ clock: () => AT });
  for (const [key, value] of Object.entries(values)) await store.put(key, value, { expected: null, expiresAt: AT + 1000 });
  return createRecords({
    ...{ store, keyring, failures, clock: () => AT, randomBytes: bytes, emit: () => undefined, onPut: () => undefined },
    overwritesUnreadable: false,
  });
}

describe('a value that this format has written is read for ever', () => {
  it('as the entry of a number', async () => {
    const { entries } = await openRecords({ 'n:golden': ENTRY });
    const { value } = await entries.load('n:golden');
    expect(value).toMatchObject({
      dials: [{ at: AT, network: 'N', standing: 'stranger', run: 'abcdef', isTrusted: true }],
      failures: [{ at: AT + 5000, network: 'N', standing: 'proven' }],
      proofs: [{ at: AT - 86_400_000, network: 'N' }],
      trustedDials: 1,
    });
    expect(value.verifications).toMatchObject([
      {
        ...{ state: 'open', idHash: 'idhash0000000000', purpose: 'sign-in', startedAt: AT, expiresAt: AT + 300_000, keyId: 'abcdefgh' },
        phone: { e164: '+79150000000', callingCode: '7', country: 'RU', types: ['mobile'] },
        ...{ allowedChecks: 3, failedChecks: 1, wrongChecks: [{ run: 'ghijkl', request: 'mnop' }], standing: 'proven', generation: 0 },
        attempts: [
          {
            ...{
              ordinal: 1,
              mark: { run: 'abcdef' },
              methodId: 'mcn.flashCall',
              kind: 'flash_call',
              reach: 'caller_number',
              codeLength: 4,
            },
            ...{ dialledAt: AT, code: { from: 'us', generation: 0, length: 4 }, callId: 'call-1', outcome: 'busy', cause: 17 },
          },
        ],
      },
      {
        ...{ state: 'closed', idHash: 'idhash1111111111', purpose: 'payment', binding: 'bound', reason: 'verified', kind: 'voice_call' },
        ...{ startedAt: AT - 60_000, expiresAt: AT + 240_000, codeLength: 4, outcome: 'answered' },
        endedBy: { mark: { run: 'qrstuv' }, at: AT - 30_000, verified: { hiddenPhone: 'hidden', kind: 'voice_call', isTest: false } },
      },
    ]);
    // What is written back is the same, so nothing gets lost on the way.
    expect(encodeEntry(decodeEntry(contents('n:golden', ENTRY)))).toEqual(contents('n:golden', ENTRY));
  });

  it('as the entry of a number that got messages of the host’s own', async () => {
    const { entries } = await openRecords({ 'n:own': OWN_KINDS });
    const { value } = await entries.load('n:own');
    const six = { from: 'us', generation: 0, length: 6 };
    expect(value.verifications).toMatchObject([
      {
        ...{ state: 'open', generation: 1, accepted: six },
        attempts: [
          { methodId: 'mcn.passwordCall', codeLength: 4, code: { from: 'us', generation: 0, length: 4 }, outcome: 'redirected' },
          { methodId: 'acme.sms', kind: 'sms', reach: 'text', codeLength: 6, code: six, callId: 'message-1', outcome: 'unavailable' },
          { methodId: 'gateway.telegram', kind: 'telegram', codeLength: 8, code: { from: 'us', generation: 1, length: 8 } },
        ],
      },
      { state: 'closed', reason: 'verified', kind: 'telegram', codeLength: 6, endedBy: { verified: { kind: 'telegram' } } },
    ]);
    expect(encodeEntry(decodeEntry(contents('n:own', OWN_KINDS)))).toEqual(contents('n:own', OWN_KINDS));
  });

  it('as the key of a request, and as prices', async () => {
    const records = await openRecords({ 'i:golden': KEYED, 't:RUB:RU': PRICES });
    expect(contents('i:golden', KEYED)).toEqual(['request', 'bits', AT]);
    // The key has ended at this very moment.
    expect(await records.requestKeys.read({ storeKey: 'i:golden', request: 'request' })).toBeUndefined();
    expect(await records.prices.highest('RUB', 'RU')).toBe(900_000);
  });

  it('as the link of a call, with a report that came before it', async () => {
    const key = `c:${keyring.pseudonyms.hash('call', 'mcn\0call-1')}`;
    const { links } = await openRecords({
      [key]: createSealer(keyring, bytes)
        .of(key)
        .seal(JSON.stringify(contents('c:golden', CALL))),
    });
    const report = { outcome: 'busy', cause: 17 } as const;
    expect(await links.findOrPark('mcn', 'call-1', report)).toEqual({
      link: { entryKey: 'n:golden', idHash: 'idhash', ordinal: 1 },
      parked: [{ outcome: 'failed', cause: 17, isConfirmed: undefined }],
    });
  });

  it('under the same key of the store', () => {
    expect(keyring.current.id).toBe('Ern4WxXt');
    expect(`n:${Buffer.from(keyring.pseudonyms.ofPhone('+79150000000')).toString('base64url')}`).toBe('n:251DXM-zIs3tYqZ6Xc1Oqg');
    expect(keyring.pseudonyms.hash('call', 'mcn\0call-1')).toBe('nX-5-T4Rrg-5Ls-N7CWsMQ');
  });
});

describe('a value of a later version', () => {
  /** What a later version would write: this one's, changed. */
  const later = (change: (json: unknown[]) => unknown): string =>
    createSealer(keyring, bytes)
      .of('n:golden')
      .seal(JSON.stringify(change(contents('n:golden', ENTRY) as unknown[])));
  const [origin, networks, parts] = contents('n:golden', ENTRY) as [number, string[], unknown[]];
  /** The entry with own kinds as a later version might write it: this part of it otherwise. */
  const laterOwn = (part: string, other: string): string => {
    const text = JSON.stringify(contents('n:own', OWN_KINDS));
    expect(text).toContain(part);
    return later(() => JSON.parse(text.replace(part, other)));
  };

  it.each([
    ['a further part', later((json) => [...json, 1])],
    ['a further member of an entry', later(() => [origin, networks, [...parts, 7]])],
    ['a further format', ENTRY.replace(/^2/, '3')],
    ['a further standard kind', laterOwn('"gateway.telegram","telegram"', '"gateway.telegram",4')],
    ['a kind of another form', laterOwn('"gateway.telegram","telegram"', '"gateway.telegram",["telegram",1]')],
    ['a kind of another form in its token', laterOwn('"hidden","telegram"', '"hidden","Telegram"')],
    ['a longer code of ours', laterOwn('[8,1]', '[10,1]')],
    ['more about a code of ours', laterOwn('"acme.sms",3,3,6,62000,[6]', '"acme.sms",3,3,6,62000,[6,0,1]')],
    ['a further form of a code', laterOwn('"acme.sms",3,3,6,62000,[6]', '"acme.sms",3,3,6,62000,[[6]]')],
  ])('with %s is never opened without it and written back', async (_, value) => {
    const { entries } = await openRecords({ 'n:golden': value });
    await expect(entries.load('n:golden')).rejects.toMatchObject({ name: 'StoreFailure' });
    await expect(entries.commit('n:golden', (entry) => ({ result: 1, entry: { ...entry } }))).rejects.toMatchObject({
      name: 'StoreFailure',
    });
  });
});
