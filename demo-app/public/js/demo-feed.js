/** The demo server's stream of what happens to one number, and the person's hand on the telephone. */
import { send } from './api.js';

/** Shorter texts are a number not yet typed out. */
const MIN_DIGITS = 10;
const KEPT = 'demo-number';

/**
 * @param {{ onTelephone: (view: any) => void, onWire: (entry: any) => void }} listeners
 */
export function openDemoFeed({ onTelephone, onWire }) {
  const pageId = crypto.randomUUID();
  // Kept, so that a reload finds the same telephone again.
  let number = sessionStorage.getItem(KEPT) ?? '';
  const source = new EventSource(`/demo/events?page=${pageId}`);
  /** What is told of another number was on its way when this one was typed. @param {Record<string, any>} view */
  const show = (view) => void (view['number'] === number && onTelephone(view));
  source.addEventListener('telephone', (event) => show(JSON.parse(event.data)));
  source.addEventListener('wire', (event) => onWire(JSON.parse(event.data)));

  // Also after a restart of the server, which then knows nothing of this page.
  source.addEventListener('open', () => void (number !== '' && post({ action: 'watch' })));

  // One after the other: of two numbers on their way at once, the one that arrives last would be the one that is watched.
  let last = Promise.resolve();
  /** @param {Record<string, string>} action */
  const post = (action) => {
    last = last.then(async () => {
      // What the telephone then shows comes by the stream: an answer could be overtaken by what happens next.
      await send('POST', '/demo/telephone', { body: { page: pageId, number, ...action }, quiet: true });
    });
    return last;
  };

  return {
    /** Look at the telephone of this number, as it was typed. @param {string} text */
    watch: (text) => {
      const next = e164Of(text);
      if (next === number || next.length < MIN_DIGITS) return;
      number = next;
      sessionStorage.setItem(KEPT, number);
      void post({ action: 'watch' });
    },
    /** @param {Record<string, string>} action */
    act: (action) => void (number !== '' && post(action)),
  };
}

/** @param {string} text */
const e164Of = (text) => `+${text.normalize('NFKC').replace(/\D/g, '').replace(/^00/, '')}`;
