/** The tables of methods and of callbacks: what real methods say of themselves, and what the code makes of reports. */
import { type CallFate, type CallMethod, type CallOutcome, type CodeReach, createMcn, createMobilGroup } from 'express-call-verification';
import { fateOfReport, mergeFates, REPORT_WORDS, vitalityOf } from '../../src/core/entry/outcome.js';
import { code, type Table } from './markdown.js';
import { THE_PERSON } from './words.js';

const mcn = createMcn({ token: 'token', accountId: '1' });
const mobilGroup = createMobilGroup({ apiKey: 'key' });
/** The fewest that the method accepts. */
const ownNumbers = Array.from({ length: 100 }, (_, index) => `7495000${String(index).padStart(4, '0')}`);

const METHODS: readonly (readonly [name: string, method: CallMethod])[] = [
  ['mcn.flashCall()', mcn.flashCall()],
  ['mcn.passwordCall()', mcn.passwordCall()],
  ['mcn.confirmationCall({ confirmedBy })', mcn.confirmationCall({ confirmedBy: { field: 'dtmf', value: '9' } })],
  ['mcn.ownNumberCall({ callerNumbers })', mcn.ownNumberCall({ callerNumbers: ownNumbers })],
  ['mobilGroup.flashCall()', mobilGroup.flashCall()],
  ['mobilGroup.voiceCall()', mobilGroup.voiceCall()],
  ['mobilGroup.sms()', mobilGroup.sms()],
];

const CHOSEN_BY: Readonly<Record<CallMethod['codeFrom'], string>> = {
  us: 'this package',
  pool: 'the number that calls, out of your own',
  provider: 'the provider',
  earlier_call: 'the call before',
  nobody: '– (there is no code)',
};

function strengthOf({ codeFrom, codeLength }: CallMethod): string {
  switch (codeFrom) {
    case 'us':
      return `${Math.log2(10 ** codeLength).toFixed(1)} bits`;
    case 'pool':
      return 'log₂(distinct endings of your numbers) bits';
    case 'provider':
      return 'log₂(numbers that the provider calls from) bits';
    case 'earlier_call':
      return 'that of the call before';
    case 'nobody':
      return '–';
  }
}

function reportsOf({ codeReach, reports }: CallMethod): string {
  return codeReach === 'text' ? 'not needed' : reports;
}

function priceOf({ price }: CallMethod): string {
  return price === undefined ? 'none: set `price`' : `${price.amount} ${price.currency}`;
}

/** What a method's own traits say. */
export function methodTable(): Table {
  const rows = METHODS.map(([name, method]) => [
    code(name),
    code(method.kind),
    THE_PERSON[method.id] ?? '',
    CHOSEN_BY[method.codeFrom],
    method.codeLength === 0 ? '–' : String(method.codeLength),
    strengthOf(method),
    method.numberTypes.join(', '),
    priceOf(method),
    reportsOf(method),
  ]);
  const header = ['method', 'kind', 'the person', 'the code is chosen by', 'digits', 'strength', 'numbers', 'default `price`', 'reports'];
  return { header, rows };
}

/** The names of all methods that a provider has. */
export const methodIds: readonly string[] = METHODS.map(([, method]) => method.id);

const MEANS: Readonly<Partial<Record<CallOutcome, string>>> = {
  answered: 'somebody, or a voicemail, answered',
  no_answer: 'the telephone rang, and nobody answered',
  busy: 'the number was busy',
  rejected: 'the receiving operator rejected the call',
  failed: 'billing failed: your account has a problem (the event `account.trouble`)',
  unavailable: 'the telephone could not be reached',
  unknown: 'the report was not understood',
};

/** How a report is read: its Q.931 cause, its word, and what the two together mean. */
export function reportTable(): Table {
  const words = new Map<CallOutcome, string[]>();
  for (const word of [...REPORT_WORDS, 'any other word']) {
    const { outcome } = fateOfReport(16, word);
    words.set(outcome, [...(words.get(outcome) ?? []), word]);
  }
  const quoted = (list: readonly string[]): string => list.map((word) => (/^[A-Z ]+$/.test(word) ? code(word) : word)).join(', ');
  const byWord = [...words].map(([outcome, list]) => ['16, or none', quoted(list), outcome] as const);
  const byCause = [17, 31, 41, 18].map(
    (cause) => [cause === 18 ? 'any other' : String(cause), 'any', fateOfReport(cause, 'ANSWER').outcome] as const,
  );
  const rows = [...byWord, ...byCause].map(([cause, word, outcome]) => [cause, word, code(outcome), MEANS[outcome] ?? '']);
  return { header: ['`q931_status`', '`final_status`', 'outcome', 'meaning'], rows };
}

const REACHES: readonly (readonly [reach: CodeReach, words: string])[] = [
  ['caller_number', 'the calling number shows the code'],
  ['speech', 'the code is only spoken'],
  ['key_press', 'the person presses a key'],
];
const SAYS = { alive: 'alive', dead: 'dead', waiting: 'alive, but waits under `requireCallReport`' } as const;

/** What an outcome means for the code of the call. */
export function outcomeTable(): Table {
  const fates: readonly (readonly [words: string, fate: CallFate])[] = [
    ['`pending`: no report yet', { outcome: 'pending' }],
    ['`unknown`', { outcome: 'unknown' }],
    ['`failed`', { outcome: 'failed' }],
    ['`rejected`', { outcome: 'rejected' }],
    ['`unavailable`', { outcome: 'unavailable' }],
    ['`unavailable`, cause 18, 19 or 21: it rang', { outcome: 'unavailable', cause: 18 }],
    ['`no_answer`', { outcome: 'no_answer' }],
    ['`busy`', { outcome: 'busy' }],
    ['`answered`', { outcome: 'answered' }],
    ['`redirected`: the provider’s answer says that the number is forwarded', { outcome: 'redirected' }],
  ];
  const cellOf = (reach: CodeReach, fate: CallFate): string => {
    const vitality = vitalityOf(reach, fate, false);
    if (reach !== 'key_press') return SAYS[vitality];
    return vitality === 'dead' ? 'dead' : fate.outcome === 'answered' ? 'waits for the key, as `confirmedBy` says' : 'waits';
  };
  const byRank = fates.toSorted(([, one], [, other]) => (mergeFates(one, other) === other ? -1 : 1));
  const rows = byRank.map(([words, fate]) => [words, ...REACHES.map(([reach]) => cellOf(reach, fate))]);
  return { header: ['outcome, lowest rank first', ...REACHES.map(([, words]) => words)], rows };
}
