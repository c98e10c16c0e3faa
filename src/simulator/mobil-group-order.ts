/** Reads a MobilGroup request: what must be sent, or the provider's word for what is wrong. */
import { MAX_CODE_DIGITS, randomCode } from './caller-numbers.js';

export type MobilGroupOrder =
  | {
      readonly type: 'flash_call' | 'voice_call';
      readonly number: string;
      readonly code: string;
      /** The caller's last digits, if they are not the code. */
      readonly callerEnding?: string;
      readonly ani?: string | undefined;
      readonly isRepeated: boolean;
    }
  | { readonly type: 'sms'; readonly id: string };

export type MobilGroupErrorCode =
  | 'unknown_request'
  | 'number_is_empty'
  | 'number_not_valid'
  | 'ani_phone_not_valid'
  /** Not documented, but seen by public clients. */
  | 'code_not_valid';

type Fields = Readonly<Record<string, unknown>>;

const CODE = /^\d{4}$/;
const DEFAULT_DIGITS = 4;

/** In the samples numbers are strings; a bare number means the same. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

export function readMobilGroupOrder(json: Fields, registeredAni: readonly string[]): MobilGroupOrder | MobilGroupErrorCode {
  const sections = ['voice', 'sms', 'flashcall'].filter((name) => json[name] !== undefined);
  if (sections.length > 1 || sections.some((name) => fieldsOf(json[name]) === undefined)) return 'unknown_request';

  const sms = fieldsOf(json['sms']);
  if (sms !== undefined) {
    const id = textOf(sms['id']);
    return id === undefined || id === '' ? 'unknown_request' : { type: 'sms', id };
  }

  const number = textOf(json['number']) ?? '';
  if (!/^\d+$/.test(number)) return 'number_is_empty';
  if (!/^[1-9]\d{9,14}$/.test(number)) return 'number_not_valid';

  const digits = json['capacity'] === undefined ? DEFAULT_DIGITS : Number(textOf(json['capacity']) || Number.NaN);
  if (!Number.isInteger(digits) || digits < 1 || digits > MAX_CODE_DIGITS) return 'unknown_request';

  const voice = fieldsOf(json['voice']);
  if (voice !== undefined) return readVoiceCall(number, digits, voice, registeredAni);

  // Not documented, but public clients choose the code of a flash call in this way.
  const flashcall = fieldsOf(json['flashcall']);
  if (flashcall === undefined) return { type: 'flash_call', number, code: randomCode(digits), isRepeated: false };
  const code = textOf(flashcall['code']) ?? '';
  return CODE.test(code) ? { type: 'flash_call', number, code, isRepeated: false } : 'code_not_valid';
}

function readVoiceCall(
  number: string,
  digits: number,
  voice: Fields,
  registeredAni: readonly string[],
): MobilGroupOrder | MobilGroupErrorCode {
  // "A larger number can be used only for a flash call without speech."
  if (digits > DEFAULT_DIGITS) return 'unknown_request';
  const repeat = textOf(voice['repeat']) ?? '0';
  if (repeat !== '0' && repeat !== '1') return 'unknown_request';
  const isRepeated = repeat === '1';
  const ani = textOf(voice['ani']);
  if (ani !== undefined && !registeredAni.includes(ani)) return 'ani_phone_not_valid';
  if (voice['code'] === undefined) {
    // Without a code the caller's last digits are spoken.
    return { type: 'voice_call', number, code: ani?.slice(-DEFAULT_DIGITS) ?? randomCode(DEFAULT_DIGITS), ani, isRepeated };
  }
  const code = textOf(voice['code']) ?? '';
  if (!CODE.test(code)) return 'code_not_valid';
  return { type: 'voice_call', number, code, callerEnding: randomCode(DEFAULT_DIGITS), ani, isRepeated };
}
