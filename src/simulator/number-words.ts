/** Telephone numbers as people read them. */
import { AsYouType, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** `+7 915 777-77-77`; other countries' numbers with spaces. */
export function spacedNumber(number: string): string {
  const russian = /^\+7(\d{3})(\d{3})(\d\d)(\d\d)$/.exec(number);
  if (russian !== null) return `+7 ${russian[1]} ${russian[2]}-${russian[3]}-${russian[4]}`;
  return parsePhoneNumberFromString(number, { extract: false })?.formatInternational() ?? number;
}

/** A calling number whose last digits are the code, marked: `+7 495 555 **9767**`. */
export function callerWithCode(caller: string, codeDigits: number): string {
  if (codeDigits === 0) return spacedNumber(caller);
  return `${new AsYouType().input(caller.slice(0, -codeDigits))} **${caller.slice(-codeDigits)}**`;
}
