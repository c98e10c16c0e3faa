/** The app that is watched: the package in an Express app as the README shows it. It tells its parent once a second how it does. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { callVerificationRouter, callWebhooks, createCallVerification, createMcn, createMobilGroup } from '../../src/index.js';
import { createProcessMeter, takeStock } from './measure-process.js';
import type { FromServer, ServerOrder, ToServer } from './messages.js';
import { openSoakStore } from './soak-store.js';

const WEBHOOKS = '/webhooks/calls';

const tell = (message: FromServer): void => void process.send?.(message);

/** The place alone: the words of an error may name what no output may show. */
function placeOf(reason: unknown): string {
  if (!(reason instanceof Error)) return typeof reason;
  const place = reason.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return `${reason.name} ${place?.trim() ?? ''}`;
}

async function serve(order: ServerOrder): Promise<void> {
  let rejections: string[] = [];
  let warnings: string[] = [];
  let events: Record<string, number> = {};
  process.on('unhandledRejection', (reason) => rejections.push(placeOf(reason)));
  process.on('warning', ({ name, message }) => {
    // Counting objects is experimental, which is the trial's affair.
    if (name !== 'ExperimentalWarning') warnings.push(`${name}: ${message}`);
  });

  const soakStore = await openSoakStore(order.store);
  const mcn = createMcn(order.providers.mcn);
  const mobilGroup = createMobilGroup(order.providers.mobilgroup);
  const calls = createCallVerification({
    secret: order.secret,
    countries: ['RU'],
    methods: [mcn.flashCall(), mobilGroup.voiceCall()],
    limits: { callsPerDay: 1_000_000_000 },
    store: soakStore.store,
    onEvent({ type }) {
      events[type] = (events[type] ?? 0) + 1;
    },
  });

  let streams = 0;
  const app = express();
  // Each client has an address of its own, as behind a proxy.
  app.set('trust proxy', 'loopback');
  app.use((req, res, next) => {
    if (req.get('accept') === 'text/event-stream') {
      streams += 1;
      res.once('close', () => {
        streams -= 1;
      });
    }
    next();
  });
  app.use('/auth/call', callVerificationRouter(calls));
  app.use(WEBHOOKS, callWebhooks(calls));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');

  const meter = createProcessMeter();
  let seconds = 0;
  const clock = setInterval(() => {
    seconds += 1;
    tell({ type: 'second', ...meter.read(seconds % order.collectEverySeconds === 0), streams, events, rejections, warnings });
    [events, rejections, warnings] = [{}, [], []];
  }, 1000);

  // In the documented order.
  const shutDown = async (): Promise<void> => {
    clearInterval(clock);
    await calls.drain();
    const closed = once(server, 'close');
    server.close();
    await calls.close();
    await closed;
    await soakStore.close();
    // From here on nothing may keep the process alive.
    process.disconnect();
  };
  process.on('message', (message: ToServer) => {
    if (message.type === 'shut_down') void shutDown();
    if (message.type !== 'take_stock') return;
    soakStore.dropData();
    tell(takeStock());
  });
  const callbackPaths = { mcn: WEBHOOKS + calls.webhookPath('mcn'), mobilgroup: WEBHOOKS + calls.webhookPath('mobilgroup') };
  tell({ type: 'listening', port: (server.address() as AddressInfo).port, callbackPaths });
}

// The maps of whatever file appears in a stack would stay in the heap that is measured.
process.setSourceMapsEnabled(false);

// A parent that has died closes the channel without a word; one that shuts the app down does not come here.
const [first] = (await once(process, 'message')) as [ServerOrder];
process.once('disconnect', () => setTimeout(() => process.exit(3), 20_000).unref());
await serve(first);
