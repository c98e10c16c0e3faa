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
  // Each of these is asked for once: they are dear to read where Express has changed the prototype.
  const app = appOf(req);
  const { headers, ip } = req;
  if (isAnybodyTrusted(app)) {
    throw new Error(
      'express-call-verification: `trust proxy` trusts any address, so every client may choose its own and limits per address are void. ' +
        "Say how many proxies stand in front of this app, for example `app.set('trust proxy', 1)`.",
    );
  }
  if (headers['x-forwarded-for'] !== undefined && !isProxyTrusted(app)) {
    warnOnce(
      'A request has the header X-Forwarded-For, but `trust proxy` is not set: behind a proxy all clients share the limits of one address. ' +
        "If a proxy stands in front of this app, add `app.set('trust proxy', 1)`; if none does, somebody is trying to choose an address.",
    );
  }
  const address = addressOf(ip);
  if (ip !== undefined && address === undefined) {
    warnOnce(
      'A proxy in front of this app sends something in X-Forwarded-For that is not an IP address, so its clients share one limit. Make it send addresses.',
    );
  }
  return address;
}

/** The address for what works without one: `undefined` if it cannot be trusted. */
export function believableAddress(req: Request): string | undefined {
  return isAnybodyTrusted(appOf(req)) ? undefined : addressOf(req.ip);
}

/** A request that a host's test made by itself may belong to no app. */
function appOf(req: Request): Application | undefined {
  return (req as { readonly app?: Application }).app;
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
function isAnybodyTrusted(app: Application | undefined): boolean {
  const isTrusted: unknown = app?.get('trust proxy fn');
  if (typeof isTrusted !== 'function') return app?.get('trust proxy') === true;
  const known = trustsAnybody.get(isTrusted as IsTrusted);
  if (known !== undefined) return known;
  const trusts = (address: string): boolean => Boolean((isTrusted as IsTrusted)(address, FAR_HOP));
  const isAnybody = app?.get('trust proxy') === true || FAMILIES.some((addresses) => addresses.every(trusts));
  trustsAnybody.set(isTrusted as IsTrusted, isAnybody);
  return isAnybody;
}

function isProxyTrusted(app: Application | undefined): boolean {
  const setting: unknown = app?.get('trust proxy');
  return setting !== undefined && setting !== false && setting !== 0;
}
