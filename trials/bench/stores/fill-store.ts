/** Puts entries into a store that are as large as those of numbers, and that nobody asks for. */
import { randomBytes } from 'node:crypto';
import type { CallVerificationStore } from '../../../src/index.js';
import { forEachOf } from '../side-by-side.js';

const HOUR = 3_600_000;
const ENTRY_LETTERS = 340;
const KEY_LETTERS = 22;
const SIDE_BY_SIDE = 64;

/** In one piece: a part of another text would be counted with what it holds on to. */
const randomText = (letters: number): string => {
  const text = randomBytes(letters).toString('base64url').slice(0, letters);
  return Buffer.from(text).toString('latin1');
};

export async function fillStore(store: CallVerificationStore, count: number): Promise<void> {
  const expiresAt = Date.now() + HOUR;
  await forEachOf(count, SIDE_BY_SIDE, () =>
    store.put(`n:${randomText(KEY_LETTERS)}`, randomText(ENTRY_LETTERS), { expected: null, expiresAt }),
  );
}
