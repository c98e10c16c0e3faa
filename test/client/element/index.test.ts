import { expect, it } from 'vitest';

it('can be imported where there is no browser', async () => {
  const { CallVerificationElement, defineMessages } = await import('../../../src/client/element/index.js');
  await import('../../../src/client/element/register.js');
  expect([typeof CallVerificationElement, typeof defineMessages]).toEqual(['function', 'function']);
});
