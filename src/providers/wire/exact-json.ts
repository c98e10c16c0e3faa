/** Reads JSON without rounding the ids in it. */

/** A string, which is skipped, or a number. */
const STRING_OR_NUMBER = /"(?:[^"\\]+|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Like `JSON.parse`, but a whole number beyond 2⁵³ becomes the text of its digits: as a number it would be rounded, and be the id of another
 * call. A number with a fraction or an exponent stays a number, because nobody writes ids so.
 *
 * @throws {SyntaxError} if `text` is not JSON
 */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  // Only what is valid already is changed, so that quoting a number cannot make JSON of something else.
  return /\d{16}/.test(text) ? JSON.parse(text.replace(STRING_OR_NUMBER, quoteIfLong)) : value;
}

function quoteIfLong(token: string): string {
  return /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token;
}
