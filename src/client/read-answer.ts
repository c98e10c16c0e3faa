/** Reads an answer's body: a JSON object, nothing, or a problem. */
import type { ClientProblem } from './client-problem.js';
import { problemOf } from './read-problem.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** A success, checked only to be a JSON object; empty if it had no body. */
export interface Answered {
  readonly ok: true;
  readonly document: JsonObject;
}

/** Rejects if the network fails in between. */
export async function readAnswer(response: Response): Promise<Answered | ClientProblem> {
  const text = await response.text();
  const isJson = /^application\/(?:[\w.+-]+\+)?json\b/i.test(response.headers.get('content-type') ?? '');
  const document = isJson ? parseObject(text) : text === '' ? {} : undefined;
  return response.ok && document !== undefined ? { ok: true, document } : problemOf(response, document);
}

/** `undefined` if the text is not a JSON object. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
