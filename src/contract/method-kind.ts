/** The kinds of method, as clients name them. */

/** A way to reach the phone. */
export type MethodKind = 'flash_call' | 'voice_call' | 'confirmation_call' | 'sms';

/** Every kind, for schemas. */
export const METHOD_KINDS = ['flash_call', 'voice_call', 'confirmation_call', 'sms'] as const satisfies readonly MethodKind[];
