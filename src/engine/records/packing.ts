/** Makes a value small before it is sealed: entries would be mostly member names otherwise, a million times over. */

/** Members of what is sealed, in the order of their short names. Part of the sealed format: append only. */
const NAMES = [
  ...['dials', 'failures', 'verifications', 'at', 'network', 'isFurther', 'state', 'idHash', 'purpose', 'binding'],
  ...['startedAt', 'expiresAt', 'phone', 'keyId', 'generation', 'allowedChecks', 'failedChecks', 'attempts', 'accepted', 'isTest'],
  ...['number', 'methodId', 'kind', 'reach', 'codeLength', 'dialledAt', 'outcome', 'code', 'from', 'callId', 'cause'],
  ...['isConfirmed', 'isVoid', 'isWeak', 'digest', 'length', 'reason', 'marks', 'link', 'parked', 'attempt'],
  ...['standing', 'proofs', 'isDecoy'],
  ...['askedBy', 'wrongChecks', 'endedBy', 'mark', 'token', 'body', 'endsAt', 'bits', 'runningSince', 'answer', 'refusal'],
];

/** Frequent values of members that hold words of ours, never of a host or a provider. Append only, too. */
const WORDS = ['open', 'closed', 'flash_call', 'voice_call', 'confirmation_call', 'caller_number', 'pending', 'answered', 'no_answer'];
const MEMBERS_OF_WORDS: ReadonlySet<string> = new Set(['state', 'kind', 'reach', 'outcome']);

/** A listed text as its place in the list; one that is not listed is longer than any place, so that none is taken for another. */
const shorten = (list: readonly string[]) => new Map(list.map((text, index) => [text, index.toString(36)]));
const lengthen = (list: readonly string[]) => new Map(list.map((text, index) => [index.toString(36), text]));
const [SHORT_NAMES, LONG_NAMES] = [shorten(NAMES), lengthen(NAMES)];
const [SHORT_WORDS, LONG_WORDS] = [shorten(WORDS), lengthen(WORDS)];

/** A member, and its value if that is a word. Within a text JSON writes its quotes with a backslash before them, so none looks like a member. */
const MEMBER = /"(\w+)":(?:"(\w+)")?/g;

export function pack(value: unknown): string {
  return JSON.stringify(value).replace(MEMBER, (member, name: string, word: string | undefined) => {
    const short = SHORT_NAMES.get(name);
    if (short === undefined) return member;
    return `"${short}":${quoted(word, MEMBERS_OF_WORDS.has(name) ? SHORT_WORDS : undefined)}`;
  });
}

export function unpack(packed: string): unknown {
  const json = packed.replace(MEMBER, (member, short: string, word: string | undefined) => {
    const name = LONG_NAMES.get(short);
    if (name === undefined) return member;
    return `"${name}":${quoted(word, MEMBERS_OF_WORDS.has(name) ? LONG_WORDS : undefined)}`;
  });
  return JSON.parse(json);
}

function quoted(word: string | undefined, words: ReadonlyMap<string, string> | undefined): string {
  return word === undefined ? '' : `"${words?.get(word) ?? word}"`;
}
