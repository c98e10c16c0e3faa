/** The network of a client: its IPv4 address or IPv6 /64, which is what one customer is given. */
import { isIP } from 'node:net';
import { ipKeyGenerator } from 'express-rate-limit';

const IPV6_PREFIX = 64;

/** `undefined` for what is no address: limits per network then do not apply. */
export function networkOf(ip: string | undefined): string | undefined {
  if (ip === undefined) return undefined;
  // A zone is no part of the address, and a port is what a careless proxy adds.
  const address = ip.split('%')[0] ?? '';
  return isIP(address) === 0 ? undefined : ipKeyGenerator(address, IPV6_PREFIX);
}
