import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { checkSecrets } from '../../../src/cli/doctor/check-secrets.js';

const levelOf = async (secret: string | Uint8Array, isProduction = true): Promise<unknown> => {
  const [found] = await checkSecrets.run({ options: { secret }, folder: '/', isProduction }, AbortSignal.timeout(1000));
  return found !== undefined && 'level' in found ? found.level : undefined;
};

it.each(['base64', 'base64url', 'hex', 'latin1'] as const)('random bytes as %s are a good secret', async (encoding) => {
  for (let time = 0; time < 200; time += 1) expect(await levelOf(randomBytes(32).toString(encoding))).toBe('ok');
});

it('random bytes are a good secret', async () => {
  for (let time = 0; time < 200; time += 1) expect(await levelOf(new Uint8Array(randomBytes(32)))).toBe('ok');
});

it.each([
  'change-me-change-me-change-me-please',
  'my-super-secret-key-for-my-application',
  'correct horse battery staple and more words',
  '0123456789012345678901234567890123456789',
  'aB3$xY7!aB3$xY7!aB3$xY7!aB3$xY7!',
  'aaaaaaaaaaaaaaaaaaaaaaaaabcdefghij',
])('%s is a problem in production, and a warning before', async (secret) => {
  expect([await levelOf(secret), await levelOf(secret, false)]).toEqual(['problem', 'warning']);
});
