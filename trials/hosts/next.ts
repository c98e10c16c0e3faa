/** Next.js: an app of Express in front of it, and within its \`pages/api\`. */
import type { Host } from './host.js';

const PAGE = `export default function Page() {
  return <main>A page of Next</main>;
}
`;

/** Without TypeScript, and without a look for files of other projects above. */
const CONFIG = `import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
export default { outputFileTracingRoot: root, turbopack: { root } };
`;

const CUSTOM_SERVER = `import { createServer } from 'node:http';
import express from 'express';
import * as api from 'express-call-verification';
import { createProviderSimulator } from 'express-call-verification/simulator';
import next from 'next';
import proof from './prove.cjs';
import shop from './shop.cjs';

const pages = next({ dev: false, hostname: '127.0.0.1' });
await pages.prepare();
const handle = pages.getRequestHandler();
const wrap = (app) => app.use((req, res) => handle(req, res));

const prove = async (host) => {
  const page = await (await fetch(host.url)).text();
  if (!page.includes('A page of Next')) throw new Error('the page is not there: ' + page.slice(0, 300));
  return proof.prove(host);
};
await shop.tryShop({ express, api, createProviderSimulator, createServer, prove, wrap });
await pages.close();
process.exit();
`;

/** Starts \`next start\`, and proves a number in it. */
const RUNNER = `import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as api from 'express-call-verification';
import { createProviderSimulator } from 'express-call-verification/simulator';
import proof from './prove.cjs';
import shop from './shop.cjs';

const simulator = await createProviderSimulator();
const env = { ...process.env, SIMULATED_MCN: JSON.stringify(simulator.mcn) };
const child = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'start', '-p', '0', '-H', '127.0.0.1'], {
  env,
  stdio: ['ignore', 'pipe', 'inherit'],
});
let printed = '';
const url = await new Promise((resolve, reject) => {
  child.once('exit', () => reject(new Error('next start ended: ' + printed)));
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed += text;
    const [found] = /http:\\/\\/127\\.0\\.0\\.1:[1-9]\\d*/.exec(printed) ?? [];
    if (found !== undefined && printed.includes('Ready')) resolve(found);
  });
});
const calls = shop.createCalls({ api, mcn: simulator.mcn });
try {
  await shop.proveAndWrite({ url, simulator, calls, prove: proof.prove, prefix: '/api' });
} finally {
  child.removeAllListeners('exit');
  child.kill();
  await once(child, 'exit');
  await calls.close();
  await simulator.close();
}
`;

/** One route for all, so that there is one app with one store. */
const APP_ROUTE = `import express from 'express';
import * as api from 'express-call-verification';
import shop from '../../shop.cjs';

export const config = { api: { bodyParser: false, externalResolver: true } };

const { app } = shop.createShop({ express, api, mcn: JSON.parse(process.env.SIMULATED_MCN), prefix: '/api' });
export default app;
`;

/** Without an app: each handler gets the request and the response of Next. */
const BARE_ROUTE = `import * as api from 'express-call-verification';
import shop from '../../shop.cjs';

export const config = { api: { externalResolver: true } };

const calls = shop.createCalls({ api, mcn: JSON.parse(process.env.SIMULATED_MCN) });
const handlers = {
  'POST /api/auth/call': api.startCallVerification(calls),
  'POST /api/auth/call/check': api.checkCallCode(calls),
  'GET /api/auth/call/status': api.callStatus(calls),
  'DELETE /api/auth/call': api.cancelCallVerification(calls),
};
const guard = api.requireVerifiedPhone(calls);
const webhooks = api.callWebhooks(calls);

export default function handle(req, res) {
  const fail = (error) => res.status(error === undefined ? 404 : 500).json({ error: String(error) });
  const { pathname } = new URL(req.url, 'http://next');
  if (pathname.startsWith('/api/webhooks/calls/')) {
    req.url = pathname.slice('/api/webhooks/calls'.length);
    return webhooks(req, res, fail);
  }
  if (pathname === '/api/account') {
    return guard(req, res, (error) => (error === undefined ? res.json({ phone: req.verifiedPhone.phone_number }) : fail(error)));
  }
  const handler = handlers[req.method + ' ' + pathname];
  return handler === undefined ? fail() : handler(req, res, fail);
}
`;

const PACKAGES = { packages: ['next@16', 'react@19', 'react-dom@19', 'express@5'], told: ['next', 'express'] };
const BUILD = ['node', 'node_modules/next/dist/bin/next', 'build'] as const;

export const NEXT_HOSTS: readonly Host[] = [
  {
    ...PACKAGES,
    name: 'next-custom-server',
    title: 'Next.js, custom server',
    files: { 'pages/index.js': PAGE, 'next.config.mjs': CONFIG, 'server.mjs': CUSTOM_SERVER },
    commands: [BUILD, ['node', 'server.mjs']],
    how: 'Mount router and webhooks on the Express app, and Next’s handler behind them: `app.use((req, res) => handle(req, res))`.',
  },
  {
    ...PACKAGES,
    name: 'next-pages-api',
    title: 'Next.js, an Express app in `pages/api`',
    files: { 'pages/index.js': PAGE, 'next.config.mjs': CONFIG, 'pages/api/[...path].js': APP_ROUTE, 'run.mjs': RUNNER },
    commands: [BUILD, ['node', 'run.mjs']],
    how: '`pages/api/[...path].js` exports the app, mounted at `/api/…`, and `config = { api: { bodyParser: false, externalResolver: true } }`. Use one file: each file of `pages/api` would have a memory store of its own. A route handler of the App Router gets no request of Node, so it cannot serve the router; it can call `calls.start` and `calls.check`.',
  },
  {
    ...PACKAGES,
    name: 'next-pages-api-bare',
    title: 'Next.js, the factories in `pages/api` without an app',
    files: { 'pages/index.js': PAGE, 'next.config.mjs': CONFIG, 'pages/api/[...path].js': BARE_ROUTE, 'run.mjs': RUNNER },
    commands: [BUILD, ['node', 'run.mjs']],
    lacks: ['stream', 'script'],
    how: 'The handlers get the request and the response of Next, which lack what Express adds, so there is no stream, and no script for pages. Use an app instead.',
  },
];
