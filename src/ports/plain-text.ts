/** Tells text from bytes of something else. */

/** Whether it has no control characters but those of lines and tabs. Compressed bytes, for example, always have others. */
export function isPlainText(text: string): boolean {
  return !/[^\P{Cc}\t\n\r]/u.test(text);
}
