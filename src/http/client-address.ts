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
 * @throws {Error} under `trust proxy: true`, with which every client may choose its address
 */
export function clientAddress(req: Request): string | undefined {
  if (trustedProxies(req) === true) {
    throw new Error(
      'express-call-verification: `trust proxy` is `true`, so every client may choose its own address and limits per address are void. ' +
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
  return trustedProxies(req) === true ? undefined : addressOf(req.ip);
}

/** A request that a host's test made by itself may belong to no app. */
function trustedProxies(req: Request): unknown {
  const { app } = req as { readonly app?: Application };
  return app?.get('trust proxy');
}

function isProxyTrusted(req: Request): boolean {
  const setting = trustedProxies(req);
  return setting !== undefined && setting !== false && setting !== 0;
}
