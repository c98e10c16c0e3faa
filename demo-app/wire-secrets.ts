/** What the timeline leaves out: codes, tokens, ids. They belong to the telephone, the browser and the provider, not to a log. */

const DOTS = '••••';
/** Ids and tokens show how they begin, so that two rows can be seen to mean the same. */
const SHOWN_LETTERS = 6;

const CALLERS: ReadonlySet<string> = new Set(['caller', 'caller_number', 'caller_did']);
const IDS: ReadonlySet<string> = new Set(['verificationId', 'verification-id', 'callId', 'id', 'token']);

/** A copy that can be shown. */
export function withoutSecrets(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, name));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item, key)]));
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  const text = String(value);
  if (CALLERS.has(name)) return text.slice(0, -DOTS.length) + DOTS;
  if (IDS.has(name) || /uuid$/.test(name)) return shortened(text);
  if (/code$/i.test(name) && /^\d{4,8}$/.test(text)) return DOTS;
  if (name === 'text') return withoutCodes(text);
  return value;
}

/** A sentence without the digits that are said in it. */
export function withoutCodes(text: string): string {
  return text.replace(/\d(?:\s?\d){3,7}/g, DOTS);
}

function shortened(text: string): string {
  return text.length > SHOWN_LETTERS ? `${text.slice(0, SHOWN_LETTERS)}…` : text;
}
