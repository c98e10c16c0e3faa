/** The address of a client, as far as the host's proxy settings make it trustworthy. */
import type { Application, Request } from 'express';
import { addressOf } from '../engine/records/network.js';

const warned = new Set<string>();

function warnOnce(text: string): void {
  if (warned.has(text)) return;
  warned.add(text);
  process.emitWarning(text, 'CallVerificationWarning');
}

/**
 * The address for limits.
 *
 * @throws {Error} under `trust proxy: true`, or what comes to the same: every client could choose its address
 */
export function clientAddress(req: Request): string | undefined {
  if (isAnybodyTrusted(req)) {
    throw new Error(
      'express-call-verification: `trust proxy` trusts any address, so every client may choose its own and limits per address are void. ' +
        "Say how many proxies stand in front of this app, for example `app.set('trust proxy', 1)`.",
    );
  }
  if (req.headers['x-forwarded-for'] !== undefined && !isProxyTrusted(req)) {
    warnOnce(
      'A request has the header X-Forwarded-For, but `trust proxy` is not set: behind a proxy all clients share the limits of one address. ' +
        "If a proxy stands in front of this app, add `app.set('trust proxy', 1)`; if none does, somebody is trying to choose an address.",
    );
  }
  const address = addressOf(req.ip);
  if (req.ip !== undefined && address === undefined) {
    warnOnce(
      'A proxy in front of this app sends something in X-Forwarded-For that is not an IP address, so its clients share one limit. Make it send addresses.',
    );
  }
  return address;
}

/** The address for what works without one: `undefined` if it cannot be trusted. */
export function believableAddress(req: Request): string | undefined {
  return isAnybodyTrusted(req) ? undefined : addressOf(req.ip);
}

/** A request that a host's test made by itself may belong to no app. */
function trustedProxies(req: Request): unknown {
  const { app } = req as { readonly app?: Application };
  return app?.get('trust proxy');
}

type IsTrusted = (address: string, hop: number) => unknown;

/** By the function that Express compiles from the setting, and that a setting is known by. */
const trustsAnybody = new WeakMap<IsTrusted, boolean>();
/** Far apart, and none of them a private network's: a setting that trusts all of a family trusts anybody. */
const FAMILIES = [
  ['1.1.1.1', '64.0.0.1', '129.0.0.1', '203.0.113.1'],
  ['2001:db8::1', '2606:4700:4700::1111', '2a00::1'],
] as const;
/** So far from the app that a setting that counts hops does not trust it. */
const FAR_HOP = 1000;

/** Whether `trust proxy` is `true`, or a function or list that trusts every address, such as `() => true`. */
function isAnybodyTrusted(req: Request): boolean {
  const { app } = req as { readonly app?: Application };
  const isTrusted: unknown = app?.get('trust proxy fn');
  if (typeof isTrusted !== 'function') return trustedProxies(req) === true;
  const known = trustsAnybody.get(isTrusted as IsTrusted);
  if (known !== undefined) return known;
  const trusts = (address: string): boolean => Boolean((isTrusted as IsTrusted)(address, FAR_HOP));
  const isAnybody = trustedProxies(req) === true || FAMILIES.some((addresses) => addresses.every(trusts));
  trustsAnybody.set(isTrusted as IsTrusted, isAnybody);
  return isAnybody;
}

function isProxyTrusted(req: Request): boolean {
  const setting = trustedProxies(req);
  return setting !== undefined && setting !== false && setting !== 0;
}
