/** Keeps the verification of this tab during a reload, in sessionStorage: never the code, never the token. */
import type { KeptVerification } from './flow.js';

export interface VerificationKeeper {
  read(): KeptVerification | undefined;
  /** `undefined` deletes it. */
  write(kept: KeptVerification | undefined): void;
}

/** Values of other programs of the page under the same name are ignored, and so are those of other versions of this one. */
function isKept(value: unknown): value is KeptVerification {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === VERSION;
}

/** The version of what is kept: raise it when its members change. */
const VERSION = 2;

/** @param key distinguishes this element's verification from others of the page; undefined: nothing is kept */
export function createVerificationKeeper(key: string | undefined): VerificationKeeper {
  if (key === undefined) return { read: () => undefined, write: () => undefined };
  const name = `call-verification:${key}`;
  // Storage may be switched off, full, or forbidden in a frame. Then a reload begins anew, and nothing else is lost.
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch {
      return undefined;
    }
  };
  return {
    read: () =>
      attempt(() => {
        const value: unknown = JSON.parse(sessionStorage.getItem(name) ?? 'null');
        return isKept(value) ? value : undefined;
      }),
    write: (kept) => {
      attempt(() =>
        kept === undefined ? sessionStorage.removeItem(name) : sessionStorage.setItem(name, JSON.stringify({ ...kept, version: VERSION })),
      );
    },
  };
}
