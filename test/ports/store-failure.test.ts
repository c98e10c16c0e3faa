import { expect, it } from 'vitest';
import { StoreFailure } from '../../src/ports/store-failure.js';

it('is known by every copy of its module', async () => {
  // As the ES and the CommonJS half of the package are.
  const copy: typeof import('../../src/ports/store-failure.js') = await import('../../src/ports/store-failure.js?copy' as string);
  expect(copy.StoreFailure).not.toBe(StoreFailure);
  expect(new copy.StoreFailure('down')).toBeInstanceOf(StoreFailure);
  expect(new StoreFailure('down')).toBeInstanceOf(copy.StoreFailure);
});

it('is no other error', () => {
  for (const other of [new Error('down'), { name: 'StoreFailure' }, 'down', null, undefined])
    expect(other instanceof StoreFailure).toBe(false);
});
