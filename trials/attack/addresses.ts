/** Addresses of clients, each in a network of its own, or all in one. */

/** @param first the first octet: who has another one has other addresses */
export function addressesFrom(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${first}.${20 + (index >> 14)}.${(index >> 7) & 127}.${1 + (index & 127)}`);
}

/** Behind which one carrier keeps all its customers. */
export const CARRIER_NAT = '83.149.21.7';

/** The /64s of one /56, each with one address. A customer with a router gets such a network. */
export function addressesOfOne56(number: number): string[] {
  return Array.from({ length: 256 }, (_, index) => `2a01:540:${number.toString(16)}:ab${hex(index)}::1`);
}

/** The /56s of one /48, with an address in another /64 of each. A company or a hoster gets such a network. */
export function addressesOfOne48(number: number, count = 256): string[] {
  return Array.from({ length: count }, (_, index) => `2a01:540:${number.toString(16)}:${hex(index % 256)}${hex(index >> 8)}::1`);
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
