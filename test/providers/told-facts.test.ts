/** What providers and methods say of themselves is what they do. */
import { expect, it } from 'vitest';
import type { CallMethod } from '../../src/ports/method.js';
import type { CallbackOptions } from '../../src/providers/callbacks/callback-options.js';
import { createMcn } from '../../src/providers/mcn/create-mcn.js';
import { createMobilGroup } from '../../src/providers/mobilgroup/create-mobil-group.js';
import { placeAt } from './placing.js';

const mcnAt = (url: string, callback: CallbackOptions = {}) =>
  createMcn({ token: 'TOKEN', accountId: '117793', apiUrl: url, paidMethodsUrl: url, callback });
const mobilGroupAt = (url: string, callback: CallbackOptions = {}) => createMobilGroup({ apiKey: 'KEY', apiUrl: url, callback });
const CALLERS = ['+74951234567', '+74951234568'];

const METHODS: readonly (readonly [name: string, create: (url: string) => CallMethod])[] = [
  ['mcn.flashCall', (url) => mcnAt(url).flashCall()],
  ['mcn.ownNumberCall', (url) => mcnAt(url).ownNumberCall({ callerNumbers: CALLERS, dangerouslyAllowSmallPool: true })],
  ['mcn.passwordCall', (url) => mcnAt(url).passwordCall()],
  ['mcn.confirmationCall', (url) => mcnAt(url).confirmationCall({ confirmedBy: { field: 'dtmf', value: '9' } })],
  ['mobilgroup.flashCall', (url) => mobilGroupAt(url).flashCall()],
  ['mobilgroup.voiceCall', (url) => mobilGroupAt(url).voiceCall()],
  ['mobilgroup.sms', (url) => mobilGroupAt(url).sms()],
];

it.each(METHODS)('%s says where it asks, and whether the address shows the number', async (_, create) => {
  let told: CallMethod | undefined;
  const remember = (url: string): CallMethod => {
    told = create(`${url}/base`);
    return told;
  };
  const { sent } = await placeAt(remember, { phone: '+79157777777', code: '4567', earlierCallId: '1' }, { json: {} });
  expect(sent.path).toMatch(/^\/base\//);
  expect(new URL(told?.apiUrl ?? '').pathname).toBe('/base');
  expect(told?.hasSecretUrls === true).toBe(JSON.stringify(sent.query).includes('79157777777'));
});

it('a confirmation call names the field that its reports need', () => {
  const mcn = mcnAt('https://api.example');
  expect(mcn.confirmationCall({ confirmedBy: { field: 'key', value: '9' } }).confirmingField).toBe('key');
  expect(mcn.confirmationCall({ dangerouslyConfirmedByAnswer: true }).confirmingField).toBeUndefined();
});

it.each<[string, CallbackOptions, readonly string[]]>([
  ['as it comes', {}, ['verification_call_uuid', 'q931_status', 'final_status']],
  ['with names of the owner', { id: 'call', status: 'result' }, ['call', 'q931_status', 'result']],
  ['with places', { positions: { id: 2, cause: 0 } }, ['q931_status', '', 'verification_call_uuid']],
  ['with the place of the id alone', { positions: { id: 0 } }, ['verification_call_uuid']],
])('a callback in the form that MCN tells %s is understood', (_, callback, fields) => {
  const mcn = mcnAt('https://api.example', callback);
  const form = mcn.callbackForm;
  expect(form?.fields).toEqual(fields);
  const values = form?.fields.map((field) => (field === form.id ? 'da59bda0a1bb_117793' : field === 'q931_status' ? '16' : 'ANSWER')) ?? [];
  const record = form?.shape === 'array' ? values : Object.fromEntries(fields.map((field, index) => [field, values[index]]));
  const body = JSON.stringify(form?.shape === 'array' ? record : [record]);
  const { reports, unmapped } = mcn.parseReports({ method: 'POST', headers: {}, query: {}, body });
  expect(unmapped).toBeUndefined();
  expect(reports).toMatchObject([{ callId: 'da59bda0a1bb_117793' }]);
});

it('MobilGroup tells the names that are assumed', () => {
  expect(mobilGroupAt('https://voice.example').callbackForm).toEqual({
    shape: 'object',
    fields: ['id', 'q931_status', 'final_status'],
    id: 'id',
  });
});
