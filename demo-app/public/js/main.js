/** Puts the page together: the sign-in, the telephone, the switches, the timeline, and a story if the address asks for one. */
import { byId, setText } from './dom.js';
import { openFeed } from './feed.js';
import { createResult } from './result.js';
import { createSignIn } from './sign-in.js';
import { listStories, playStory, storyOf } from './stories.js';
import { createSwitches } from './switches.js';
import { createTelephone } from './telephone.js';
import { createTimeline } from './timeline.js';

/** @typedef {{ isSimulated: boolean, providers: string[], demoNumber?: string }} About */

const story = storyOf(location.search);
// A story begins from the beginning, whatever this tab was in the middle of.
if (story !== undefined) {
  sessionStorage.clear();
  await fetch('/demo/timeline', { method: 'DELETE' });
}

/** @type {About} */
const about = await (await fetch('/demo/about')).json();
const result = createResult();

if (about.isSimulated) await showSimulation();
else showRealCalls();

async function showSimulation() {
  setText(byId('mode'), 'Simulated: the providers and the telephone live in this demo. Nobody is called.');
  setText(byId('wire-note'), 'Codes, ids and the token are dotted here, as they should be in any log.');
  const telephone = createTelephone({ act: (action) => feed.act(action) });
  const switches = createSwitches({
    setMood: (mood) => feed.act({ action: 'mood', mood }),
    setNetwork: (change) => void feed.setNetwork(change),
  });
  const timeline = createTimeline({ clear: () => feed.clear() });
  const feed = openFeed({
    onTelephone: (view) => {
      telephone.show(view);
      switches.showMood(view.mood);
    },
    onRows: (rows) => timeline.add(rows),
    onNetwork: (state) => state !== undefined && switches.showNetwork(state),
  });
  const signIn = await createSignIn({ result, onLanguage: (language) => telephone.speak(language) });
  listStories(story);
  if (story !== undefined) await playStory(story, { signIn, telephone, feed });
}

function showRealCalls() {
  const mode = byId('mode');
  mode.dataset['mode'] = 'real';
  setText(
    mode,
    `Real calls: ${about.providers.join(' and ')} will call the number you type, at the account’s cost. Look at your own telephone.`,
  );
  setText(byId('wire-note'), 'What browser and server say to each other, and the server’s events, in which numbers are masked.');
  for (const id of ['telephone', 'switches', 'stories', 'console']) byId(id).remove();
  const timeline = createTimeline({ clear: () => feed.clear() });
  const feed = openFeed({ onTelephone: () => {}, onRows: (rows) => timeline.add(rows), onNetwork: () => {} });
  void createSignIn({ result, onLanguage: () => {} });
}
