/** All people and both providers, in a process of their own: so many come in a second, as the parent says. */
import { once } from 'node:events';
import { createProviderSimulator } from '../../src/simulator/index.js';
import { createBrowser } from './browser.js';
import { type Crowd, createCrowd, type Numbers } from './crowd.js';
import type { FromLoad, ToLoad } from './messages.js';

const CALLBACK_MODES = ['once', 'once', 'once', 'twice', 'late', 'out_of_order'] as const;
const ROUBLES = 1_000_000_000;

const tell = (message: FromLoad): void => void process.send?.(message);
process.on('disconnect', () => process.exit(0));

const simulator = await createProviderSimulator({
  ringMs: 8000,
  reactMs: 500,
  mobilgroup: { balance: ROUBLES },
  callbacks: { mcn: { lateMs: 1500 }, mobilgroup: { lateMs: 1500 } },
});
tell({ type: 'providers', providers: { mcn: simulator.mcn, mobilgroup: simulator.mobilgroup } });
const [{ port, callbackPaths }] = (await once(process, 'message')) as [Extract<ToLoad, { type: 'aim' }>];
for (const provider of ['mcn', 'mobilgroup'] as const) {
  simulator.callbacks.setUrl(provider, `http://127.0.0.1:${port}${callbackPaths[provider]}`);
}

const numbers: Numbers = { last: 0 };
let crowd: Crowd | undefined;

/** What comes beside the people: reports in every order and about strange calls, and to a wrong path. */
async function disturb(): Promise<void> {
  for (const provider of ['mcn', 'mobilgroup'] as const) {
    simulator.callbacks[provider].mode = CALLBACK_MODES[Math.floor(Math.random() * CALLBACK_MODES.length)] ?? 'once';
  }
  await simulator.callbacks.report('mcn', { id: `another-app-${Date.now()}`, cause: 16, word: 'ANSWER' });
  const stranger = createBrowser(port);
  await stranger.ask({ method: 'POST', path: callbackPaths.mcn.replace(/[^/]+$/, 'not-the-token'), json: {} });
  stranger.close();
}

setInterval(() => {
  if (crowd === undefined) return;
  tell({ type: 'second', at: Date.now(), ...crowd.read() });
  void disturb();
}, 1000);

process.on('message', (message: ToLoad) => {
  if (message.type === 'rate') {
    crowd ??= createCrowd(port, simulator, numbers);
    crowd.setRate(message.perSecond);
  }
  if (message.type === 'leave') {
    crowd?.leave();
    crowd = undefined;
  }
});
