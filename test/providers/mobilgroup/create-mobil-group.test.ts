/** What createMobilGroup accepts and refuses. */
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../../src/options/configuration-error.js';
import { createMobilGroup } from '../../../src/providers/mobilgroup/create-mobil-group.js';

const REQUEST = { phone: '+79999999999', code: '1234', purpose: 'sign-in', txn: 'the-txn' };
const SUCCESS = { result: 'ok', id: '1234', number: '79999999999', price: '0.35', code: '1234' };

describe('createMobilGroup', () => {
  it('makes a frozen provider named mobilgroup, for the address of the document', async () => {
    const mobilGroup = createMobilGroup({ apiKey: 'KEY' });
    expect(mobilGroup.name).toBe('mobilgroup');
    expect(Object.isFrozen(mobilGroup)).toBe(true);
    const urls: string[] = [];
    const fetch = (async (url: string) => {
      urls.push(url);
      return Response.json(SUCCESS);
    }) as typeof globalThis.fetch;
    await mobilGroup.voiceCall().place(REQUEST, { fetch });
    expect(urls).toEqual(['https://voice.mobilgroup.ru/api/voice-password/send/']);
  });

  it.each([
    [{ apiKey: undefined }, /"apiKey" must be your MobilGroup API key .*is the environment variable set\?.* but is undefined/],
    [{ apiKey: '' }, /"apiKey" must be .* but is an empty string/],
    [{ apiKey: 'ключ' }, /"apiKey" must be/],
    [{ apiKeyIn: 'query' }, /"apiKeyIn" must be one of "header", "body"/],
    [{ apiUrl: 'http://voice.mobilgroup.ru' }, /"apiUrl" must be an https URL/],
    [{ name: 'mobil group' }, /"name" must be 1 to 32/],
    [{ timeoutMs: 0.5 }, /"timeoutMs" must be a whole number/],
    [{ apikey: 'x' }, /"apikey" is unknown\. Did you mean "apiKey"\?/],
    [{ callback: { ids: 'x' } }, /"callback.ids" is unknown\. Did you mean "id"\?/],
  ])('refuses %j', (wrong, message) => {
    const create = () => createMobilGroup({ apiKey: 'KEY', ...wrong } as never);
    expect(create).toThrow(ConfigurationError);
    expect(create).toThrow(message);
  });
});
