import { describe, expect, it } from 'vitest';
import {
  createVerificationRef,
  entryKeyOfPhone,
  newIdBits,
  phoneCover,
  readVerificationId,
} from '../../../src/engine/records/verification-id.js';
import { registerSecret } from '../../support/secrets.js';
import { bytes, keyringOf, newSecret } from '../keys.js';

const PHONE = registerSecret('+79160000003', 'a phone number');

const newId = (pseudonyms = keyringOf(newSecret()).pseudonyms) => createVerificationRef(PHONE, pseudonyms, newIdBits(bytes));

describe('the id of a verification', () => {
  it('leads back to what it was made of', () => {
    const { pseudonyms } = keyringOf(newSecret());
    const made = newId(pseudonyms);
    const read = readVerificationId(made.verificationId, pseudonyms);
    expect(read).toMatchObject({ verificationId: made.verificationId, entryKey: made.entryKey, idHash: made.idHash });
    expect(Buffer.from(read?.bits ?? []).equals(made.bits)).toBe(true);
    expect(made.bits).toHaveLength(24);
    expect(made.entryKey).toBe(`n:${Buffer.from(pseudonyms.ofPhone(PHONE)).toString('base64url')}`);
    expect(made.entryKey).toBe(entryKeyOfPhone(PHONE, pseudonyms));
  });

  it('shows neither the number nor that another id is of the same number', () => {
    const { pseudonyms } = keyringOf(newSecret());
    const raws = Array.from({ length: 100 }, () => Buffer.from(newId(pseudonyms).verificationId, 'base64url'));
    const pseudonym = Buffer.from(pseudonyms.ofPhone(PHONE));
    for (const raw of raws) expect(raw.includes(pseudonym.subarray(0, 4))).toBe(false);
    for (let position = 0; position < 40; position += 1) {
      expect(new Set(raws.map((raw) => raw[position])).size, `byte ${position}`).toBeGreaterThan(20);
    }
  });

  it('is known by a hash that does not tell it', () => {
    const { idHash, verificationId, entryKey } = newId();
    expect(idHash).toMatch(/^[\w-]{16}$/);
    expect(verificationId).not.toContain(idHash);
    expect(entryKey).not.toContain(idHash);
  });

  it('leads elsewhere under another key, and outlives a rotation', () => {
    const [old, young] = [newSecret(), newSecret()];
    const made = newId(keyringOf(old).pseudonyms);
    expect(readVerificationId(made.verificationId, keyringOf(young).pseudonyms)?.entryKey).not.toBe(made.entryKey);
    expect(readVerificationId(made.verificationId, keyringOf(young, old).pseudonyms)).toMatchObject({
      entryKey: made.entryKey,
      idHash: made.idHash,
    });
  });

  it('has one spelling', () => {
    const { pseudonyms } = keyringOf(newSecret());
    const { verificationId } = newId(pseudonyms);
    const last = verificationId.at(-1) ?? '';
    const others = [
      '',
      'x',
      `${verificationId}=`,
      `${verificationId}A`,
      ` ${verificationId}`,
      verificationId.slice(0, -1),
      `${verificationId.slice(0, -1)}*`,
      // The last character of 40 bytes carries bits that mean nothing.
      verificationId.slice(0, -1) + String.fromCharCode(last.charCodeAt(0) + 1),
      Buffer.from(verificationId, 'base64url').toString('base64'),
    ].filter((other) => other !== verificationId);
    for (const other of others) {
      const read = readVerificationId(other, pseudonyms);
      expect(read === undefined || read.verificationId !== verificationId, other.length.toString()).toBe(true);
      if (read !== undefined) expect(read.idHash).not.toBe(readVerificationId(verificationId, pseudonyms)?.idHash);
    }
  });

  it('is the same for the same random bits, so that every run of a request begins the same verification', () => {
    const { pseudonyms } = keyringOf(newSecret());
    const bits = newIdBits(bytes);
    expect(createVerificationRef(PHONE, pseudonyms, bits)).toEqual(createVerificationRef(PHONE, pseudonyms, bits));
  });
});

describe('a number behind the cover of an id', () => {
  const { pseudonyms } = keyringOf(newSecret());
  const cover = phoneCover(newId(pseudonyms), pseudonyms);

  it('is shown to whoever has the id, however long it is', () => {
    const numbers = ['+79160000003', '+4219011234', '+2907123', '+999999999999999'].map((number) =>
      registerSecret(number, 'a phone number'),
    );
    for (const number of numbers) expect(cover.show(cover.hide(number))).toBe(number);
  });

  it('is shown to nobody else, and takes few bytes', () => {
    const hidden = cover.hide(PHONE);
    expect(hidden).toMatch(/^[\w-]{11}$/);
    expect(phoneCover(newId(pseudonyms), pseudonyms).show(hidden)).not.toBe(PHONE);
    expect(phoneCover(newId(pseudonyms), pseudonyms).hide(PHONE)).not.toBe(hidden);
  });
});
