/** The cookie by which a device that verified a number keeps a budget of its own for it. */
import type { CookieOptions, Request, Response } from 'express';
import { DEVICE_PROOF_MS } from '../engine/records/device-proofs.js';
import type { HttpSettings } from './http-settings.js';

/** A longer one is none of ours. */
const MOST_CHARACTERS = 128;

/** The proof that the device shows, as the engine's input takes it. */
export function readDeviceCookie({ deviceCookie }: HttpSettings, req: Request): { readonly deviceProof?: string } {
  if (deviceCookie === undefined) return {};
  const prefix = `${deviceCookie.name}=`;
  const pairs = (req.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const deviceProof = pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length);
  return deviceProof === undefined || deviceProof === '' || deviceProof.length > MOST_CHARACTERS ? {} : { deviceProof };
}

/** Gives the device a proof for the number it has just verified. */
export function setDeviceCookie({ deviceCookie }: HttpSettings, res: Response, phone: string): void {
  if (deviceCookie === undefined) return;
  const { name, path, domain, sameSite, secure } = deviceCookie;
  const options: CookieOptions = { httpOnly: true, maxAge: DEVICE_PROOF_MS, path, sameSite, secure };
  res.cookie(name, deviceCookie.issue(phone), domain === undefined ? options : { ...options, domain });
}
