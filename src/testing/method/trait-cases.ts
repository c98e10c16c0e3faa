/** What a method says of itself, and what its provider makes of callbacks. */
import assert from 'node:assert/strict';
import { KIND_FORM } from '../../contract/method-kind.js';
import type { CallbackRequest, CallMethod, CallProvider, ParsedCallback } from '../../ports/method.js';
import { assertPrice } from './check-result.js';
import type { MethodCase, Trial } from './method-case.js';

const PHONE = '+79157777700';
const PROVIDER = /^[a-z0-9-]{1,32}$/;

const CODE_SOURCES = ['us', 'pool', 'provider', 'earlier_call', 'nobody'] as const satisfies readonly CallMethod['codeFrom'][];
const REACHES = ['caller_number', 'speech', 'key_press', 'text'] as const satisfies readonly CallMethod['codeReach'][];
const REPORTS = ['documented', 'assumed', 'never'] as const satisfies readonly CallMethod['reports'][];
const TYPES = ['mobile', 'fixed'] as const satisfies readonly CallMethod['numberTypes'][number][];

/** Callbacks from hosts with and without body parsers, and from whoever has found the address. */
const CALLBACKS: readonly Partial<CallbackRequest>[] = [
  {},
  { body: '' },
  { body: '{' },
  { body: '[null, {"a": [1]}, "text", 42]' },
  { body: null },
  { body: 42 },
  { body: [[], {}, null, undefined] },
  { body: { nested: { deep: { status: [] } } } },
  { body: Buffer.from([0, 255, 254, 1]) },
  { body: 'x'.repeat(16_000) },
  { body: JSON.parse('{"__proto__": {"id": 1}, "constructor": 1, "toString": null}') },
  { method: 'GET', query: { id: ['1', '2'], status: { a: '1' } } },
  { method: 'GET', headers: { 'content-type': 'multipart/form-data; boundary=' }, body: '--\r\n' },
];

const made = async (trial: Trial): Promise<CallMethod> => trial.make(await trial.open({ connection: (socket) => void socket.destroy() }));

export const traitCases: readonly MethodCase[] = [
  {
    name: "its id is its provider's name, a dot, and a name of its own",
    async run(trial) {
      const { id, provider } = await made(trial);
      assert.match(provider.name, PROVIDER, 'a provider has a name of 1 to 32 of a-z, 0-9 and -');
      assert.ok(id.startsWith(`${provider.name}.`) && id.length > provider.name.length + 1, 'an id is <name of the provider>.<method>');
    },
  },
  {
    name: 'its kind, and who chooses the code, how it arrives and how long it is, fit together',
    async run(trial) {
      const { kind, codeFrom, codeReach, codeLength, endings = [], isConfirmedBy } = await made(trial);
      assert.match(kind, KIND_FORM, 'a kind is 2 to 32 of a-z, 0-9 and _, and begins with a letter');
      assert.ok(CODE_SOURCES.includes(codeFrom), `codeFrom is one of ${CODE_SOURCES.join(', ')}`);
      assert.ok(REACHES.includes(codeReach), `codeReach is one of ${REACHES.join(', ')}`);
      const isKeyPress = codeFrom === 'nobody';
      assert.equal(codeReach === 'key_press', isKeyPress, 'codeReach is key_press where codeFrom is nobody, and only there');
      const fits = isKeyPress ? codeLength === 0 : Number.isInteger(codeLength) && codeLength >= 4 && codeLength <= 8;
      assert.ok(fits, 'codeLength is 4 to 8, and 0 where nobody types a code');
      if (isKeyPress) assert.equal(typeof isConfirmedBy, 'function', 'isConfirmedBy says what confirms');
      if (codeFrom !== 'pool') return;
      const isPool = endings.every((ending) => /^\d+$/.test(ending) && ending.length === codeLength) && new Set(endings).size >= 2;
      assert.ok(isPool && new Set(endings).size === endings.length, 'endings are two or more, all of them different, of codeLength digits');
    },
  },
  {
    name: 'its reports, amr, number types, countries, price and time-out are what the service can use',
    async run(trial) {
      const { reports, amr = ['otp'], numberTypes, countries, price, provider } = await made(trial);
      assert.ok(REPORTS.includes(reports), `reports is one of ${REPORTS.join(', ')}`);
      const isAmr = amr.length > 0 && amr.every((each) => typeof each === 'string' && each !== '' && each !== 'mfa');
      assert.ok(isAmr, 'amr is a list of words of RFC 8176, never mfa: a method proves one factor');
      assert.ok(numberTypes.length > 0 && numberTypes.every((type) => TYPES.includes(type)), 'numberTypes has mobile, fixed, or both');
      assert.ok(
        countries === undefined || countries.every((each) => /^[A-Z]{2}$/.test(each)),
        'countries are like RU (ISO 3166), or left out',
      );
      assertPrice(price, 'a method');
      const { timeoutMs = 1 } = provider;
      assert.ok(Number.isInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs <= 60_000, 'timeoutMs is 1 to 60 000');
    },
  },
  {
    name: 'it and its provider are frozen, and two of one make are alike',
    async run(trial) {
      const standIn = await trial.open({ connection: (socket) => void socket.destroy() });
      const [method, again] = [await trial.make(standIn), await trial.make(standIn)];
      assert.ok(Object.isFrozen(method), 'a method is frozen, so that nobody changes it while calls are placed');
      assert.ok(Object.isFrozen(method.provider), 'a provider is frozen');
      assert.equal(again.id, method.id, 'an id is the same in every process');
    },
  },
  {
    name: 'callbacks of any form are read without throwing, and no value of theirs is described',
    async run(trial) {
      const { provider, reports: promised } = await made(trial);
      const { parseReports } = provider;
      assert.ok(parseReports !== undefined || promised === 'never', 'reports are never, unless the provider has parseReports');
      const told = [{ body: { [PHONE]: PHONE, strange: `call to ${PHONE}` } }, { body: `call to ${PHONE}` }];
      for (const callback of [...CALLBACKS, ...told]) {
        const { reports, unmapped } = readReports(provider, { method: 'POST', headers: {}, query: {}, body: undefined, ...callback });
        const areReports = Array.isArray(reports) && reports.every(({ callId, fate }) => callId !== '' && typeof fate.outcome === 'string');
        assert.ok(areReports, 'reports are a list, and each has the id of its call and what became of it');
        assert.ok(unmapped === undefined || typeof unmapped === 'string', 'what is not understood is described by a text, or not at all');
        assert.ok(!(unmapped ?? '').includes(PHONE.slice(1)), 'a description has names of fields and kinds of values, never a value');
      }
    },
  },
];

function readReports(provider: CallProvider, callback: CallbackRequest): ParsedCallback {
  try {
    return provider.parseReports?.(callback) ?? { reports: [] };
  } catch {
    return assert.fail('parseReports never throws: it has thrown for a callback of a strange form');
  }
}
