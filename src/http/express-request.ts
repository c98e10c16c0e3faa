/** What the factories leave on a request for the host's own handlers. */
import type { Started, ToldToHost, Verified } from '../contract/answers.js';
import type { PhoneTokenClaims } from '../ports/token.js';

declare global {
  namespace Express {
    interface Request {
      /** Set by `startCallVerification` and `checkCallCode` with `passThrough`, on success. */
      callVerification?: (Started | Verified) & ToldToHost;
      /** Set by `requireVerifiedPhone`. */
      verifiedPhone?: PhoneTokenClaims;
    }
  }
}
