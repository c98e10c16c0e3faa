/** Answers, as an operation lists them: by status. */
import { PROBLEM_MEMBERS, PROBLEMS, type ProblemCode } from '../../src/contract/problems.js';
import { type HeaderId, headersOf } from './headers.js';
import { problemName } from './problems.js';
import { type Part, reference } from './schemas.js';

export function jsonResponse(description: string, schema: string, ...more: readonly HeaderId[]): Part {
  return { description, headers: headersOf('CacheControl', ...more), content: { 'application/json': { schema: reference(schema) } } };
}

export function emptyResponse(description: string, ...more: readonly HeaderId[]): Part {
  return { description, headers: headersOf('CacheControl', ...more) };
}

/** An answer that browsers keep, and the one that says that nothing has changed. */
export function cachedResponses(description: string, mediaType: string, schema: Part, ...more: readonly HeaderId[]): Part {
  const headers = headersOf('CacheControlPublic', 'ETag', 'ContentTypeOptions', ...more);
  return {
    200: { description, headers, content: { [mediaType]: { schema } } },
    304: { description: 'The client has the newest.', headers },
  };
}

/** One answer for each status of these problems. */
export function problemResponses(codes: readonly ProblemCode[], ...more: readonly HeaderId[]): Part {
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))].toSorted((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      problemResponse(
        codes.filter((code) => PROBLEMS[code].status === status),
        ...more,
      ),
    ]),
  );
}

/** @param codes of one status */
export function problemResponse(codes: readonly ProblemCode[], ...more: readonly HeaderId[]): Part {
  const isWaiting = codes.some((code) => (PROBLEM_MEMBERS[code] as readonly string[]).includes('retryAfterSeconds'));
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' '),
    headers: headersOf('CacheControl', ...(isWaiting ? (['RetryAfter'] as const) : []), ...more),
    content: { 'application/problem+json': { schema: oneOf(codes) } },
  };
}

function oneOf(codes: readonly ProblemCode[]): Part {
  const [only, ...others] = codes.map((code) => reference(problemName(code)));
  if (only !== undefined && others.length === 0) return only;
  const mapping = Object.fromEntries(codes.map((code) => [code, `#/components/schemas/${problemName(code)}`]));
  return { oneOf: [only, ...others], discriminator: { propertyName: 'code', mapping } };
}
