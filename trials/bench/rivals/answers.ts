/** What the rivals answer: as much JSON as the package does, and the same token. */
import { createSecretKey, randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';

const key = createSecretKey(randomBytes(32));
const ID = randomBytes(40).toString('base64url').slice(0, 54);

export function signToken(): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: 'express-call-verification',
    aud: 'express-call-verification',
    sub: 'w7TuZHokVKTN-j0-nn3PDs',
    iat: now - 60,
    nbf: now - 60,
    exp: now + 300,
    jti: 'hFvH3_jB9BHoIaPXzx6ydg',
    auth_time: now,
    phone_number: '+79100010000',
    phone_number_verified: true,
    purpose: 'sign-in',
    txn: 'xyjC5RecW8ofTT-kfjIr7A',
    amr: ['tel'],
  };
  return jwt.sign(claims, key, { algorithm: 'HS256', header: { alg: 'HS256', typ: 'phone-verification+jwt', kid: 'OXmkT8jJ' } });
}

export const verified = (token: string): object => ({
  status: 'verified',
  token,
  tokenType: 'Bearer',
  expiresIn: 300,
  phone: '+79100010000',
});

export const incorrect = (): object => ({
  type: 'urn:express-call-verification:code_incorrect',
  title: 'The code is wrong',
  status: 422,
  detail: 'The code does not match.',
  code: 'code_incorrect',
  checksLeft: 2,
});

const soon = (): string => new Date(Date.now() + 300_000).toISOString();

export const status = (): object => ({
  status: 'pending',
  method: 'flash_call',
  codeLength: 4,
  call: { outcome: 'pending' },
  checksLeft: 3,
  expiresAt: soon(),
  nextMethods: ['voice_call', 'flash_call'],
  retryAt: soon(),
});

export const started = (): object => ({
  verificationId: ID,
  status: 'pending',
  method: 'flash_call',
  codeLength: 4,
  phone: '+7********00',
  checksLeft: 3,
  expiresAt: soon(),
  nextMethods: ['voice_call', 'flash_call'],
  retryAt: soon(),
});
