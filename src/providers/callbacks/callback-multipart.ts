/** Reads the fields of a body of multipart/form-data (RFC 7578). */

/**
 * The names and values of the parts, in their order; `undefined` if the text is not multipart. A part without a name is left out.
 *
 * @param contentType its boundary counts; without one, the boundary is the first line
 */
export function readMultipart(text: string, contentType: string | undefined): readonly (readonly [string, string])[] | undefined {
  const boundary = boundaryOf(contentType ?? '') ?? /^--([^\r\n]{1,70}?)[ \t]*\r?\ncontent-disposition:/i.exec(text)?.[1];
  if (boundary === undefined) return undefined;
  // A line break belongs to the boundary after it. The line break in front is for a boundary in the first line.
  const [, ...parts] = `\n${text}`.split(new RegExp(`\\r?\\n--${escapeForPattern(boundary)}(?=--|[ \\t]*\\r?\\n|[ \\t]*$)`));
  if (parts.length === 0) return undefined;
  const end = parts.findIndex((part) => part.startsWith('--'));
  return parts.slice(0, end < 0 ? undefined : end).flatMap(readPart);
}

function boundaryOf(contentType: string): string | undefined {
  if (!/^\s*multipart\//i.test(contentType)) return undefined;
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? [];
  return quoted ?? plain;
}

function escapeForPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** `[ \t]*` line break, header lines, an empty line, and the value. */
function readPart(part: string): readonly (readonly [string, string])[] {
  const [, headers, value] = /^[ \t]*\r?\n((?:[^\r\n]+\r?\n)*)\r?\n([\s\S]*)$/.exec(part) ?? [];
  const name = headers === undefined ? undefined : nameOf(headers);
  return name === undefined || value === undefined ? [] : [[name, value]];
}

/** Browsers write a quotation mark in a name as `%22`, other programs as `\"`. */
function nameOf(headers: string): string | undefined {
  const [, disposition = ''] = /^content-disposition:([^\r\n]*)/im.exec(headers) ?? [];
  const [, quoted, plain] = /;\s*name=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/i.exec(disposition) ?? [];
  const name = quoted?.replace(/\\(.)/g, '$1').replaceAll('%22', '"') ?? plain;
  return name?.trim() || undefined;
}
