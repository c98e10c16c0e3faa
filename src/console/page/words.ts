/** How the page says what the snapshot tells: names of things, times, amounts. */

const NUMBER = new Intl.NumberFormat('en-GB');
const MONEY = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const SECONDS = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const REGIONS = new Intl.DisplayNames('en', { type: 'region' });

export const NOTHING = '–';

export const number = (value: number): string => NUMBER.format(value);

/** A share from 0 to 1. Small and large ones keep a decimal, because there it matters. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return NOTHING;
  const share = (part / whole) * 100;
  return `${share > 0 && share < 10 ? share.toFixed(1) : String(Math.floor(share))} %`;
}

export function money(cost: Readonly<Record<string, number>>): string {
  const parts = Object.entries(cost).map(([currency, amount]) => `${MONEY.format(amount)} ${currency}`);
  return parts.length === 0 ? NOTHING : parts.join(', ');
}

export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return NOTHING;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

export const clock = (seconds: number): string => CLOCK.format(seconds * 1000);
export const exactTime = (iso: string): string => SECONDS.format(new Date(iso));
export const dayAndTime = (iso: string): string => DAY.format(new Date(iso));

/** Today's times without their day. */
export function when(iso: string): string {
  const date = new Date(iso);
  return Date.now() - date.getTime() < 12 * 3_600_000 ? SECONDS.format(date) : DAY.format(date);
}

export function country(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code === '' ? NOTHING : code;
  return REGIONS.of(code) ?? code;
}

const WORDS: Readonly<Record<string, string>> = {
  flash_call: 'flash call',
  voice_call: 'voice call',
  confirmation_call: 'confirmation call',
  sms: 'SMS',
  no_answer: 'no answer',
  too_many_checks: 'too many checks',
  unheard_of: 'time ran out',
  wrong_codes: 'wrong codes',
  half_open: 'half open',
  open: 'open',
};

/** A word of the package, as people write it. Others stay as they are. */
export const word = (name: string): string => WORDS[name] ?? name.replaceAll('_', ' ');

/** The meaning of a Q.931 cause (Q.850), in few words. 31 and 41 mean what MCN means by them. */
const CAUSES: Readonly<Record<number, string>> = {
  ...{ 1: 'number not assigned', 2: 'no route', 3: 'no route', 16: 'ended normally', 17: 'busy', 18: 'no response', 19: 'no answer' },
  ...{ 20: 'telephone is off', 21: 'declined', 22: 'number changed', 26: 'not selected', 27: 'out of order', 28: 'number incomplete' },
  ...{ 31: 'rejected by the operator', 34: 'no line free', 38: 'network out of order', 41: 'billing failed', 42: 'overload' },
  ...{ 44: 'line not available', 47: 'no resources', 50: 'not subscribed', 57: 'not allowed', 63: 'service not available' },
  ...{ 88: 'incompatible', 102: 'timer ran out', 111: 'protocol error', 127: 'not told' },
};

export function cause(code: number | null): string {
  if (code === null) return 'further causes';
  const meaning = CAUSES[code];
  return meaning === undefined ? String(code) : `${code}: ${meaning}`;
}

const STEPS: Readonly<Record<string, string>> = {
  'verification.started': 'The verification begins',
  'verification.verified': 'Verified: the client gets a token',
  'verification.closed': 'It ends without success',
  'call.placed': 'The provider takes the call',
  'call.refused': 'The provider refuses the call',
  'call.uncertain': 'Nobody knows whether it rings',
  'call.reported': 'A report comes',
  'code.rejected': 'A wrong code',
};

export const step = (type: string): string => STEPS[type] ?? type;
