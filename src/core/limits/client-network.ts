/** The network that a client comes from, as an entry keeps it: its name tells networks apart, and which of them lie in one site. */
import type { Happening } from './number-limits.js';

/** No keyed hash holds it. */
const AFTER_SITE = '/';

/** The name of a network in entries. @param network keyed hash of it @param site keyed hash of the IPv6 /48 around it; an IPv4 address has none */
export function nameNetwork(network: string, site: string | undefined): string {
  return site === undefined ? network : `${site}${AFTER_SITE}${network}`;
}

/** What happened from a network. */
export function byNetwork<H extends Happening>(happenings: readonly H[], network: string | undefined): readonly H[] {
  return network === undefined ? [] : happenings.filter((each) => each.network === network);
}

/** What happened from all networks of its site; from the network itself, if it belongs to none. */
export function bySite<H extends Happening>(happenings: readonly H[], network: string | undefined): readonly H[] {
  const end = network?.indexOf(AFTER_SITE) ?? -1;
  if (network === undefined || end < 0) return byNetwork(happenings, network);
  const site = network.slice(0, end + 1);
  return happenings.filter((each) => each.network?.startsWith(site) === true);
}
