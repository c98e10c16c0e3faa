/** Names of fields and kinds of values, as events may tell them of a callback: never a value. */

const MOST_FIELDS = 20;

/** A name may be a value: an id as a key, a text with a colon. Neither ids nor numbers nor codes have so few digits. */
export function showName(name: string): string {
  const isName = /^[\p{L}_][\p{L}\d_.-]{0,39}$/u.test(name) && name.replace(/\D/g, '').length <= 3;
  return isName ? name : '?';
}

/** `empty`, `digits` or `text`. */
export function kindOfText(text: string): string {
  if (text.trim() === '') return 'empty';
  return /^\s*\d+\s*$/.test(text) ? 'digits' : 'text';
}

/** The shape of a report that was understood: `fields {id: text, q931_status: digits}`. */
export function shapeOfFields(fields: Readonly<Record<string, string>>): string {
  const told = Object.entries(fields).map(([name, value]) => `${showName(name)}: ${kindOfText(value)}`);
  return `fields {${[...told.slice(0, MOST_FIELDS), ...(told.length > MOST_FIELDS ? ['…'] : [])].join(', ')}}`;
}
