/** Turns a body's bytes into text. What the bytes show counts before what the sender says of them. */

/**
 * UTF-16 by its marks or its zero bytes, else UTF-8, else the charset that `contentType` names. In bytes that are none of these, what is
 * not ASCII is replaced: the facts of a report are ASCII.
 */
export function decodeText(bytes: Uint8Array, contentType: string | undefined): string {
  const utf16 = utf16Of(bytes);
  if (utf16 !== undefined) return new TextDecoder(utf16).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decodeAs(charsetOf(contentType), bytes);
  }
}

/** By the byte order mark, or by the zero bytes of its first character, which begins a report and so is ASCII. */
function utf16Of([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first !== 0 && second === 0) return 'utf-16le';
  return first === 0 && second !== undefined && second !== 0 ? 'utf-16be' : undefined;
}

function charsetOf(contentType = ''): string {
  const [, charset = 'utf-8'] = /;\s*charset=["']?([^\s;"']+)/i.exec(contentType) ?? [];
  // UTF-16 would have shown itself, so a sender that names it here is wrong.
  return /^utf-?16/i.test(charset) ? 'utf-8' : charset;
}

function decodeAs(charset: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    // An unknown name.
    return new TextDecoder().decode(bytes);
  }
}
