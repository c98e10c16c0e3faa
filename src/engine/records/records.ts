/** Everything that the engine keeps in the store, and the names under which it lies there. */
import type { CodeBook } from '../../core/entry/code.js';
import { createCodeBook } from '../../core/entry/code.js';
import type { NumberEntry } from '../../core/entry/number-entry.js';
import type { RequestMark } from '../../core/entry/request-mark.js';
import { nameNetwork } from '../../core/limits/client-network.js';
import type { RandomBytes } from '../../ports/clock.js';
import type { Emit } from '../../ports/events.js';
import { type CallLink, type CallLinks, createCallLinks } from './call-links.js';
import { createDeviceProofs, type DeviceProofs } from './device-proofs.js';
import type { Keyring, Pseudonyms } from './keyring.js';
import { networkOf, siteOf } from './network.js';
import { createNonces } from './nonces.js';
import { createNumberEntries, type NumberEntries } from './number-entries.js';
import { createParking } from './parking.js';
import { createPriceRecords, type PriceRecords } from './price-records.js';
import { createRequestKeys, type KeyedInput, type KeyUse, keyUseOf, newMark, type RequestKeys } from './request-keys.js';
import type { PutListener, RecordNeeds } from './sealed-records.js';
import { createSealer } from './sealer.js';
import { createUnreadables } from './unreadable.js';
import {
  createVerificationRef,
  entryKeyOfPhone,
  newIdBits,
  phoneCover,
  readVerificationId,
  type VerificationRef,
} from './verification-id.js';

export type { Held } from './sealed-records.js';
export type { CallLink, VerificationRef };

export interface Records {
  readonly entries: NumberEntries;
  readonly links: CallLinks;
  readonly requestKeys: RequestKeys;
  readonly deviceProofs: DeviceProofs;
  readonly prices: PriceRecords;
  readonly pseudonyms: Pseudonyms;
  /** The key that begins verifications now. */
  readonly currentKeyId: string;
  /** A verification of the number that these bits (base64url) begin. */
  newRef(e164: string, bits: string): VerificationRef;
  newBits(): string;
  /** `undefined` for a text that cannot be an id. */
  refOf(verificationId: string): VerificationRef | undefined;
  entryKeyOf(e164: string): string;
  /**
   * The codes of a verification, by the key that began it. Without that key, and while what cannot be opened counts as empty: `undefined`.
   *
   * @throws {StoreFailure} without that key
   */
  codeBookOf(keyId: string, ref: VerificationRef): CodeBook | undefined;
  coverOf(ref: VerificationRef): ReturnType<typeof phoneCover>;
  /** The name of a verification in events and tokens. */
  txnOf(idHash: string): string;
  /** The name in entries of the network that an address belongs to. It shows neither. */
  networkName(ip: string | undefined): string | undefined;
  keyUseOf(route: 'start' | 'check', input: KeyedInput, body: readonly (string | undefined)[]): KeyUse | undefined;
  newMark(use: KeyUse | undefined): RequestMark;
  /** Reports what is still to be reported. */
  close(): void;
}

export interface RecordsNeeds extends Omit<RecordNeeds, 'sealer' | 'unreadables'> {
  readonly keyring: Keyring;
  readonly emit: Emit;
  /** What cannot be opened counts as empty. */
  readonly overwritesUnreadable: boolean;
  readonly randomBytes: RandomBytes;
  readonly onPut: PutListener<NumberEntry>;
}

export function createRecords({ keyring, randomBytes, onPut, overwritesUnreadable, ...needs }: RecordsNeeds): Records {
  const { pseudonyms } = keyring;
  const unreadables = createUnreadables(needs.emit, needs.clock, overwritesUnreadable);
  const parking = createParking(needs.emit, needs.clock);
  const nonces = createNonces(randomBytes);
  const sealed: RecordNeeds = { ...needs, sealer: createSealer(keyring, nonces), unreadables };
  return {
    entries: createNumberEntries(sealed, onPut),
    links: createCallLinks(sealed, pseudonyms, parking),
    requestKeys: createRequestKeys(sealed),
    deviceProofs: createDeviceProofs(keyring, needs.clock, nonces),
    // A price only saves a call that finds it out, so one that cannot be opened must not stop all starts of a country.
    prices: createPriceRecords({ ...sealed, unreadables: createUnreadables(needs.emit, needs.clock, true) }),
    pseudonyms,
    currentKeyId: keyring.current.id,
    newRef: (e164, bits) => createVerificationRef(e164, pseudonyms, Buffer.from(bits, 'base64url')),
    newBits: () => Buffer.from(newIdBits(randomBytes)).toString('base64url'),
    refOf: (verificationId) => readVerificationId(verificationId, pseudonyms),
    entryKeyOf: (e164) => entryKeyOfPhone(e164, pseudonyms),
    codeBookOf(keyId, { bits }) {
      const keys = keyring.byId(keyId);
      if (keys !== undefined) return createCodeBook(keys.code, bits);
      unreadables.meet({ reason: 'unknown_key', keyId });
      return undefined;
    },
    coverOf: (ref) => phoneCover(ref, pseudonyms),
    txnOf: (idHash) => pseudonyms.hash('txn', idHash),
    networkName(ip) {
      const [network, site] = [networkOf(ip), siteOf(ip)];
      if (network === undefined) return undefined;
      return nameNetwork(pseudonyms.shortHash('network', network), site && pseudonyms.shortHash('site', site));
    },
    keyUseOf: (route, input, body) => keyUseOf(pseudonyms, route, input, body),
    newMark: (use) => newMark(pseudonyms, nonces, use),
    close: () => parking.close(),
  };
}
