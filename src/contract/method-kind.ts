/** The kinds of method, as clients name them. */

/**
 * A way to reach the phone: `flash_call` shows the code as the last digits of the calling number, `voice_call` speaks it,
 * `confirmation_call` asks the person to press a key, `sms` sends it as a text.
 */
export type MethodKind = 'flash_call' | 'voice_call' | 'confirmation_call' | 'sms';

/** Every kind. */
export const METHOD_KINDS = ['flash_call', 'voice_call', 'confirmation_call', 'sms'] as const satisfies readonly MethodKind[];
