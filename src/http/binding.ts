/** What a client must present beside the id, if the host binds verifications to something such as a session. */
import type { Request } from 'express';
import type { BindingRefusal } from '../ports/events.js';

/** What a verification is bound to, such as the session id of the request; `undefined` if the request has nothing to bind to. */
export type BindTo = (req: Request) => string | undefined;

/** `isMissing`: the host binds verifications, and this request has nothing to bind to. */
export type Binding = { readonly isMissing: true } | { readonly isMissing: false; readonly members: { readonly binding?: string } };

/** What `bindingOf` needs of a service. */
export interface BindingNeeds {
  readonly bindTo: BindTo | undefined;
  bindingRefused(reason: BindingRefusal): void;
}

/** @throws {TypeError} if the host's `bindTo` returned anything else */
export function bindingOf({ bindTo, bindingRefused }: BindingNeeds, req: Request): Binding {
  if (bindTo === undefined) return { isMissing: false, members: {} };
  const binding: unknown = bindTo(req);
  if (binding !== undefined && typeof binding !== 'string') throw new TypeError('bindTo must return a string or undefined');
  if (binding !== undefined && binding !== '') return { isMissing: false, members: { binding } };
  bindingRefused('missing');
  return { isMissing: true };
}
