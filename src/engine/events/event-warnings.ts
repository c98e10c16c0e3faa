/** For a host without `onEvent`, and for a developer: what somebody must act on is printed once for each kind, with what to do. */
import { describeLimit } from '../../core/limits/limit-name.js';
import type { Emit, EventDetails } from '../../ports/events.js';

type EventOf<Type extends EventDetails['type']> = Extract<EventDetails, { readonly type: Type }>;

interface Warning<Event> {
  /** Events of one type that differ in these are different kinds. */
  readonly by: readonly (keyof Event)[];
  /** What happened and what to do. Nothing in it is a client's, or the text of a provider. */
  readonly say: (event: Event) => string;
}

type Warnings = { readonly [Type in EventDetails['type']]?: Warning<EventOf<Type>> };

/** One for each event that needs somebody. */
const WARNINGS: Warnings = {
  'account.trouble': {
    by: ['provider', 'reason'],
    say: ({ provider, reason }) =>
      `${provider} does not work for your account (${reason}), so nobody is called through it. ${adviceForAccount(reason)}`,
  },
  'circuit.opened': {
    by: ['methodId'],
    say: ({ provider, methodId }) =>
      `${methodId} has failed five times in a row, so it is not used for 30 seconds at a time. Look whether ${provider} works and can be reached from here. A method of a second provider in "methods" takes over meanwhile.`,
  },
  'codes.predictable': {
    by: ['methodId'],
    say: ({ provider, methodId, reason }) =>
      `The codes that ${provider} chooses for ${methodId} ${reason === 'repeats' ? 'repeat' : 'follow one another'}, so they can be guessed. Take it out of "methods", and ask the provider.`,
  },
  'store.failed': {
    by: [],
    say: ({ verb, reason, advice }) =>
      `The store failed (${verb}: ${reason}), so requests are answered with 503, and nobody is called. ${advice}`,
  },
  'record.unreadable': {
    by: ['reason'],
    say: ({ reason, advice }) => `A value in the store cannot be opened (${reason}). ${advice}`,
  },
  'budget.reached': {
    by: ['budget', 'share'],
    say: ({ budget, share }) =>
      `${share === 1 ? `The budget "${budget}" is spent, so further calls are refused until its time is over.` : `80 % of the budget "${budget}" is spent.`} If the traffic is honest, raise it. If not, shorten "countries", or set a "challenge".`,
  },
  'access.refused': { by: ['reason'], say: describeRefused },
  'binding.refused': {
    by: ['reason'],
    say: ({ reason }) =>
      reason === 'missing'
        ? '"bindTo" returned nothing for a request, so it was refused. Let every request of a page have what it is bound to, for example a session that exists before the start.'
        : '"bindTo" returned another value for a request than for the start of its verification, so the client got 404. If your own page sent it, bind to what stays the same, for example a session id that is kept from the start on. If not, somebody uses an id of another client.',
  },
  'breaker.tripped': { by: ['scope'], say: describeTripped },
  'callback.unmounted': {
    by: [],
    say: ({ provider }) =>
      `"requireCallReport" makes every right code wait for a report, but this process has not made callWebhooks(calls), so no report of ${provider} can come here. Mount it, for example app.use("/webhooks/calls", callWebhooks(calls)), and enter its public URL, followed by what calls.webhookPath("${provider}") returns, as the webhook in your account. If another process takes the callbacks, all is well.`,
  },
  'callback.missing': {
    by: ['provider'],
    say: ({ provider, calls }) =>
      `${calls} calls of ${provider} were placed, and not one of them was reported. Mount callWebhooks(calls), and enter its public URL, followed by what calls.webhookPath("${provider}") returns, as the webhook in your account.`,
  },
  // Whoever finds the URL may name any provider.
  'callback.rejected': { by: ['reason'], say: describeRejected },
  'callback.unmapped': {
    by: ['provider'],
    say: ({ provider, shape }) =>
      `A callback of ${provider} could not be understood: ${shape}. Correct the webhook's template in your account, or say in "callback" how its fields are named.`,
  },
  'callback.overflow': {
    by: ['provider'],
    say: ({ provider }) =>
      `More than 600 reports about unknown calls came from ${provider} within a minute, and were not kept. If no other app uses this account, somebody has your callback path: change it by "callback.tokens".`,
  },
};

/** In production these are everyday. A developer waits for a telephone that does not ring. */
const WARNINGS_OF_DEVELOPMENT: Warnings = {
  ...WARNINGS,
  'limit.reached': {
    by: ['limit', 'option'],
    say: ({ limit, option }) => `A request was refused. ${option === undefined ? `It was one too many: ${limit}.` : describeLimit(option)}`,
  },
  'call.refused': {
    by: ['methodId', 'reason'],
    say: describeNotPlaced,
  },
  'call.uncertain': {
    by: ['methodId', 'reason'],
    say: ({ methodId, reason }) => `${methodId}: it is not known whether the provider placed the call (${reason}).`,
  },
};

function adviceForAccount(reason: string): string {
  if (['http_401', 'http_403', 'authorisation_failed'].includes(reason)) {
    return 'The provider refuses your key: compare the token or API key that you gave with the one in your account, and ask whether this method is switched on there.';
  }
  if (['http_402', 'not_enough_money', 'billing_failure'].includes(reason)) return 'Look at the balance of the account, and top it up.';
  return 'Look into your account there: its key, its balance, and what it may use.';
}

/** Words for a request that never left this machine. */
const UNREACHED: ReadonlySet<string> = new Set([
  ...['connection_refused', 'host_not_found', 'host_unreachable', 'connect_timeout', 'blocked_port', 'no_socket_left', 'tls_certificate'],
]);

function describeNotPlaced({ methodId, reason }: EventOf<'call.refused'>): string {
  if (reason === 'circuit_open') return `${methodId} has failed five times in a row, so it is not asked for 30 seconds (circuit_open).`;
  if (UNREACHED.has(reason))
    return `${methodId}: the provider could not be reached (${reason}), so no telephone rings. Look at its URL, if you set one, and whether this machine may connect to it.`;
  return `${methodId}: the provider refused the call (${reason}), so no telephone rings.`;
}

function describeTripped(event: EventOf<'breaker.tripped'>): string {
  if (event.scope === 'wrong_codes') {
    return `In ten minutes ${event.wrong} of ${event.checks} codes were wrong. Somebody guesses codes, or calls show another number than their provider says. With a "challenge", strangers must pass it meanwhile.`;
  }
  const isPrefix = event.scope === 'prefix';
  const verb = event.mode === 'enforce' ? 'has closed' : 'would have closed';
  const open = isPrefix ? 'open it by calls.release, and tune "breakers" and "limits"' : 'tune "breakers"';
  return `Too few calls to ${isPrefix ? event.prefix : event.country} are verified, as if somebody pumped them, so a breaker ${verb} it. If the traffic is honest, ${open}. If not, set a "challenge".`;
}

function describeRefused({ reason, purpose, tokenPurpose }: EventOf<'access.refused'>): string {
  const why: Readonly<Record<typeof reason, string>> = {
    missing:
      'no token was found. Send the token that the check answered with as "Authorization: Bearer <token>", with the word Bearer, or say by the option "token" where it is.',
    expired:
      'the token has expired. It is good for five minutes, or as "token.expiresInSeconds" says, so send it at once, and then use a session of your own.',
    not_yet_valid:
      'the token is of the future. The clock of the process that signed it is ahead of this one by more than a minute: let all machines take their time from NTP.',
    invalid:
      'the token is not whole, or this service has not signed it. Send the member "token" of the answer to the check, and give all processes the same "secret" and the same options "token".',
    purpose: `the token is for the purpose "${tokenPurpose ?? ''}", but the route asks for "${purpose}". Give the start, the check and the route the same "purpose".`,
    test_number: 'the token is of a test number. If the route may take such tokens, say so by "allowTest".',
    phone: 'the token is of another number than the option "phone" returned. Let it return the number of this user, in E.164.',
  };
  return `requireVerifiedPhone answered 401: ${why[reason]} The client gets the same answer for every reason.`;
}

function describeRejected({ provider, reason }: EventOf<'callback.rejected'>): string {
  switch (reason) {
    case 'token':
      return 'A callback got 404, because its path does not end with what calls.webhookPath returns for its provider. If your provider sent it, correct the URL in your account. If not, somebody tries out your address.';
    case 'header':
      return `A callback of ${provider} got 404, because its secret header is missing or wrong. Compare "callback.header" with what the provider sends.`;
    case 'address':
      return `A callback of ${provider} got 404, because its address is not one that you allow. Compare "callback.addresses" with the provider's, and look whether "trust proxy" is set.`;
    case 'too_large':
      return `A callback of ${provider} got 413, because it is larger than 16 kB. Make the webhook's template in your account shorter.`;
  }
}

/** Far more kinds than two providers cause: a method of the host's own may give a new reason each time. */
const MOST_KINDS = 100;

const ONCE = 'This is printed once; "onEvent" gets every such event.';

/** Each service prints the first event of each kind. */
export function createEventWarnings(isDevelopment: boolean): Emit {
  const warnings = isDevelopment ? WARNINGS_OF_DEVELOPMENT : WARNINGS;
  const warned = new Set<string>();
  return (event) => {
    const warning = warnings[event.type] as Warning<EventDetails> | undefined;
    if (warning === undefined) return;
    const members: Readonly<Record<string, unknown>> = { ...event };
    const kind = JSON.stringify([event.type, ...warning.by.map((name) => members[name])]);
    if (warned.has(kind) || warned.size >= MOST_KINDS) return;
    warned.add(kind);
    process.emitWarning(`${warning.say(event)} ${ONCE}`, 'CallVerificationWarning');
  };
}
