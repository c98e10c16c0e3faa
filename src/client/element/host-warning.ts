/** Tells the page's developer, on the console and once, that something else than a verification server has answered. */
import type { ClientProblem } from '../client-problem.js';

let hasWarned = false;

/** A person only reads that it did not work, whatever the host has sent. */
export function warnOfHost({ code, status = 200 }: Pick<ClientProblem, 'code' | 'status'>): void {
  if (code !== 'unexpected_answer' || hasWarned) return;
  hasWarned = true;
  // biome-ignore lint/suspicious/noConsole: it is meant for whoever builds the page, who has no other place to look
  console.warn(`<call-verification>: HTTP ${status} without a problem document. Check url and error handlers.`);
}
