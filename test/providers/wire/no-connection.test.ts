/** Which failures prove that nothing was sent. */
import { describe, expect, it } from 'vitest';
import { reasonForNoConnection } from '../../../src/providers/wire/no-connection.js';

const failed = (cause: unknown) => new TypeError('fetch failed', { cause });
const socketError = (code: string, syscall?: string) => Object.assign(new Error(code), { code, syscall });

describe('a failure of fetch', () => {
  it.each([
    ['ECONNREFUSED', 'connection_refused'],
    ['ENOTFOUND', 'host_not_found'],
    ['EAI_AGAIN', 'host_not_found'],
    ['EHOSTUNREACH', 'host_unreachable'],
    ['ENETUNREACH', 'host_unreachable'],
    ['UND_ERR_CONNECT_TIMEOUT', 'connect_timeout'],
    ['ENETDOWN', 'host_unreachable'],
    ['EMFILE', 'no_socket_left'],
    ['ENFILE', 'no_socket_left'],
    ['EADDRNOTAVAIL', 'no_socket_left'],
    ['CERT_HAS_EXPIRED', 'tls_certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls_certificate'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls_certificate'],
  ])('by %s means that no connection was made', (code, reason) => {
    expect(reasonForNoConnection(failed(socketError(code)))).toBe(reason);
  });

  it.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'EPROTO', 'toString'])('by %s proves nothing', (code) => {
    expect(reasonForNoConnection(failed(socketError(code)))).toBeUndefined();
  });

  it('on a connection that was made proves nothing', () => {
    expect(reasonForNoConnection(failed(socketError('EHOSTUNREACH', 'read')))).toBeUndefined();
    expect(reasonForNoConnection(failed(socketError('EHOSTUNREACH', 'connect')))).toBe('host_unreachable');
  });

  it('by ETIMEDOUT counts only while connecting', () => {
    expect(reasonForNoConnection(failed(socketError('ETIMEDOUT', 'connect')))).toBe('connect_timeout');
    expect(reasonForNoConnection(failed(socketError('ETIMEDOUT', 'read')))).toBeUndefined();
    expect(reasonForNoConnection(failed(socketError('ETIMEDOUT')))).toBeUndefined();
  });

  it.each([
    ['ECONNRESET', 'connect'],
    ['EACCES', 'connect'],
    ['EINVAL', 'bind'],
  ])('by %s at %s was before anything could be sent', (code, syscall) => {
    expect(reasonForNoConnection(failed(socketError(code, syscall)))).toBe('connection_failed');
    for (const later of ['read', 'write', 'shutdown', undefined])
      expect(reasonForNoConnection(failed(socketError(code, later)))).toBeUndefined();
  });

  it.each([
    ['ENOTFOUND', 'getaddrinfo'],
    ['EAI_AGAIN', 'getaddrinfo'],
    ['EAI_FAIL', 'getaddrinfo'],
    ['EAI_FAIL', undefined],
    ['EBUSY', 'getaddrinfo'],
    ['ESERVFAIL', 'queryA'],
    ['ENODATA', 'queryAaaa'],
    ['ETIMEOUT', 'queryA'],
  ])('by %s at %s is about a name, which comes before anything else', (code, syscall) => {
    expect(reasonForNoConnection(failed(socketError(code, syscall)))).toBe('host_not_found');
    expect(reasonForNoConnection(socketError(code, syscall))).toBe('host_not_found');
  });

  it.each(['ESERVFAIL', 'ENODATA', 'ETIMEOUT'])('by %s, at nobody knows what, proves nothing', (code) => {
    expect(reasonForNoConnection(failed(socketError(code)))).toBeUndefined();
  });

  it('is known by its text only if nothing else can have it', () => {
    const ended = 'Client network socket disconnected before secure TLS connection was established';
    expect(reasonForNoConnection(failed(Object.assign(new Error(ended), { code: 'ECONNRESET' })))).toBe('connection_failed');
    expect(reasonForNoConnection(failed(Object.assign(new Error(ended), { code: 'EPIPE' })))).toBeUndefined();
    expect(reasonForNoConnection(failed(new Error('bad port')))).toBe('blocked_port');
    expect(reasonForNoConnection(failed(Object.assign(new Error('bad port'), { code: 'ECONNRESET' })))).toBeUndefined();
    expect(reasonForNoConnection(failed(new Error('A bad port of call')))).toBeUndefined();
  });

  it('for several addresses counts only if none was reached', () => {
    const refused = socketError('ECONNREFUSED', 'connect');
    expect(reasonForNoConnection(failed(new AggregateError([refused, socketError('ENETUNREACH')])))).toBe('connection_refused');
    expect(reasonForNoConnection(failed(new AggregateError([refused, socketError('ECONNRESET')])))).toBeUndefined();
  });

  it('that is no error at all proves nothing', () => {
    for (const thrown of [undefined, null, 'ECONNREFUSED', 7, {}, { code: 7 }, { errors: [] }])
      expect(reasonForNoConnection(thrown)).toBeUndefined();
  });
});
