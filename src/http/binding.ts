/** What a client must present beside the id, if the host binds verifications to something such as a session. */
import type { Request } from 'express';

/** What of a request a verification is bound to, such as its session's id; `undefined` if the request has nothing of the kind. */
export type BindTo = (req: Request) => string | undefined;

/** `isMissing`: the host binds, and this request has nothing to bind to. */
export type Binding = { readonly isMissing: true } | { readonly isMissing: false; readonly members: { readonly binding?: string } };

/** @throws {TypeError} if the host's `bindTo` gave anything else */
export function bindingOf(bindTo: BindTo | undefined, req: Request): Binding {
  if (bindTo === undefined) return { isMissing: false, members: {} };
  const binding: unknown = bindTo(req);
  if (binding !== undefined && typeof binding !== 'string') throw new TypeError('bindTo must give a string or undefined');
  return binding === undefined || binding === '' ? { isMissing: true } : { isMissing: false, members: { binding } };
}
