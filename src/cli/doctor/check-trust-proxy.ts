/** How the host's app sees a request that a proxy has forwarded. */
import { once } from 'node:events';
import { createServer, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Check, type Finding, findingsOf, type NotChecked } from './finding.js';

const { ok, warning, problem, notChecked } = findingsOf('trust-proxy');

/** Of networks for documents (RFC 5737), so nobody has them. */
const CLIENT = '203.0.113.7';
const FORGED = '198.51.100.9';
/** More than anybody has proxies. */
const MANY = 30;

const SET = "Say how many proxies stand in front: app.set('trust proxy', 1).";

const LOOK = 'Where yours stands cannot be seen from here: look whether req.ip of a request through it is the address of the client.';

/** What of an Express app is looked at: the object that its requests inherit from. */
interface AppWithRequests {
  readonly request: object;
  get(setting: string): unknown;
}

function isExpressApp(app: unknown): app is AppWithRequests {
  return typeof app === 'function' && typeof Reflect.get(app, 'handle') === 'function' && typeof Reflect.get(app, 'request') === 'object';
}

export const checkTrustProxy: Check = {
  check: 'trust-proxy',
  withinMs: 5000,
  async run({ app, publicUrl, isProduction }, signal) {
    if (app === undefined) return [notChecked('Export your Express app as "app" (without listening).')];
    if (!isExpressApp(app)) return [problem('What is exported as "app" is not an Express app.', 'Export what express() returned.')];
    const seen = await see(app, signal);
    if (seen === undefined) return [problem('What is set as trust proxy fails, so every request does.', SET)];
    return judge(seen, { choice: choiceOf(app), isBehindProxy: publicUrl?.protocol === 'https:', isProduction });
  },
};

/** What decides whom the app believes: how many stand in between, or which addresses they have. */
type Choice = 'count' | 'addresses' | 'function';

function choiceOf(app: AppWithRequests): Choice {
  const setting = app.get('trust proxy');
  if (typeof setting === 'function') return 'function';
  return typeof setting === 'string' || Array.isArray(setting) ? 'addresses' : 'count';
}

interface Seen {
  /** The client's address, where the connection itself is that of one proxy. */
  readonly forwarded: string | undefined;
  /** The same, where the client has put another address in front. */
  readonly forged: string | undefined;
  /** The same, with so many addresses that no setting that counts proxies believes the first. */
  readonly far: string | undefined;
}

function judge(
  { forwarded, forged, far }: Seen,
  { choice, isBehindProxy, isProduction }: { readonly choice: Choice; readonly isBehindProxy: boolean; readonly isProduction: boolean },
): readonly (Finding | NotChecked)[] {
  if (far === FORGED) {
    return [problem('trust proxy believes any address, so every client may choose its own, and starts and checks are refused.', SET)];
  }
  if (choice !== 'count') {
    const how = choice === 'addresses' ? 'trust proxy names addresses' : 'trust proxy is a function';
    const here = forwarded === CLIENT ? 'A proxy on this machine is believed' : 'A proxy on this machine is not believed';
    return [notChecked(`${how}. ${here}. ${LOOK}`)];
  }
  if (forwarded === CLIENT) {
    const isMore = forged === FORGED;
    return [
      ok(
        isMore
          ? 'Behind two proxies or more the app sees the address of the client. Behind one alone, a client could choose it.'
          : 'Behind one proxy the app sees the address of the client, and believes no other that the client names.',
      ),
    ];
  }
  if (isBehindProxy) {
    return [
      problem(
        'The public URL is https, so a proxy stands in front, and the app takes its address for that of every client: they share one limit.',
        SET,
      ),
    ];
  }
  const found = 'The app sees the address of the connection. If a proxy stands in front, all clients share one limit.';
  return [isProduction ? warning(found, `${SET} If none does, all is well.`) : ok(found)];
}

/** Sends real requests to a server whose requests are those of the app. None of its handlers runs. @returns none if the app fails at them */
async function see(app: AppWithRequests, signal: AbortSignal): Promise<Seen | undefined> {
  let hasFailed = false;
  const server = createServer((incoming, response) => {
    Object.setPrototypeOf(incoming, app.request);
    let ip: string | undefined;
    try {
      ip = (incoming as { ip?: string }).ip;
    } catch {
      // The host's own function.
      hasFailed = true;
    }
    response.end(JSON.stringify({ ip }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const ask = (...addresses: readonly string[]): Promise<string | undefined> => askWith(port, addresses.join(', '), signal);
    const seen = {
      forwarded: await ask(CLIENT),
      forged: await ask(FORGED, CLIENT),
      far: await ask(FORGED, ...Array.from({ length: MANY }, (_, index) => `203.0.113.${100 + index}`)),
    };
    return hasFailed ? undefined : seen;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function askWith(port: number, forwardedFor: string, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { 'X-Forwarded-For': forwardedFor };
    const request = sendRequest({ host: '127.0.0.1', port, headers, signal, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('end', () => resolve((JSON.parse(text) as { ip?: string }).ip));
      response.once('error', reject);
    });
    request.once('error', reject);
    request.end();
  });
}
