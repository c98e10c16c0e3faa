/** A `fetch` whose requests no instrumentation of OpenTelemetry records: the URL of MCN's flash call holds the number and the code. */
import { context, createContextKey, diag } from '@opentelemetry/api';

/** The same key as that of `suppressTracing` in `@opentelemetry/core`: keys are equal by their description. */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** By this one knows such a `fetch`, whichever copy of this module made it. */
const UNTRACED: unique symbol = Symbol.for('express-call-verification.untraced');

let hasWarned = false;

/**
 * Makes the `fetch` for the option of the same name of `createCallVerification`: OpenTelemetry makes no span of its requests. Without it, a
 * span of MCN's flash call holds the number and the code, because they are in the URL.
 *
 * @param fetch sends the requests. @default globalThis.fetch, as it is at each call
 */
export function untraced(fetch?: typeof globalThis.fetch): typeof globalThis.fetch & { readonly [UNTRACED]: true } {
  const send: typeof globalThis.fetch = (input, init) =>
    context.with(context.active().setValue(SUPPRESS_TRACING, true), () => {
      warnIfTraced();
      return (fetch ?? globalThis.fetch)(input, init);
    });
  return Object.assign(send, { [UNTRACED]: true } as const);
}

/** Without a context manager nothing can be told to an instrumentation. Every SDK for Node has one; a host that has made its own may not. */
function warnIfTraced(): void {
  if (hasWarned || context.active().getValue(SUPPRESS_TRACING) === true) return;
  hasWarned = true;
  diag.warn('express-call-verification: no context manager is registered, so untraced(fetch) cannot keep requests out of spans.');
}
