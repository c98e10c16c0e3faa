/** The cookie by which a device that verified a number has its own budget there. */
import type { CookieOptions, Request, Response } from 'express';
import { DEVICE_PROOF_MS } from '../engine/records/device-proofs.js';

/** Where the cookie goes. It is signed and http-only, does not show the number, and counts for 90 days. */
export interface DeviceCookieOptions {
  /** Its name: 1 to 64 letters, digits, `_` and `-`. @default 'call_verification_device' */
  readonly name?: string | undefined;
  /** The path under which browsers send it. @default '/' */
  readonly path?: string | undefined;
  /** The domain whose hosts get it. @default the host that set it */
  readonly domain?: string | undefined;
  /** Whether browsers send it with requests from other sites. @default 'lax' */
  readonly sameSite?: 'strict' | 'lax' | 'none' | undefined;
  /** Sent over https only; browsers treat localhost as https, too. @default true */
  readonly secure?: boolean | undefined;
}

/** The cookie's settings, and the function that makes its value. */
export interface IssuingDeviceCookie {
  readonly name: string;
  readonly path: string;
  readonly domain?: string | undefined;
  readonly sameSite: 'strict' | 'lax' | 'none';
  readonly secure: boolean;
  issue(phone: string): string;
}

/** No cookie of this package is longer. */
const MOST_CHARACTERS = 128;

/** The device's proof, as the engine's input takes it. */
export function readDeviceCookie(deviceCookie: IssuingDeviceCookie | undefined, req: Request): { readonly deviceProof?: string } {
  if (deviceCookie === undefined) return {};
  const prefix = `${deviceCookie.name}=`;
  const pairs = (req.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const deviceProof = pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length);
  return deviceProof === undefined || deviceProof === '' || deviceProof.length > MOST_CHARACTERS ? {} : { deviceProof };
}

/** Gives the device a proof for the number that it has just verified. */
export function setDeviceCookie(deviceCookie: IssuingDeviceCookie | undefined, res: Response, phone: string): void {
  if (deviceCookie === undefined) return;
  const { name, path, domain, sameSite, secure } = deviceCookie;
  const options: CookieOptions = { httpOnly: true, maxAge: DEVICE_PROOF_MS, path, sameSite, secure };
  res.cookie(name, deviceCookie.issue(phone), domain === undefined ? options : { ...options, domain });
}
