/** The demo's own routes under `/demo`: the telephones' screens and keys, and the wire. No part of what a shop needs. */
import express, { type RequestHandler, type Router } from 'express';
import { type ProviderSimulator, type SimulatorEvent, TELEPHONE_MOODS, type TelephoneMood } from 'express-call-verification/simulator';
import { createCallbackArrivals } from './callback-arrivals.js';
import { createFeed } from './feed.js';
import { createTelephoneViews } from './telephone-view.js';
import { wireEntryOf, wireEntryOfAppEvent } from './wire.js';

/** What the page is told about the demo. */
export interface About {
  readonly isSimulated: boolean;
  readonly providers: readonly string[];
  /** Absent where real telephones ring: it is somebody's. */
  readonly demoNumber?: string;
}

export interface Telephones {
  readonly router: Router;
  /** Stands before the package's callback routes. */
  readonly noteCallback: RequestHandler;
  /** For `onEvent` of the package: a row on the wire. */
  show(event: { readonly type: string; readonly phone?: string | undefined }): void;
  close(): void;
}

/** @param simulator absent where real providers are called: then there is no telephone and no provider traffic to look at */
export function createTelephones(about: About, simulator: ProviderSimulator | undefined): Telephones {
  const router = express.Router();
  const arrivals = createCallbackArrivals();
  const views = createTelephoneViews();
  const numberOf = createNumberFinder();
  const feed = createFeed((number) => showTelephone(number));

  function showTelephone(number: string): void {
    if (simulator !== undefined) feed.publish('telephone', views.viewOf(simulator.telephone(number)), (watched) => watched === number);
  }

  const stop = simulator?.subscribe((event) => {
    views.hear(event);
    const number = numberOf(event);
    const entry = wireEntryOf(event);
    const arrivedAt = event.type === 'callback' && event.status !== undefined ? arrivals.take() : undefined;
    if (number === undefined) return;
    feed.publish('wire', { ...entry, at: arrivedAt ?? entry.at }, (watched) => watched === number);
    showTelephone(number);
  });

  router.get('/about', (_request, response) => {
    response.set('Cache-Control', 'no-store').json(about);
  });

  router.get('/events', (request, response) => {
    const { page } = request.query;
    if (typeof page !== 'string' || !PAGE_ID.test(page)) return void response.sendStatus(400);
    feed.open(page, response);
  });

  router.post('/telephone', express.json({ limit: '1kb' }), (request, response) => {
    const order = readOrder(request.body);
    if (order === undefined) return void response.sendStatus(400);
    feed.watch(order.page, order.number);
    if (simulator === undefined) return void response.sendStatus(204);
    const telephone = simulator.telephone(order.number);
    try {
      if (order.action === 'mood' && order.mood !== undefined) telephone.mood = order.mood;
      if (order.action === 'answer') telephone.answer();
      if (order.action === 'decline') telephone.decline();
      if (order.action === 'hang_up') telephone.hangUp();
      if (order.action === 'press') telephone.press(order.key ?? '');
    } catch {
      // The call ended while the button was pressed: the screen says so.
    }
    showTelephone(order.number);
    response.sendStatus(204);
  });

  return {
    router,
    noteCallback: arrivals.note,
    show(event) {
      // Events hold masked numbers: a row goes to every page whose number has this mask.
      feed.publish('wire', wireEntryOfAppEvent(event), (number) => event.phone === undefined || fitsMask(number, event.phone));
    },
    close() {
      stop?.();
      feed.close();
    },
  };
}

const PAGE_ID = /^[\w-]{16,64}$/;
const ACTIONS = ['watch', 'mood', 'answer', 'decline', 'hang_up', 'press'] as const;

interface Order {
  readonly page: string;
  readonly number: string;
  readonly action: (typeof ACTIONS)[number];
  readonly mood: TelephoneMood | undefined;
  readonly key: string | undefined;
}

function readOrder(body: unknown): Order | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { page, number, action, mood, key } = body as Record<string, unknown>;
  const isKnown = typeof page === 'string' && PAGE_ID.test(page) && typeof number === 'string' && /^\+\d{8,15}$/.test(number);
  const known = ACTIONS.find((each) => each === action);
  if (!isKnown || known === undefined) return undefined;
  return {
    page,
    number,
    action: known,
    mood: TELEPHONE_MOODS.find((each) => each === mood),
    key: typeof key === 'string' ? key : undefined,
  };
}

function fitsMask(number: string, mask: string): boolean {
  return number.length === mask.length && [...mask].every((letter, index) => letter === '*' || letter === number[index]);
}

/** Says whose telephone an event is about, where the event itself does not: an answer, a report, an SMS by the id of a call. */
function createNumberFinder(): (event: SimulatorEvent) => string | undefined {
  const byRequest = new Map<number, string>();
  const byCall = new Map<string, string>();

  return (event) => {
    switch (event.type) {
      case 'call':
        byCall.set(event.callId, event.number);
        return event.number;
      case 'request': {
        const number = numberIn(event.query) ?? numberIn(event.body) ?? byCall.get(callIdIn(event.body));
        if (number !== undefined) byRequest.set(event.requestId, number);
        return number;
      }
      case 'answer':
      case 'dropped':
        return byRequest.get(event.requestId);
      case 'callback':
        return byCall.get(event.callId);
      default:
        return event.number;
    }
  };
}

function numberIn(fields: unknown): string | undefined {
  if (typeof fields !== 'object' || fields === null) return undefined;
  const { login_did: loginDid, phone_number: phoneNumber, number } = fields as Record<string, unknown>;
  const found = [loginDid, phoneNumber, number].find((each) => typeof each === 'string' || typeof each === 'number');
  return found === undefined ? undefined : `+${String(found).replace(/\D/g, '')}`;
}

function callIdIn(body: unknown): string {
  if (typeof body !== 'object' || body === null || !('sms' in body)) return '';
  const { sms } = body;
  return typeof sms === 'object' && sms !== null && 'id' in sms ? String(sms.id) : '';
}
