/** The proof that a host's app gives to a device that verified a number, so that the device has its own budget there later. */
import { timingSafeEqual } from 'node:crypto';
import { DAY } from '../../core/limits/number-limits.js';
import type { Clock, RandomBytes } from '../../ports/clock.js';
import type { Keyring } from './keyring.js';

export interface DeviceProofs {
  /** A proof for a number. Proofs of one number look unrelated, and do not show it. */
  issue(e164: string): string;
  isFor(e164: string, proof: string | undefined): boolean;
}

/** How long a proof counts. */
export const DEVICE_PROOF_MS = 90 * DAY;

/** `<random>.<time>.<keyed hash of both and the number>`. It is made with the pseudonym key, so it survives a rotation. */
export function createDeviceProofs({ pseudonyms }: Keyring, clock: Clock, randomBytes: RandomBytes): DeviceProofs {
  const sign = (e164: string, salt: string, at: string): string => pseudonyms.hash('device', `${salt}.${at}.${e164}`);
  return {
    issue(e164) {
      const salt = Buffer.from(randomBytes(12)).toString('base64url');
      const at = clock().toString(36);
      return `${salt}.${at}.${sign(e164, salt, at)}`;
    },
    isFor(e164, proof) {
      const [, salt, at, signature] = /^([\w-]{16})\.([0-9a-z]{1,10})\.([\w-]{22})$/.exec(proof ?? '') ?? [];
      if (salt === undefined || at === undefined || signature === undefined) return false;
      if (!timingSafeEqual(Buffer.from(signature), Buffer.from(sign(e164, salt, at)))) return false;
      return clock() < Number.parseInt(at, 36) + DEVICE_PROOF_MS;
    },
  };
}
