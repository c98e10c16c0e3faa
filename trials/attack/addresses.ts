/** Addresses of clients, each in a network of its own. */

/** @param first the first octet: who has another one has other addresses */
export function addressesFrom(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${first}.${20 + (index >> 14)}.${(index >> 7) & 127}.${1 + (index & 127)}`);
}

/** Behind which one carrier keeps all its customers. */
export const CARRIER_NAT = '83.149.21.7';
