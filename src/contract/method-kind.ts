/** The kinds of method, as clients name them. */

/** The kinds of the providers' own methods, each with one meaning. */
export type StandardKind = 'flash_call' | 'voice_call' | 'confirmation_call' | 'sms';

/** Every standard kind, in the order of the stored form: append only. */
export const STANDARD_KINDS = ['flash_call', 'voice_call', 'confirmation_call', 'sms'] as const satisfies readonly StandardKind[];

/**
 * A way to reach the phone: `flash_call` shows the code as the last digits of the calling number, `voice_call` speaks it,
 * `confirmation_call` asks the person to press a key, `sms` sends it as a text. A sender of the host's own may have any other kind, such as
 * `whatsapp`: 2 to 32 of a-z, 0-9 and `_`, the first a letter.
 */
export type MethodKind = StandardKind | (string & {});

/** The form of every kind. */
export const KIND_FORM = /^[a-z][a-z0-9_]{1,31}$/;
