/**
 * The app that is put into every host, and its way from the first request to the findings. Compiled and copied as `prove.ts` is; the host's
 * own entry imports the packages, in its own way, and gives them.
 */
import { writeFileSync } from 'node:fs';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import type * as Api from 'express-call-verification';
import type { createProviderSimulator, ProviderSimulator } from 'express-call-verification/simulator';
import type { Findings, RunningHost } from './prove.js';

export interface ShopParts {
  readonly express: () => Express;
  readonly api: typeof Api;
  readonly mcn: { readonly apiUrl: string; readonly token: string; readonly accountId: string };
  readonly prefix?: string;
  /** For hosts that send only whole answers. */
  readonly isStreaming?: boolean;
}

/** Only for trials: every process of one must know the same. */
const SECRET = 'a secret of 32 bytes, for trials only';

export function createCalls({ api, mcn }: Pick<ShopParts, 'api' | 'mcn'>): Api.CallVerification {
  return api.createCallVerification({ secret: SECRET, countries: ['RU'], methods: [api.createMcn(mcn).flashCall()] });
}

/** As the README mounts it. */
export function createShop(parts: ShopParts): { readonly app: Express; readonly calls: Api.CallVerification } {
  const { express, api, prefix = '', isStreaming = true } = parts;
  const calls = createCalls(parts);
  const app = express();
  app.use(`${prefix}/webhooks/calls`, api.callWebhooks(calls));
  app.use(`${prefix}/auth/call`, api.callVerificationRouter(calls, isStreaming ? {} : { status: { stream: false } }));
  app.get(`${prefix}/account`, api.requireVerifiedPhone(calls), (req, res) => {
    res.json({ phone: req.verifiedPhone?.phone_number });
  });
  return { app, calls };
}

export interface TrialParts extends Omit<ShopParts, 'mcn'> {
  readonly createProviderSimulator: typeof createProviderSimulator;
  readonly prove: (host: RunningHost) => Promise<Findings>;
  readonly createServer: (listener: RequestListener) => Server;
  /** What stands between the server and the app. @default nothing */
  readonly wrap?: (app: Express) => RequestListener;
}

/** Opens the shop on the loopback, proves a number there, writes the findings, and leaves nothing open. */
export async function tryShop(parts: TrialParts): Promise<Findings> {
  const simulator = await parts.createProviderSimulator();
  const { app, calls } = createShop({ ...parts, mcn: simulator.mcn });
  const server = parts.createServer(parts.wrap?.(app) ?? app);
  try {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return await proveAndWrite({ url, simulator, calls, prove: parts.prove, prefix: parts.prefix ?? '' });
  } finally {
    await calls.close();
    server.closeAllConnections();
    server.close();
    await simulator.close();
  }
}

export interface RunningTrial {
  readonly url: string;
  readonly simulator: ProviderSimulator;
  readonly calls: Api.CallVerification;
  readonly prove: (host: RunningHost) => Promise<Findings>;
  readonly prefix?: string;
  /** Where the webhooks stand. @default below the prefix */
  readonly webhooks?: string;
}

/** Proves a number in a host that runs already. */
export async function proveAndWrite({ url, simulator, calls, prove, prefix = '', webhooks }: RunningTrial): Promise<Findings> {
  simulator.callbacks.setUrl('mcn', `${url}${webhooks ?? `${prefix}/webhooks/calls`}${calls.webhookPath('mcn')}`);
  const findings = await prove({ url, simulator, prefix });
  const { FINDINGS } = process.env;
  if (FINDINGS !== undefined) writeFileSync(FINDINGS, JSON.stringify({ findings, versions: process.versions }));
  return findings;
}
