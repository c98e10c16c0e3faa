/** Tells text from bytes of something else, and a word from other text. */

/** Whether it has no control characters but those of lines and tabs. Compressed bytes, for example, always have others. */
export function isPlainText(text: string): boolean {
  return !/[^\P{Cc}\t\n\r]/u.test(text);
}

/**
 * A method of the host's own may give any text as its reason. Neither numbers nor codes nor ids have so few digits as a name or a word.
 */
export function asWord(reason: unknown): string {
  return typeof reason === 'string' && /^[\w.-]{1,40}$/.test(reason) && reason.replace(/\D/g, '').length <= 3 ? reason : 'unknown_reason';
}
