/** Every method of this package keeps the contract that it offers to others. */
import { createMcn, createMobilGroup } from 'express-call-verification';
import { methodContract, type ProviderStandIn, type ReceivedRequest } from 'express-call-verification/testing';
import { describe, it } from 'vitest';

const TOKEN = 'token-of-an-mcn-account';
const KEY = 'key-of-a-mobilgroup-account';
const FRESH_CODE = { id: '', code: '' };

const runner = { describe: describe.concurrent, it };
const mcnAt = ({ baseUrl, timeoutMs }: ProviderStandIn) =>
  createMcn({ token: TOKEN, accountId: '117793', apiUrl: baseUrl, paidMethodsUrl: baseUrl, timeoutMs });
const mobilGroupAt = ({ baseUrl, timeoutMs }: ProviderStandIn) => createMobilGroup({ apiKey: KEY, apiUrl: baseUrl, timeoutMs });

/** As the documents of MCN show an answer: an envelope, or flat. */
const envelope = (_: ReceivedRequest, { id }: typeof FRESH_CODE) => ({
  body: {
    status: 'success',
    code: 200,
    object: { login_did: '79157777700', account_id: 117793, verification_call_uuid: `da59${id}_117793` },
  },
});
const flat = (_: ReceivedRequest, { id }: typeof FRESH_CODE) => ({
  body: { ok: true, verification_uuid: `da59${id}_117793`, is_redirect: false },
});
const mcn = {
  ...runner,
  secrets: [TOKEN],
  refusal: (_: ReceivedRequest, { text }: { text: string }) => ({ body: { ok: false, error: text } }),
};

methodContract('mcn.flashCall', (provider) => mcnAt(provider).flashCall(), { ...mcn, success: envelope });
methodContract(
  'mcn.ownNumberCall',
  (provider) => mcnAt(provider).ownNumberCall({ callerNumbers: Array.from({ length: 100 }, (_, index) => String(74950000100 + index)) }),
  { ...mcn, success: () => ({ body: { ok: true } }) },
);
methodContract('mcn.passwordCall', (provider) => mcnAt(provider).passwordCall(), { ...mcn, success: flat });
methodContract('mcn.confirmationCall', (provider) => mcnAt(provider).confirmationCall({ confirmedBy: { field: 'dtmf', value: '9' } }), {
  ...mcn,
  success: envelope,
});

const mobilGroup = {
  ...runner,
  secrets: [KEY],
  success: (_: ReceivedRequest, fresh: typeof FRESH_CODE) => ({ body: { result: 'ok', number: '79157777700', price: '0.35', ...fresh } }),
  refusal: (_: ReceivedRequest, { text }: { text: string }) => ({ body: { result: 'error', error_code: text } }),
};
/** Where the code is ours, the answer does not repeat it. */
const withoutCode = {
  ...mobilGroup,
  success: (_: ReceivedRequest, { id }: typeof FRESH_CODE) => ({ body: { result: 'ok', id, price: '0.35' } }),
};

methodContract('mobilGroup.flashCall', (provider) => mobilGroupAt(provider).flashCall({ digits: 6 }), mobilGroup);
methodContract('mobilGroup.flashCall with our code', (provider) => mobilGroupAt(provider).flashCall({ codeFrom: 'us' }), withoutCode);
methodContract('mobilGroup.voiceCall', (provider) => mobilGroupAt(provider).voiceCall({ repeat: true }), withoutCode);
methodContract('mobilGroup.sms', (provider) => mobilGroupAt(provider).sms(), withoutCode);
