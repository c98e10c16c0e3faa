/** Server-sent events for the demo's pages: each page says which number it looks at, and hears of that number only. */
import type { Response } from 'express';

/** One open page. */
interface Page {
  number: string | undefined;
  readonly responses: Set<Response>;
}

export interface Feed {
  /** Streams to the page until it goes away. */
  open(pageId: string, response: Response): void;
  /** From now on the page looks at `number`. */
  watch(pageId: string, number: string): void;
  /** Sends to the pages that look at a number for which `isFor` is true. */
  publish(event: string, data: unknown, isFor: (number: string) => boolean): void;
  close(): void;
}

/** `/demo/events` is for a few pages on one machine. */
const MAX_PAGES = 100;

export function createFeed(onOpen: (number: string) => void): Feed {
  const pages = new Map<string, Page>();

  function pageOf(pageId: string): Page {
    const known = pages.get(pageId);
    if (known !== undefined) return known;
    const oldest = pages.keys().next().value;
    if (pages.size >= MAX_PAGES && oldest !== undefined) forget(oldest);
    const page: Page = { number: undefined, responses: new Set() };
    pages.set(pageId, page);
    return page;
  }

  function forget(pageId: string): void {
    for (const response of pages.get(pageId)?.responses ?? []) response.end();
    pages.delete(pageId);
  }

  return {
    open(pageId, response) {
      const page = pageOf(pageId);
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      response.write('retry: 1000\n\n');
      page.responses.add(response);
      response.on('close', () => page.responses.delete(response));
      if (page.number !== undefined) onOpen(page.number);
    },
    watch(pageId, number) {
      pageOf(pageId).number = number;
    },
    publish(event, data, isFor) {
      const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
      for (const { number, responses } of pages.values()) {
        if (number === undefined || !isFor(number)) continue;
        for (const response of responses) response.write(text);
      }
    },
    close() {
      for (const pageId of [...pages.keys()]) forget(pageId);
    },
  };
}
