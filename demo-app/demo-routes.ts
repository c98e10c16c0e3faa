/** The demo's own routes under `/demo`: the telephone in the visitor's hand, the network's switches, the timeline. */
import express, { type RequestHandler, type Router } from 'express';
import { type ProviderSimulator, SCENARIO_NUMBERS, TELEPHONE_MOODS } from 'express-call-verification/simulator';
import { type DemoClock, type Network, OUTAGES, REPORTS } from './network.js';
import { createNumberFinder } from './number-finder.js';
import { createShopTraffic } from './shop-traffic.js';
import { createTelephoneViews } from './telephone-view.js';
import { createVisitors, type Visitor } from './visitors.js';
import { type WireEntry, wireEntryOf, wireEntryOfAppEvent } from './wire.js';

/** What the page is told about the demo. */
export interface About {
  readonly isSimulated: boolean;
  readonly providers: readonly string[];
  /** Absent where real telephones ring: it is somebody's. */
  readonly demoNumber?: string;
}

export interface DemoRoutesOptions {
  readonly about: About;
  /** Absent where real providers are called: then there is no telephone and no provider traffic to look at. */
  readonly simulator?: ProviderSimulator | undefined;
  readonly network?: Network | undefined;
  readonly clock: DemoClock;
}

export interface DemoRoutes {
  readonly router: Router;
  readonly welcome: RequestHandler;
  /** Stands before the shop. */
  readonly shopTraffic: RequestHandler;
  /** Stands before the package's callback routes. */
  readonly noteCallback: RequestHandler;
  /** For `onEvent` of the package: a row of the timeline. */
  show(event: { readonly type: string; readonly phone?: string | undefined }): void;
  close(): void;
}

/** Longer than any verification. */
const LATER_MS = 11 * 60_000;
const MAX_ROWS = 300;
const run = Date.now().toString(36);

export function createDemoRoutes({ about, simulator, network, clock }: DemoRoutesOptions): DemoRoutes {
  const router = express.Router();
  const visitors = createVisitors(about.demoNumber?.replaceAll(' ', '') ?? '');
  const views = createTelephoneViews();
  const numberOf = createNumberFinder();
  const arrivals: number[] = [];
  let lastRow = 0;

  function add(visitor: Visitor, entry: WireEntry): void {
    lastRow += 1;
    const row = { id: `${run}-${lastRow}`, ...entry };
    visitor.rows = [...visitor.rows, row].slice(-MAX_ROWS);
    visitors.tell(visitor, 'row', row);
  }

  function showTelephone(visitor: Visitor): void {
    if (simulator === undefined) return;
    visitors.tell(visitor, 'telephone', views.viewOf(simulator.telephone(visitor.number), visitor.mood));
  }

  function takeUp(visitor: Visitor, number: string): void {
    if (visitor.number === number || simulator === undefined) return;
    visitor.number = number;
    const telephone = simulator.telephone(number);
    // Some numbers always take their calls in their own way.
    if (Object.values(SCENARIO_NUMBERS).some(({ RU, SK }) => number === RU || number === SK)) visitor.mood = telephone.mood;
    else telephone.mood = visitor.mood;
    showTelephone(visitor);
  }

  const stop = simulator?.subscribe((event) => {
    views.hear(event);
    const number = numberOf(event);
    const entry = wireEntryOf(event);
    // The simulator tells of a callback when it was answered, and by then its effects stand on the timeline.
    const arrivedAt = event.type === 'callback' && event.status !== undefined ? arrivals.shift() : undefined;
    for (const visitor of visitors.lookingAt((watched) => watched === number)) {
      add(visitor, { ...entry, at: arrivedAt ?? entry.at });
      showTelephone(visitor);
    }
  });

  router.get('/about', (_request, response) => {
    response.set('Cache-Control', 'no-store').json(about);
  });

  router.get('/events', (request, response) => {
    const visitor = visitors.of(request);
    if (visitor === undefined) return void response.sendStatus(400);
    visitors.stream(visitor, response);
    visitors.tell(visitor, 'history', visitor.rows);
    visitors.tell(visitor, 'network', network?.state);
    showTelephone(visitor);
  });

  router.post('/telephone', express.json({ limit: '1kb' }), (request, response) => {
    const visitor = visitors.of(request);
    const { action, mood, key, number } = fieldsOf(request.body);
    if (visitor === undefined) return void response.sendStatus(400);
    if (simulator !== undefined) {
      if (action === 'take_up' && number !== undefined && /^\+[1-9]\d{7,14}$/.test(number)) takeUp(visitor, number);
      const telephone = simulator.telephone(visitor.number);
      try {
        const known = TELEPHONE_MOODS.find((each) => each === mood);
        if (action === 'mood' && known !== undefined) {
          visitor.mood = known;
          telephone.mood = known;
        }
        if (action === 'answer') telephone.answer();
        if (action === 'decline') telephone.decline();
        if (action === 'hang_up') telephone.hangUp();
        if (action === 'press') telephone.press(key ?? '');
      } catch {
        // The call ended while the button was pressed: the screen says so.
      }
      showTelephone(visitor);
    }
    response.sendStatus(204);
  });

  router.post('/network', express.json({ limit: '1kb' }), (request, response) => {
    const fields = fieldsOf(request.body);
    const reports = REPORTS.find((each) => each === fields['reports']);
    const outage = OUTAGES.find((each) => each === fields['outage']);
    network?.set({ ...(reports === undefined ? {} : { reports }), ...(outage === undefined ? {} : { outage }) });
    if (network !== undefined && fields['time'] !== undefined) clock.turn(fields['time'] === 'later' ? LATER_MS : 0);
    for (const each of visitors.lookingAt(() => true)) visitors.tell(each, 'network', network?.state);
    response.sendStatus(204);
  });

  router.delete('/timeline', (request, response) => {
    const visitor = visitors.of(request);
    if (visitor !== undefined) visitor.rows = [];
    response.sendStatus(204);
  });

  return {
    router,
    welcome: visitors.welcome,
    shopTraffic: createShopTraffic({ visitors, onNumber: takeUp, add }),
    noteCallback: function noteCallbackMiddleware(_request, _response, next) {
      // Within one millisecond, too, a callback comes before what it causes.
      arrivals.push(Date.now() - 0.5);
      next();
    },
    show(event) {
      const entry = wireEntryOfAppEvent(event);
      // Events hold masked numbers: a row goes to everybody whose number has this mask.
      for (const each of visitors.lookingAt((number) => event.phone === undefined || fitsMask(number, event.phone))) add(each, entry);
    },
    close() {
      stop?.();
      visitors.close();
    },
  };
}

function fieldsOf(body: unknown): Record<string, string | undefined> {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function fitsMask(number: string, mask: string): boolean {
  return number.length === mask.length && [...mask].every((letter, index) => letter === '*' || letter === number[index]);
}
