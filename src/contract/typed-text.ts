/** Cleans what people type or paste, alike in the page and on the server: a number or a code that looks right is read as it looks. */

/**
 * Characters that cannot be seen: marks of direction and joiners (which contacts and PDF files put around numbers), variation selectors,
 * and the placeholder of a picture. The frames of keys that are pictures go with them.
 */
const INVISIBLE = /\p{Cf}|\p{DI}|\uFFFC|\u20E3/gu;

/** Every script has its digits side by side, from 0 to 9. In a few places two scripts follow each other, so the distance counts by tens. */
function digitOf(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  let distance = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - distance - 1))) distance += 1;
  return String(distance % 10);
}

/** Text without invisible characters, its digits as 0 to 9, and every plus as `+`. */
export function cleanText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(/\u2795/g, '+')
    .replace(/\p{Nd}/gu, digitOf);
}

/**
 * What is dialled for an international call in North America and in much of the former Soviet Union. So many digits behind it are no number
 * of the country that it is dialled in, which matters where numbers of all lengths exist: 810 7 915 777-77-77 would be one of Bavaria.
 */
export const DIALLED_ABROAD = /^(?:011|810)(?=\d{10})/;
