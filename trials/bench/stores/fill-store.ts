/** Puts entries into a store that are as large as those of numbers, and that nobody asks for. */
import { randomBytes } from 'node:crypto';
import type { CallVerificationStore } from '../../../src/index.js';
import { forEachOf } from '../side-by-side.js';

const HOUR = 3_600_000;
const ENTRY_LETTERS = 340;
const KEY_LETTERS = 22;
const SIDE_BY_SIDE = 64;

/** In one piece: a part of another text, or two texts put together, would be counted with what they hold on to. */
export const inOnePiece = (text: string): string => Buffer.from(text).toString('latin1');

export const randomText = (letters: number): string => inOnePiece(randomBytes(letters).toString('base64url').slice(0, letters));

export async function fillStore(store: CallVerificationStore, count: number): Promise<void> {
  const expiresAt = Date.now() + HOUR;
  await forEachOf(count, SIDE_BY_SIDE, () =>
    store.put(`n:${randomText(KEY_LETTERS)}`, randomText(ENTRY_LETTERS), { expected: null, expiresAt }),
  );
}
