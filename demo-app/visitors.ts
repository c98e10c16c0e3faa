/** The demo's visitors: each browser has a telephone of its own, and a timeline of what happened to it. */
import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { TelephoneMood } from 'express-call-verification/simulator';
import type { WireRow } from './wire.js';

export interface Visitor {
  /** The number whose telephone lies on the page: the one last typed into the sign-in. */
  number: string;
  /** How that telephone takes its calls. */
  mood: TelephoneMood;
  rows: WireRow[];
  readonly streams: Set<Response>;
}

export interface Visitors {
  /** Gives a browser its cookie, when it opens the page. */
  readonly welcome: RequestHandler;
  /** Undefined for who never opened the page, such as a script. */
  of(request: Request): Visitor | undefined;
  /** Streams to the visitor's page until it goes away. */
  stream(visitor: Visitor, response: Response): void;
  /** Those who look at the telephone of this number. */
  lookingAt(isTheirs: (number: string) => boolean): Visitor[];
  tell(visitor: Visitor, event: string, data: unknown): void;
  close(): void;
}

/** It names a demo's visitor and nothing else, so that it may last no longer than the browser. */
const COOKIE = 'demo-visitor';
/** A demo is for a few people on one machine. */
const MAX_VISITORS = 100;

export function createVisitors(firstNumber: string): Visitors {
  const visitors = new Map<string, Visitor>();

  function visitorOf(id: string): Visitor {
    const known = visitors.get(id);
    if (known !== undefined) return known;
    const oldest = visitors.entries().next().value;
    if (visitors.size >= MAX_VISITORS && oldest !== undefined) {
      for (const response of oldest[1].streams) response.end();
      visitors.delete(oldest[0]);
    }
    const visitor: Visitor = { number: firstNumber, mood: 'rings', rows: [], streams: new Set() };
    visitors.set(id, visitor);
    return visitor;
  }

  return {
    welcome: function welcomeMiddleware(request, response, next) {
      if (request.path === '/' && idIn(request) === undefined)
        response.cookie(COOKIE, randomUUID(), { httpOnly: true, sameSite: 'strict', path: '/' });
      next();
    },
    of(request) {
      const id = idIn(request);
      return id === undefined ? undefined : visitorOf(id);
    },
    stream(visitor, response) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      response.write('retry: 1000\n\n');
      visitor.streams.add(response);
      response.on('close', () => visitor.streams.delete(response));
    },
    lookingAt: (isTheirs) => [...visitors.values()].filter(({ number }) => isTheirs(number)),
    tell(visitor, event, data) {
      for (const response of visitor.streams) response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    close() {
      for (const { streams } of visitors.values()) {
        for (const response of streams) response.end();
        // What happens afterwards is told to nobody.
        streams.clear();
      }
    },
  };
}

function idIn(request: Request): string | undefined {
  return new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w-]{36})(?:;|$)`).exec(request.headers.cookie ?? '')?.[1];
}
