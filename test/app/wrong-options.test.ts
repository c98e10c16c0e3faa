import { generateKeyPairSync } from 'node:crypto';
import {
  ConfigurationError,
  callStatus,
  callVerificationRouter,
  callWebhooks,
  cancelCallVerification,
  checkCallCode,
  createCallVerification,
  createMcn,
  createMobilGroup,
  requireVerifiedPhone,
  startCallVerification,
} from 'express-call-verification';
import { describe, expect, it } from 'vitest';

const mcn = createMcn({ token: 'an-mcn-token', accountId: '117793' });
const mobilGroup = createMobilGroup({ apiKey: 'a-mobilgroup-key' });
const GOOD = { secret: 'a secret of 32 bytes or of some more', countries: ['RU'], methods: [mcn.flashCall()] };

/** Stands for every secret that came to a wrong place. */
const SECRET = 'hunter2-hunter2';

/** The error's option and message after the option's name. */
function errorOf(work: () => unknown): { option: string; message: string } {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    if (error instanceof ConfigurationError) return { option: error.option, message: error.message };
  }
  throw new Error('nothing was thrown');
}

const create = (options: object) => () => createCallVerification({ ...GOOD, ...options } as unknown as typeof GOOD);

const SECRET_RULE = 'must be a secret of 32 bytes or more (for example from `openssl rand -base64 32`), but is';
const COUNTRY_RULE = 'must be an ISO 3166 alpha-2 country code in capitals, such as "RU", but is';
const meant = (rest: string): string => `must be an ISO 3166 alpha-2 country code in capitals, probably ${rest}`;
const PREFIX_RULE = 'must be a list of beginnings of numbers in E.164, such as ["+7940", "+3725"], but is';
const endings = (count: number): string[] => Array.from({ length: count }, (_, index) => `7495555${String(index).padStart(4, '0')}`);
const rsa1024 = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });

/** Options, the name of the one that is wrong, and what is said of it. */
const WRONG: readonly (readonly [options: object, option: string, explanation: string])[] = [
  [{ name: 'Sign up' }, 'name', 'must be 1 to 32 characters of a-z, 0-9 and -, but is a string of 7 characters.'],
  [{ blockedPrefixes: '+7940' }, 'blockedPrefixes', `${PREFIX_RULE} a string of 5 characters.`],
  [{ blockedPrefixes: ['7940'] }, 'blockedPrefixes.0', `${PREFIX_RULE} a string of 4 characters.`],
  [{ blockedPrefixes: ['+7940', '+7 954'] }, 'blockedPrefixes.1', `${PREFIX_RULE} a string of 6 characters.`],
  [{ blockedPrefixes: ['+'] }, 'blockedPrefixes.0', `${PREFIX_RULE} a string of 1 characters.`],
  [{ blockedPrefixes: ['+0940'] }, 'blockedPrefixes.0', `${PREFIX_RULE} a string of 5 characters.`],
  [{ blockedPrefixes: [''] }, 'blockedPrefixes.0', `${PREFIX_RULE} an empty string.`],
  [{ blockedPrefixes: [7940] }, 'blockedPrefixes.0', `${PREFIX_RULE} 7940.`],
  [
    { blockedPrefixes: ['+7'] },
    'blockedPrefixes',
    'has "+7", which blocks every number of RU. Write more digits, or take RU out of "countries".',
  ],
  [
    { countries: ['RU', 'SK'], blockedPrefixes: ['+79', '+42'] },
    'blockedPrefixes',
    'has "+42", which blocks every number of SK. Write more digits, or take SK out of "countries".',
  ],
  [
    { blockedPrefixes: ['+7915'], testNumbers: { '+79157777777': '1234' } },
    'testNumbers',
    'has a number that is in "blockedPrefixes" or in the list of docs/abuse.md, so nobody could use it. Take another number.',
  ],
  [{ secret: undefined }, 'secret', `${SECRET_RULE} undefined.`],
  [{ secret: SECRET }, 'secret', `${SECRET_RULE} a string of 15 characters.`],
  [{ secret: 1234567890 }, 'secret', `${SECRET_RULE} a number.`],
  [{ secret: [] }, 'secret', 'must be at least one secret, but is an empty array.'],
  [{ secret: [SECRET], pseudonymKey: GOOD.secret }, 'secret.0', `${SECRET_RULE} a string of 15 characters.`],
  [{ dangerouslyOverwriteUnreadable: 'yes' }, 'dangerouslyOverwriteUnreadable', 'must be true or false, but is a string of 3 characters.'],
  [{ secret: [GOOD.secret] }, 'pseudonymKey', 'must be given while "secret" is an array'],
  [{ pseudonymKey: SECRET }, 'pseudonymKey', `${SECRET_RULE} a string of 15 characters.`],
  [
    { countries: undefined },
    'countries',
    'must be a list of ISO 3166 alpha-2 country codes such as ["RU", "SK"], or "any", but is undefined.',
  ],
  [
    { countries: 'RU' },
    'countries',
    'must be a list of ISO 3166 alpha-2 country codes such as ["RU", "SK"], or "any", but is a string of 2 characters.',
  ],
  [
    { countries: [] },
    'countries',
    'must be a list of ISO 3166 alpha-2 country codes such as ["RU", "SK"], or "any", but is an empty array.',
  ],
  [{ countries: ['RU', 'sk'] }, 'countries.1', meant('"SK" (Slovakia), but is "sk".')],
  [{ countries: ['UK'] }, 'countries.0', meant('"GB" (United Kingdom) or "UA" (Ukraine), but is "UK".')],
  [{ countries: ['ru'] }, 'countries.0', meant('"RU" (Russia), but is "ru".')],
  [{ countries: ['EN'] }, 'countries.0', meant('"GB" (United Kingdom) or "US" (United States), but is "EN".')],
  [{ countries: ['SU'] }, 'countries.0', meant('"RU" (Russia), but is "SU".')],
  [{ countries: ['KO'] }, 'countries.0', meant('"KR" (South Korea), but is "KO".')],
  [{ countries: ['ja'] }, 'countries.0', meant('"JP" (Japan), but is "ja".')],
  [{ countries: ['cs'] }, 'countries.0', meant('"CZ" (Czechia), but is "cs".')],
  [{ countries: ['RUS'] }, 'countries.0', meant('"RU" (Russia), but is "RUS".')],
  [{ countries: [' RU'] }, 'countries.0', meant('"RU" (Russia), but is " RU".')],
  [{ countries: ['QQ'] }, 'countries.0', `${COUNTRY_RULE} a string of 2 characters.`],
  [{ countries: ['+7'] }, 'countries.0', `${COUNTRY_RULE} a string of 2 characters.`],
  [{ countries: [SECRET] }, 'countries.0', `${COUNTRY_RULE} a string of 15 characters.`],
  [{ countries: [7] }, 'countries.0', 'must be an ISO 3166 alpha-2 country code, but is a number.'],
  [{ defaultCountry: 'Russia' }, 'defaultCountry', meant('"RU" (Russia), but is "Russia".')],
  [{ methods: undefined }, 'methods', 'must be a list of methods, but is undefined.'],
  [{ methods: [] }, 'methods', 'must be at least one method, such as createMcn(…).flashCall(), but is an empty array.'],
  [{ methods: [mcn] }, 'methods.0', 'must be a method of a provider, such as createMcn(…).flashCall(), but is an object.'],
  [{ methods: [mcn.flashCall] }, 'methods.0', 'must be a method of a provider, such as createMcn(…).flashCall(), but is a function.'],
  [{ methods: [mcn.flashCall(), mcn.flashCall()] }, 'methods', 'has "mcn.flashCall" twice.'],
  [{ methods: [mobilGroup.sms()] }, 'methods', 'has "mobilgroup.sms", but no call of the same account stands before it'],
  [
    { methods: [mobilGroup.sms(), mobilGroup.voiceCall()] },
    'methods',
    'has "mobilgroup.sms", but no call of the same account stands before it',
  ],
  [{ methods: [mcn.flashCall(), mobilGroup.sms()] }, 'methods', 'has "mobilgroup.sms", but no call of the same account stands before it'],
  [
    { methods: [mcn.flashCall(), createMcn({ token: 'x', accountId: '2' }).passwordCall()] },
    'methods',
    'come from two accounts named "mcn".',
  ],
  [{ store: {} }, 'store', 'must be a store with get, put, delete and count, but is an object.'],
  [{ token: SECRET }, 'token', 'must be an object of token options, but is a string of 15 characters.'],
  [{ token: { key: SECRET } }, 'token.key', 'must be a secret of 32 bytes or more for HS256.'],
  [{ secret: 's'.repeat(32) }, 'secret', 'must be a secret of random bytes: fewer than 8 of them differ'],
  [{ secret: 'abcdefg'.repeat(8) }, 'secret', 'must be a secret of random bytes: fewer than 8 of them differ'],
  [{ secret: new Uint8Array(32) }, 'secret', 'must be a secret of random bytes: fewer than 8 of them differ'],
  [
    { secret: [GOOD.secret, Buffer.alloc(32, 7)], pseudonymKey: GOOD.secret },
    'secret.1',
    'must be a secret of random bytes: fewer than 8 of them differ',
  ],
  [{ pseudonymKey: '0'.repeat(64) }, 'pseudonymKey', 'must be a secret of random bytes: fewer than 8 of them differ'],
  [{ token: { key: 'x'.repeat(32) } }, 'token.key', 'must be a secret of random bytes: fewer than 8 of them differ'],
  [
    { token: { previousKeys: [{ key: Buffer.alloc(40) }] } },
    'token.previousKeys.0.key',
    'must be a secret of random bytes: fewer than 8 of them differ',
  ],
  [{ token: { key: 'x'.repeat(32), algorithm: 'HS512' } }, 'token.key', 'must be a secret of 64 bytes or more for HS512.'],
  [{ token: { key: 1234567890 } }, 'token.key', 'must be a secret, a PEM text or a KeyObject, but is a number.'],
  [
    { token: { algorithm: 'ES256' } },
    'token.key',
    'must be given for ES256: a private EC key on the curve prime256v1, as a PEM text or a KeyObject (for example from `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:prime256v1`).',
  ],
  [
    { token: { algorithm: 'PS384' } },
    'token.key',
    'must be given for PS384: a private RSA key of 2048 bits or more, as a PEM text or a KeyObject (for example from `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048`).',
  ],
  [
    { token: { algorithm: 'HS512' } },
    'token.key',
    'must be given for HS512: a secret of 64 bytes or more (for example from `openssl rand -base64 64`).',
  ],
  [{ token: { algorithm: 'ES256', key: SECRET } }, 'token.key', 'cannot be read: give a PEM text or a KeyObject. It has no "-----BEGIN"'],
  [{ token: { algorithm: 'ES256', key: p384.privateKey } }, 'token.key', 'must be on the curve prime256v1 for ES256, but is on secp384r1.'],
  [{ token: { algorithm: 'ES384', key: p384.publicKey } }, 'token.key', 'cannot sign'],
  [{ token: { algorithm: 'RS256', key: rsa1024 } }, 'token.key', 'must have 2048 bits or more, but has 1024.'],
  [{ token: { algorithm: 'RS256', key: p384.privateKey } }, 'token.key', 'must be an RSA key for RS256, but is ec.'],
  [{ token: { algorithm: 'none' } }, 'token.algorithm', 'must be one of "HS256", '],
  [{ token: { keyId: 5 } }, 'token.keyId', 'must be a non-empty string, but is'],
  [{ token: { issuer: '' } }, 'token.issuer', 'must be a non-empty string, but is an empty string.'],
  [{ token: { audience: ['a'] } }, 'token.audience', 'must be a non-empty string, but is an array of 1.'],
  [{ token: { expiresInSeconds: 0 } }, 'token.expiresInSeconds', 'must be a whole number from 1 to 86400, but is 0.'],
  [{ token: { claims: 'admin' } }, 'token.claims', 'must be an object or a function, but is a string of 5 characters.'],
  [{ token: { claims: { phone_number: '+7' } } }, 'token.claims', 'must not set "phone_number": it is set by express-call-verification.'],
  [{ token: { claims: { amr: ['mfa'] } } }, 'token.claims', 'must not set "amr"'],
  [{ token: { previousKeys: {} } }, 'token.previousKeys', 'must be a list of keys such as [{ key, algorithm, keyId }], but is an object.'],
  [{ token: { previousKeys: [{ key: SECRET }] } }, 'token.previousKeys.0.key', 'must be a secret of 32 bytes or more for HS256.'],
  [{ lifetimeSeconds: 601 }, 'lifetimeSeconds', 'must be a whole number from 30 to 600, but is 601.'],
  [{ lifetimeSeconds: '300' }, 'lifetimeSeconds', 'must be a whole number from 30 to 600, but is a string of 3 characters.'],
  [{ maxChecks: 6 }, 'maxChecks', 'must be a whole number from 1 to 5, but is 6.'],
  [{ maxAttempts: 1.5 }, 'maxAttempts', 'must be a whole number from 1 to 10, but is 1.5.'],
  [{ resendDelaysSeconds: 30 }, 'resendDelaysSeconds', 'must be a list of seconds, but is 30.'],
  [{ resendDelaysSeconds: [30, -1] }, 'resendDelaysSeconds.1', 'must be a whole number from 0 to 3600, but is -1.'],
  [
    { requireCallReport: 'yes' },
    'requireCallReport',
    'must be true, false or { reportTimeoutSeconds, onTimeout }, but is a string of 3 characters.',
  ],
  [
    { requireCallReport: { onTimeout: 'maybe' } },
    'requireCallReport.onTimeout',
    'must be one of "accept", "reject", but is a string of 5 characters.',
  ],
  [
    { requireCallReport: true, methods: [mcn.ownNumberCall({ callerNumbers: endings(1000) })] },
    'requireCallReport',
    'cannot be used with "mcn.ownNumberCall", because no report ever comes about its calls.',
  ],
  [{ limits: false }, 'limits', 'must be an object of limits, but is false.'],
  [{ limits: { startsPerHour: 0 } }, 'limits.startsPerHour', 'must be a whole number from 1 to 1000000, but is 0.'],
  [
    { limits: { failuresPerDay: '10' } },
    'limits.failuresPerDay',
    'must be a whole number from 1 to 1000000, or false, but is a string of 2 characters.',
  ],
  [{ limits: { callsPerDay: -5 } }, 'limits.callsPerDay', 'must be a whole number from 1 to 1000000000, but is -5.'],
  [{ limits: { prefixUnsettled: 0 } }, 'limits.prefixUnsettled', 'must be a whole number from 1 to 1000000, but is 0.'],
  [{ limits: { prefixVerifiedShare: 20 } }, 'limits.prefixVerifiedShare', 'must be a number from 0 to 1, but is 20.'],
  [{ limits: { prefixUnsetled: 5 } }, 'limits.prefixUnsetled', 'is unknown. Did you mean "prefixUnsettled"?'],
  [{ budgets: 500 }, 'budgets', 'must be budgets by currency such as { RUB: { perHour: 500, perDay: 5000 } }, but is 500.'],
  [{ budgets: { roubles: { perDay: 5 } } }, 'budgets', 'must be budgets by currency such as { RUB: { perHour: 500, perDay: 5000 } }'],
  [{ budgets: { RUB: { perday: 5 } } }, 'budgets.RUB.perday', 'is unknown. Did you mean "perDay"?'],
  [
    { budgets: { RUB: { perDay: 5 } }, methods: [mobilGroup.flashCall(), mobilGroup.sms()] },
    'methods',
    'has "mobilgroup.sms" without a price, so "budgets" cannot limit it.',
  ],
  [{ budgets: { RUB: { perDay: -1 } } }, 'budgets.RUB.perDay', 'must be a number from 0.01 to 1000000000, but is -1.'],
  [
    { breakers: false },
    'breakers',
    'must be an object such as { prefix: "enforce", country: "audit", wrongCodes: "enforce" }, but is false.',
  ],
  [{ breakers: { prefix: 'on' } }, 'breakers.prefix', 'must be one of "enforce", "audit", "off", but is a string of 2 characters.'],
  [
    { challenge: 'captcha' },
    'challenge',
    'must be an object that says what the client must pass, or a function that makes one, but is a string of 7 characters.',
  ],
  [
    { deviceCookie: 'yes' },
    'deviceCookie',
    'must be true, false, or an object such as { name, path, domain, sameSite, secure }, but is a string of 3 characters.',
  ],
  [
    { deviceCookie: { sameSite: 'any' } },
    'deviceCookie.sameSite',
    'must be one of "strict", "lax", "none", but is a string of 3 characters.',
  ],
  [{ minEntropyBits: 0 }, 'minEntropyBits', 'must be a number from 1 to 13, but is 0.'],
  [{ ipLimits: true }, 'ipLimits', 'must be false, or an object of limits per address, but is true.'],
  [{ ipLimits: { checksPerHour: 0 } }, 'ipLimits.checksPerHour', 'must be a whole number from 1 to 1000000, but is 0.'],
  [{ development: 'yes' }, 'development', 'must be true or false, but is a string of 3 characters.'],
  [{ bindTo: 'session' }, 'bindTo', 'must be a function, but is a string of 7 characters.'],
  [
    { testNumbers: [] },
    'testNumbers',
    'must be an object with numbers in E.164 as names, such as { "+79157777777": "1234" }, but is an empty array.',
  ],
  [{ testNumbers: { '89150001122': '1234' } }, 'testNumbers', 'must be an object with numbers in E.164 as names'],
  [{ testNumbers: { '+79150001122': 998877 } }, 'testNumbers.+*********22', 'must be a code of 4 to 8 digits, but is a number.'],
  [
    { testNumbers: { '+79150001122': '12' } },
    'testNumbers.+*********22',
    'must be a code of 4 to 8 digits, but is a string of 2 characters.',
  ],
  [
    { dangerouslyAllowTestNumbersUntil: 'tomorrow' },
    'dangerouslyAllowTestNumbersUntil',
    'must be a Date, but is a string of 8 characters.',
  ],
  [{ policy: {} }, 'policy', 'must be a function, but is an object.'],
  [{ storeTimeoutMs: 0 }, 'storeTimeoutMs', 'must be a whole number from 10 to 60000, but is 0.'],
  [{ clock: 5 }, 'clock', 'must be a function, but is 5.'],
  [{ fetch: {} }, 'fetch', 'must be a function, but is an object.'],
  [
    { logger: { info: () => undefined } },
    'logger',
    'must be a logger with info, warn and error, such as pino() or console, but is an object.',
  ],
  [{ onEvent: 'log' }, 'onEvent', 'must be a function, but is a string of 3 characters.'],
];

describe('an option that is wrong is named, with what was expected and what came', () => {
  for (const [options, option, explanation] of WRONG) {
    it(`${option} ${explanation}`, () => {
      const error = errorOf(create(options));
      expect(error.option).toBe(option);
      expect(error.message).toContain(`createCallVerification: option "${option}" ${explanation}`);
      for (const secret of [SECRET, '1234567890', '9150001122', '998877', GOOD.secret]) expect(error.message).not.toContain(secret);
    });
  }

  it('also when there are no options', () => {
    for (const options of [undefined, null, 'options']) {
      expect(errorOf(() => createCallVerification(options as unknown as typeof GOOD)).message).toMatch(
        /^createCallVerification: the options must be .*object/,
      );
    }
  });

  it('covers every option that there is', () => {
    const { message } = errorOf(create({ unheardOf: 1 }));
    const known = /Known names are: (.*)\.$/.exec(message)?.[1]?.split(', ') ?? [];
    const covered = new Set(WRONG.map(([, option]) => option.split('.')[0]));
    expect(known.filter((name) => !covered.has(name))).toEqual([]);
    expect(known.length).toBeGreaterThan(20);
  });
});

describe('a name that is unknown is told its nearest', () => {
  for (const [options, option, nearest] of [
    [{ maxCheck: 3 }, 'maxCheck', 'maxChecks'],
    [{ Methods: [] }, 'Methods', 'methods'],
    [{ country: ['RU'] }, 'country', 'countries'],
    [{ token: { expiresInSecond: 5 } }, 'token.expiresInSecond', 'expiresInSeconds'],
    [{ token: { previousKeys: [{ keyID: 'a' }] } }, 'token.previousKeys.0.keyID', 'keyId'],
    [{ limits: { startPerHour: 5 } }, 'limits.startPerHour', 'startsPerHour'],
    [{ ipLimits: { startPerHour: 5 } }, 'ipLimits.startPerHour', 'startsPerHour'],
    [{ requireCallReport: { reportTimeoutSecond: 5 } }, 'requireCallReport.reportTimeoutSecond', 'reportTimeoutSeconds'],
  ] as const) {
    it(`${option}: ${nearest}`, () => {
      const { option: named, message } = errorOf(create(options));
      expect(named).toBe(option);
      expect(message).toBe(`createCallVerification: option "${option}" is unknown. Did you mean "${nearest}"?`);
    });
  }
});

describe('the Express factories', () => {
  const calls = createCallVerification(GOOD);

  for (const factory of [
    startCallVerification,
    checkCallCode,
    cancelCallVerification,
    callStatus,
    callWebhooks,
    requireVerifiedPhone,
    callVerificationRouter,
  ]) {
    it(`${factory.name} wants what createCallVerification returned`, () => {
      for (const wrong of [undefined, null, {}, GOOD]) {
        const { message } = errorOf(() => factory(wrong as unknown as typeof calls));
        expect(message).toContain(`${factory.name}: option "calls" must be what createCallVerification returned, but is`);
      }
    });
  }

  for (const [work, message] of [
    [
      () => startCallVerification(calls, { purposes: 'x' } as object),
      'startCallVerification: option "purposes" is unknown. Did you mean "purpose"?',
    ],
    [
      () => startCallVerification(calls, { passThrough: 'yes' } as object),
      'startCallVerification: option "passThrough" must be true or false',
    ],
    [() => checkCallCode(calls, { purpose: 'x'.repeat(65) }), 'checkCallCode: option "purpose" must be a string of 1 to 64 characters'],
    [() => checkCallCode(calls, { input: {} } as object), 'checkCallCode: option "input" must be a function, but is an object.'],
    [() => callVerificationRouter(calls, { purpose: '' }), 'option "purpose" must be a string of 1 to 64 characters'],
    [() => requireVerifiedPhone(calls, { phone: '+7' } as object), 'requireVerifiedPhone: option "phone" must be a function'],
    [
      () => requireVerifiedPhone(calls, { allowTests: true } as object),
      'requireVerifiedPhone: option "allowTests" is unknown. Did you mean "allowTest"?',
    ],
    [
      () => mcn.flashCall({ requireCallReport: true } as object),
      'option "requireCallReport" is unknown. It belongs to createCallVerification.',
    ],
    [
      () => startCallVerification(calls, { bindTo: () => 'a' } as object),
      'option "bindTo" is unknown. It belongs to createCallVerification.',
    ],
    [
      () => callVerificationRouter(calls, { input: () => ({}) } as object),
      'option "input" is unknown. It belongs into "start" or "check".',
    ],
    [() => requireVerifiedPhone(calls, { purpose: 7 } as object), 'requireVerifiedPhone: option "purpose" must be a non-empty string'],
  ] as const) {
    it(message, () => {
      expect(errorOf(work).message).toContain(message);
    });
  }
});
