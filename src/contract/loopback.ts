/** Addresses of this machine. */

/** @param hostname as `URL` has it, which has already changed 127.1 and 0x7f000001 into four plain numbers */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
