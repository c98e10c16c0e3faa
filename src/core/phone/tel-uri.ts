/** Reads a number out of a `tel:` URI (RFC 3966), as links and contacts hold it. */
import { cleanText } from '../../contract/typed-text.js';

/** Part of the number that is dialled, and what a reader must understand (section 3: an extension, a subaddress, mandatory parameters). */
const NEEDED = /^(?:ext|isub|postd|m-.*)$/;

/**
 * The number as text: with plus if the URI is global, or its context (`;phone-context=+7`) makes it so. Text that is no such URI stays as
 * it is. `undefined` if the URI cannot be called as a number alone: it has an extension, or its context is not a number.
 */
export function readTelUri(text: string): string | undefined {
  const uri = text.trim();
  if (!/^tel:/i.test(uri)) return uri;
  const decoded = decode(uri.slice('tel:'.length));
  if (decoded === undefined) return undefined;
  const [written = '', ...parameters] = decoded.replace(/^\/+/, '').split(';');
  const number = written.trim();
  const named = parameters.map((each): [string, string] => {
    const [name = '', value = ''] = each.split('=');
    return [name.trim().toLowerCase(), value.trim()];
  });
  if (named.some(([name]) => NEEDED.test(name))) return undefined;
  const contexts = named.filter(([name]) => name === 'phone-context');
  if (contexts.length === 0 || number.startsWith('+')) return number;
  const [[, context] = ['', '']] = contexts;
  return contexts.length === 1 && context.startsWith('+') ? `${context}${number}` : undefined;
}

function decode(text: string): string | undefined {
  try {
    return cleanText(decodeURIComponent(text));
  } catch {
    return undefined;
  }
}
