/** The demo server's stream of what happens to this visitor, and the visitor's hand on the telephone and the switches. */

/**
 * @typedef {{ id: string, kind: string, caller: string, state: string, at: number, heard?: { text: string, code?: string } }} Call
 * @typedef {{ id: string, at: number, from: string, text: string }} Message
 * @typedef {{ number: string, mood: string, call?: Call, calls: Call[], messages: Message[] }} View
 * @typedef {{ reports: string, outage: string }} NetworkState
 * @typedef {{ id: string, at: number, from: string, to: string, title: string, outcome?: string, tone: string, provider?: string, detail: unknown }} Row
 */

const KEPT = 'demo-telephone';

/**
 * @param {{ onTelephone: (view: View) => void, onRows: (rows: Row[]) => void, onNetwork: (state: NetworkState | undefined) => void }} listeners
 */
export function openFeed({ onTelephone, onRows, onNetwork }) {
  const kept = readKept();
  const source = new EventSource('/demo/events');
  source.addEventListener('open', () => {
    // Also after a restart of the server, which then knows nothing of this visitor.
    if (kept !== undefined) void post('/demo/telephone', { action: 'take_up', number: kept.number });
  });
  source.addEventListener('telephone', (event) => onTelephone(withKept(/** @type {View} */ (JSON.parse(event.data)))));
  source.addEventListener('row', (event) => onRows([JSON.parse(event.data)]));
  source.addEventListener('history', (event) => onRows(JSON.parse(event.data)));
  source.addEventListener('network', (event) => onNetwork(event.data === 'undefined' ? undefined : JSON.parse(event.data)));

  return {
    /** @param {Record<string, string>} action */
    act: (action) => void post('/demo/telephone', action),
    /** @param {Record<string, string>} change */
    setNetwork: (change) => post('/demo/network', change),
    /** Resolves once the server knows all that was done so far. */
    arrived: () => last,
    clear: () => void fetch('/demo/timeline', { method: 'DELETE' }),
  };
}

// One after the other: a mood must have arrived before the call that it is for.
let last = Promise.resolve();

/** @param {string} path @param {Record<string, string>} body @returns {Promise<void>} */
function post(path, body) {
  last = last
    .then(() => fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }))
    .then(
      () => undefined,
      () => undefined,
    );
  return last;
}

/** What the telephone has shown stays in its lists when the server, and the simulated network with it, begins anew. @param {View} view @returns {View} */
function withKept(view) {
  const before = readKept();
  if (before === undefined || before.number !== view.number) {
    sessionStorage.setItem(KEPT, JSON.stringify(view));
    return view;
  }
  const lost = before.call === undefined ? [] : [{ ...before.call, state: before.call.state === 'ringing' ? 'no_answer' : 'ended' }];
  const calls = merged([...before.calls, ...lost], [...view.calls, ...(view.call === undefined ? [] : [view.call])]);
  const next = {
    ...view,
    calls: calls.filter((call) => call.id !== view.call?.id || call.at !== view.call.at),
    messages: merged(before.messages, view.messages),
  };
  sessionStorage.setItem(KEPT, JSON.stringify(next));
  return next;
}

/**
 * @template {{ id: string, at: number }} Item
 * @param {Item[]} before @param {Item[]} now @returns {Item[]}
 */
function merged(before, now) {
  // A provider that begins anew counts its calls anew.
  const all = new Map([...before, ...now].map((item) => [`${item.id} ${item.at}`, item]));
  return [...all.values()].sort((a, b) => a.at - b.at).slice(-20);
}

/** @returns {View | undefined} */
function readKept() {
  const text = sessionStorage.getItem(KEPT);
  return text === null ? undefined : JSON.parse(text);
}
