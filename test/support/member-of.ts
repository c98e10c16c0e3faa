/** Reads a member of an answer that must be text. */
import type { Response } from 'supertest';

export function memberOf(answer: Response | undefined, name: string): string {
  const value: unknown = answer?.body[name];
  if (typeof value !== 'string') throw new Error(`the answer (${answer?.status}) has no text in "${name}"`);
  return value;
}
