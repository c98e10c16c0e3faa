/** Puts the demo together and listens: the providers, the shop, the telephones and the page. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler } from 'express';
import { callConsole } from 'express-call-verification/console';
import type { ProviderSimulator } from 'express-call-verification/simulator';
import { createDemoRoutes } from './demo-routes.js';
import { writeDoctorConfig } from './doctor-config.js';
import { openMemory } from './memory.js';
import { createDemoClock, createNetwork } from './network.js';
import { ownHost } from './own-host.js';
import { type Providers, realProviders, startSimulatedProviders } from './providers.js';
import { createShop, type ShopOptions } from './shop.js';

export const DEMO_NUMBER = '+7 915 777 77 77';

export interface DemoOptions {
  /** 0 for a free one. */
  readonly port: number;
  /** Holds the keys of real providers, and the demo's secret. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Real telephones ring. @default false: providers and telephones are simulated, whatever keys there are */
  readonly isReal?: boolean;
  /** Where verifications outlive a restart of the demo; absent: nowhere. */
  readonly dataFolder?: string;
  /** Only the methods that this story needs. */
  readonly story?: string;
  /** How long a simulated telephone rings, waits before it acts by itself, and talks; and how late a late report is. */
  readonly times?: { readonly ringMs?: number; readonly reactMs?: number; readonly afterAnswerMs?: number; readonly lateMs?: number };
  readonly resendDelaysSeconds?: readonly number[];
}

export interface Demo {
  readonly url: string;
  readonly providers: Providers;
  /** Absent where real telephones ring. */
  readonly simulator: ProviderSimulator | undefined;
  /** Where each real provider must send its reports, below the shop's public address. */
  readonly webhookPaths: readonly string[];
  /** A module with its configuration, for the doctor. Absent where nothing outlives the process. */
  readonly doctorConfig: string | undefined;
  close(): Promise<void>;
}

export async function startDemo(options: DemoOptions): Promise<Demo> {
  const providers = options.isReal === true ? realProviders(options.environment ?? {}) : await startSimulatedProviders(options.times);
  try {
    return await openShop(providers, options);
  } catch (error) {
    await providers.simulator?.close();
    throw error;
  }
}

async function openShop(
  providers: Providers,
  { port, environment = {}, dataFolder, story, times, resendDelaysSeconds }: DemoOptions,
): Promise<Demo> {
  const { simulator } = providers;
  const methods = story === undefined ? providers.methods : (providers.all[story] ?? []);
  const clock = createDemoClock();
  const routes = createDemoRoutes({
    about: {
      isSimulated: simulator !== undefined,
      providers: providers.names,
      ...(simulator !== undefined && { demoNumber: DEMO_NUMBER }),
    },
    simulator,
    network: simulator === undefined ? undefined : createNetwork(simulator, times?.lateMs ?? LATE_MS),
    clock,
  });
  const memory = await openMemory(dataFolder, environment['CALL_VERIFICATION_SECRET']);
  const shop = createShop({
    secret: memory.secret,
    ...(memory.store === undefined ? {} : { store: memory.store }),
    methods,
    clock: () => clock.now(),
    onEvent: (event) => routes.show(event),
    ...(simulator === undefined ? {} : LIMITS_OF_A_SIMULATION),
    ...(resendDelaysSeconds === undefined ? {} : { resendDelaysSeconds }),
  });

  const site = express();
  site.disable('x-powered-by');
  site.use(ownHost);
  site.use(secureHeaders);
  site.use(routes.welcome);
  site.use('/demo', routes.router);
  if (simulator !== undefined) site.use('/console', callConsole(shop.calls, { authorize: everybodyHere }));
  site.use(express.static(fileURLToPath(new URL('./public', import.meta.url))));
  site.use(WEBHOOKS, routes.noteCallback);
  site.use(['/auth/call', '/account'], routes.shopTraffic);
  site.use(shop.app);

  const server = createServer(site);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  // A sender has none: its host takes its company's reports itself, if any come.
  const reporting = methods.filter(({ provider }) => provider.parseReports !== undefined);
  const names = [...new Set(reporting.map((method) => method.provider.name))];
  const pathOf = (name: string): string => WEBHOOKS + shop.calls.webhookPath(name);
  const doctor =
    dataFolder === undefined || memory.store === undefined ? undefined : writeDoctorConfig(dataFolder, url + WEBHOOKS, providers);
  simulator?.connect(shop.calls, `${url}${WEBHOOKS}`, { print: false });

  return {
    url,
    providers,
    simulator,
    webhookPaths: names.map(pathOf),
    doctorConfig: doctor?.path,
    async close() {
      await shop.calls.drain();
      routes.close();
      server.close();
      await shop.calls.close();
      // Whatever a page still keeps open, such as an event stream of its own.
      server.closeAllConnections();
      await simulator?.close();
      doctor?.remove();
      memory.close();
    },
  };
}

/**
 * Only where providers are simulated: nobody's number and no money is at stake. Where real telephones ring, there is no console, because the
 * tunnel that brings their providers' reports may bring strangers, too. A shop in the street looks at the session, and names the person.
 */
const everybodyHere = () => ({ by: 'visitor of the demo' });

const WEBHOOKS = '/webhooks/calls';

/** Late enough to be noticed. */
const LATE_MS = 6000;

/** Nobody is called and nothing is paid, so that one number may play all day and nobody waits half a minute. A real shop keeps the defaults. */
const LIMITS_OF_A_SIMULATION: Partial<ShopOptions> = {
  resendDelaysSeconds: [8, 10, 12, 15],
  limits: {
    startsPerHour: false,
    startsPerDay: false,
    failuresPerDay: false,
    failuresPerMonth: false,
    networkStartsPerHour: false,
    networkStartsPerDay: false,
    networkFailuresPerDay: false,
  },
  ipLimits: false,
};

const secureHeaders: RequestHandler = function secureHeadersMiddleware(_request, response, next) {
  response.set({
    'Content-Security-Policy': "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  });
  next();
};
