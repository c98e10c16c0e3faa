/** Decodes a JWT for the eye. Only the server, which has the key, can tell whether it is genuine. */

/** @param {string} token @returns {Record<string, unknown>} */
export function decodeToken(token) {
  const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  const bytes = Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** @type {Record<string, string>} */
const MEANINGS = {
  iss: 'who issued it',
  aud: 'for whom',
  sub: 'a pseudonym of the number',
  jti: 'the token’s own id',
  txn: 'the verification it comes from',
  purpose: 'what it may be used for',
};

/** @type {Record<string, string>} */
const PROOFS = { tel: 'a telephone call', otp: 'a code that was told', sms: 'a message' };

/** @param {string} name @param {unknown} value @returns {string | undefined} */
export function explainClaim(name, value) {
  if (['iat', 'nbf', 'exp', 'auth_time'].includes(name) && typeof value === 'number')
    return new Date(value * 1000).toLocaleTimeString([], { hourCycle: 'h23' });
  if (name === 'amr' && Array.isArray(value))
    return value
      .map((proof) => PROOFS[String(proof)])
      .filter(Boolean)
      .join(', ');
  return MEANINGS[name];
}
