/** Puts the page together: the sign-in, the telephone of the number typed, and the timeline between them. */
import { onExchange, send } from './api.js';
import { openDemoFeed } from './demo-feed.js';
import { byId, setText } from './dom.js';
import { startSignIn } from './sign-in.js';
import { createTelephone } from './telephone.js';
import { createTimeline } from './timeline.js';

const { body: about } = await send('GET', '/demo/about', { quiet: true });
const isSimulated = about['isSimulated'] !== false;

byId('mode').dataset['mode'] = isSimulated ? 'simulated' : 'real';
setText(
  byId('mode'),
  isSimulated
    ? 'Simulation: both providers and the telephone live in this demo’s process. Nobody is called, nothing is paid.'
    : `Real calls: ${about['providers']?.join(' and ')} will call the number you type, at the account’s cost. Look at your own telephone.`,
);
setText(
  byId('wire-note'),
  isSimulated
    ? 'Codes, numbers and tokens are readable here only because this is a simulation. The package itself logs none of them. Open a row to see all of it.'
    : 'What browser and app say to each other, and the app’s events, in which numbers are masked. Provider traffic is not shown: these are real secrets.',
);

const timeline = createTimeline();
onExchange((exchange) => timeline.add(exchange));

const telephone = createTelephone({ isSimulated, act: (action) => feed.act(action) });
const feed = openDemoFeed({ onTelephone: (view) => telephone.show(view), onWire: (entry) => timeline.add(entry) });

startSignIn({ demoNumber: about['demoNumber'], onNumber: (text) => feed.watch(text) });
