/** Says how much of one SMS a text takes: 160 characters of the GSM alphabet, or 70 of any other. */

/** The basic alphabet of 3GPP TS 23.038 (GSM 03.38), 6.2.1, without its escape: a character takes one septet. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Its extension table, 6.2.1.1: a character takes two septets, because an escape stands before it. */
const EXTENSION = '\f^{}\\[~]|€';

const SEPTETS: ReadonlyMap<string, number> = new Map([
  ...[...BASIC].map((sign) => [sign, 1] as const),
  ...[...EXTENSION].map((sign) => [sign, 2] as const),
]);

/** 140 bytes in septets, and in code units of UTF-16, which is what telephones make of UCS-2. */
const MOST_SEPTETS = 160;
const MOST_UNITS = 70;

export interface SmsSize {
  /** Septets, or code units of UTF-16: people call them characters. */
  readonly length: number;
  /** So many fit one segment. */
  readonly most: 160 | 70;
}

export function sizeOfSms(text: string): SmsSize {
  let septets = 0;
  for (const sign of text) {
    const taken = SEPTETS.get(sign);
    // One character outside of the alphabet, and all are sent as UCS-2.
    if (taken === undefined) return { length: text.length, most: MOST_UNITS };
    septets += taken;
  }
  return { length: septets, most: MOST_SEPTETS };
}
