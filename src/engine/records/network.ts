/** The network of a client: its IPv4 address, or the /56 of its IPv6 address; and its site: the /48 around that (RFC 6177). */
import { isIP, isIPv4 } from 'node:net';
import { ipKeyGenerator } from 'express-rate-limit';

/** What one customer gets at least: a home has 256 networks of its own, and a fresh one for each request costs it nothing. */
const NETWORK_BITS = 56;
/** What one site, such as an office or a rented server, may get. */
const SITE_BITS = 48;

/** The address in a proxy's text: some add a port (`192.0.2.1:4711`, `[2001:db8::1]:4711`), some a zone. `undefined` if there is none. */
export function addressOf(text: string | undefined): string | undefined {
  const [, bracketed, dotted] = /^(?:\[([^\]]+)\](?::\d+)?|(\d+(?:\.\d+){3}):\d+)$/.exec(text ?? '') ?? [];
  const address = (bracketed ?? dotted ?? text ?? '').split('%')[0] ?? '';
  return isIP(address) === 0 ? undefined : address;
}

/** What a translator puts in front of the address of an IPv4 client, if the app has no IPv4 address itself (RFC 6052, 2.1; 96 bits). */
const TRANSLATED = /^0{0,2}64:ff9b:/i;

/** The IPv4 address in such an address, which no client can have of itself. Otherwise all IPv4 clients would be one network. */
function withoutTranslation(address: string | undefined): string | undefined {
  if (address === undefined || !TRANSLATED.test(address)) return address;
  // Written in one way: 64:ff9b::203.0.113.7 is 64:ff9b::cb00:7107.
  const { hostname } = new URL(`http://[${address}]`);
  const [, high = '0', low] = /^\[64:ff9b::(?:([\da-f]{1,4}):)?([\da-f]{1,4})\]$/.exec(hostname) ?? [];
  if (low === undefined) return address;
  return [high, low]
    .map((part) => Number.parseInt(part, 16))
    .flatMap((part) => [part >> 8, part & 0xff])
    .join('.');
}

/** `undefined` if the text has no address: limits per network then do not apply. */
export function networkOf(ip: string | undefined): string | undefined {
  // Most addresses come like this.
  if (ip !== undefined && isIPv4(ip)) return ip;
  const address = withoutTranslation(addressOf(ip));
  return address === undefined ? undefined : ipKeyGenerator(address, NETWORK_BITS);
}

/** `undefined` for an IPv4 address, in whichever form it comes: it belongs to no site. */
export function siteOf(ip: string | undefined): string | undefined {
  if (ip !== undefined && isIPv4(ip)) return undefined;
  const address = withoutTranslation(addressOf(ip));
  const site = address === undefined ? '' : ipKeyGenerator(address, SITE_BITS);
  return site.includes(':') ? site : undefined;
}
