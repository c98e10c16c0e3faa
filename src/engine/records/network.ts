/** The network of a client: its IPv4 address, or the /64 of its IPv6 address, which is what one customer gets. */
import { isIP } from 'node:net';
import { ipKeyGenerator } from 'express-rate-limit';

const IPV6_PREFIX = 64;

/** The address in a proxy's text: some add a port (`192.0.2.1:4711`, `[2001:db8::1]:4711`), some a zone. `undefined` if there is none. */
export function addressOf(text: string | undefined): string | undefined {
  const [, bracketed, dotted] = /^(?:\[([^\]]+)\](?::\d+)?|(\d+(?:\.\d+){3}):\d+)$/.exec(text ?? '') ?? [];
  const address = (bracketed ?? dotted ?? text ?? '').split('%')[0] ?? '';
  return isIP(address) === 0 ? undefined : address;
}

/** `undefined` if the text has no address: limits per network then do not apply. */
export function networkOf(ip: string | undefined): string | undefined {
  const address = addressOf(ip);
  return address === undefined ? undefined : ipKeyGenerator(address, IPV6_PREFIX);
}
