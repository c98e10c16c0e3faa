/** Separates failures after which nothing can have been sent from those after which something may have been. */
import { isFailedConnection } from './failed-connections.js';

/** Error codes of Node's resolver, sockets, TLS and undici that mean: no connection was made, so no request was sent. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection_refused',
  ENOTFOUND: 'host_not_found',
  EAI_AGAIN: 'host_not_found',
  EHOSTUNREACH: 'host_unreachable',
  ENETUNREACH: 'host_unreachable',
  EHOSTDOWN: 'host_unreachable',
  ENETDOWN: 'host_unreachable',
  // This process, or its machine, cannot open one more socket, or has no port left for one.
  EMFILE: 'no_socket_left',
  ENFILE: 'no_socket_left',
  EADDRNOTAVAIL: 'no_socket_left',
  UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
  // In every TLS version the certificate is verified before the request. (Other TLS errors may come after it.)
  CERT_CHAIN_TOO_LONG: 'tls_certificate',
  CERT_HAS_EXPIRED: 'tls_certificate',
  CERT_NOT_YET_VALID: 'tls_certificate',
  CERT_REJECTED: 'tls_certificate',
  CERT_REVOKED: 'tls_certificate',
  CERT_SIGNATURE_FAILURE: 'tls_certificate',
  CERT_UNTRUSTED: 'tls_certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls_certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls_certificate',
  HOSTNAME_MISMATCH: 'tls_certificate',
  INVALID_CA: 'tls_certificate',
  INVALID_PURPOSE: 'tls_certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls_certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'tls_certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls_certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls_certificate',
};

/** Node says so of a TLS connection that ended in its handshake. The code is that of every other reset, so only the text tells. */
const ENDED_IN_HANDSHAKE = 'Client network socket disconnected before secure TLS connection was established';

/** undici's text, without a code, for the ports that the Fetch standard blocks. */
const BAD_PORT = 'bad port';

/** Steps before anything can be sent. */
const FIRST_STEPS: ReadonlySet<unknown> = new Set(['socket', 'bind', 'connect']);

/** A fixed word if `error`, as `fetch` threw it, proves that no connection was made; otherwise `undefined`. */
export function reasonForNoConnection(error: unknown): string | undefined {
  // fetch throws a TypeError whose cause is the socket's error; follow a few causes, never a circle.
  let at: unknown = error;
  for (let depth = 0; depth < 5 && typeof at === 'object' && at !== null; depth += 1) {
    const reason = reasonOfOne(at) ?? (isFailedConnection(at) ? 'connection_failed' : undefined);
    if (reason !== undefined) return reason;
    at = 'cause' in at ? at.cause : undefined;
  }
  return undefined;
}

/** Node's two resolvers: that of the system, and c-ares (`queryA`, `queryAaaa`), which a host's own `lookup` may ask. */
function isLookup(syscall: unknown): boolean {
  return syscall === 'getaddrinfo' || (typeof syscall === 'string' && /^query[A-Z]/.test(syscall));
}

function reasonOfOne(error: object): string | undefined {
  // A host with several addresses has one error for each, and all must say so.
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0) {
    const reasons = error.errors.map((each: unknown) => (typeof each === 'object' && each !== null ? reasonOfOne(each) : undefined));
    return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
  }
  const code = 'code' in error ? error.code : undefined;
  const syscall = 'syscall' in error ? error.syscall : undefined;
  const message = 'message' in error ? error.message : undefined;
  if (code === undefined && message === BAD_PORT) return 'blocked_port';
  // The same codes can come from a connection that was made and then broke.
  if (typeof code !== 'string' || syscall === 'read' || syscall === 'write') return undefined;
  if (Object.hasOwn(REASONS, code)) return REASONS[code];
  if (code.startsWith('EAI_') || isLookup(syscall)) return 'host_not_found';
  if (FIRST_STEPS.has(syscall)) return code === 'ETIMEDOUT' ? 'connect_timeout' : 'connection_failed';
  return code === 'ECONNRESET' && message === ENDED_IN_HANDSHAKE ? 'connection_failed' : undefined;
}
