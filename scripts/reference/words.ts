/** What the reference says where the code has no words: when a problem comes, what the person does, and members without TSDoc. */
import type { ProblemCode } from '../../src/contract/problems.js';

/** When a client gets each problem. */
export const WHEN: Readonly<Record<ProblemCode, string>> = {
  invalid_request:
    'The request cannot be understood: it is not JSON, a type is wrong, a member is unknown, or the code is not a string of digits of a length that a live call has. A confirmation call takes no code. No check is spent.',
  token_invalid: '`requireVerifiedPhone` found no good token. The answer has the header `WWW-Authenticate: Bearer`.',
  challenge_required:
    'The client must pass your challenge first. It comes only if you set `challenge`, or if your `policy` asks for one; `challenge` in the answer is your own payload.',
  verification_not_found:
    'The id is unknown, or the verification belongs to another binding, or the check names another purpose. The answer is the same for all three.',
  call_failed:
    'No call that could bring the code reached the phone, so there is nothing to check. A start answers so, too, when the provider says that the number is forwarded. No check is spent.',
  no_method_left: 'No further call or message is possible in this verification.',
  method_not_available: 'The kind that the client named is not configured, or is not possible for this number now.',
  verification_closed: 'The verification is over. `reason` is `expired`, `too_many_checks`, `superseded`, `verified` or `canceled`.',
  payload_too_large: 'The body is larger than 8 kB.',
  unsupported_media_type: 'The body is not sent as JSON.',
  code_incorrect: 'The code is wrong. `checksLeft` says how many checks the verification has left.',
  idempotency_key_reused: 'The `Idempotency-Key` came with another request before.',
  phone_not_supported:
    'The text is not a phone number, its country is not in `countries`, no method serves its type, or every provider that refused blamed the number. `deny` of your `policy` looks the same.',
  too_many_requests: 'A limit is reached. Nothing was dialled. The answer has the header `Retry-After`.',
  temporarily_unavailable:
    'A provider, your account with it, the store or a budget fails. The answer is the same for all of them, and has the header `Retry-After`.',
};

/** What the person does, by the method's id. */
export const THE_PERSON: Readonly<Record<string, string>> = {
  'mcn.flashCall': 'reads the last four digits of the calling number, and need not answer',
  'mcn.passwordCall': 'answers and hears four digits, or reads them off the calling number',
  'mcn.confirmationCall': 'answers and presses 9',
  'mcn.ownNumberCall': 'reads the last four digits of the calling number, which is one of your own',
  'mobilgroup.flashCall': 'reads the last digits of the calling number',
  'mobilgroup.voiceCall': 'answers and hears four digits',
  'mobilgroup.sms': 'reads the code of the call before in a text message',
};

/** `Type.member` → its meaning. Only for declarations without TSDoc: a test fails for words that are not needed any more. */
export const WORDS: Readonly<Record<string, string>> = {
  'CallVerificationOptions.store':
    'Where verifications and limits are kept: memory, SQLite, PostgreSQL, Redis, or any object with the four verbs of `CallVerificationStore`. See [stores.md](../stores.md).',
  'CallVerificationOptions.token': 'How the token is signed and what it says. See [below](#token).',
  'CallVerificationOptions.limits': 'Limits of numbers, networks, prefixes and countries, and of calls in all. See [below](#limits).',
  'CallVerificationOptions.clock': 'The time, in milliseconds since the epoch.',
  'CallVerificationOptions.fetch': 'Sends the requests to the providers.',
  'TokenOptions.algorithm': 'The algorithm of the signature.',
  'TokenOptions.issuer': 'The claim `iss`.',
  'TokenOptions.audience': 'The claim `aud`.',
  'TokenOptions.expiresInSeconds': 'How long a token is good.',
  'CallReportOptions.onTimeout': 'What a report that does not come means: the right code is accepted, or the call counts as failed.',
  'BreakerOptions.country': 'The share of a country’s dials that end verified.',
  'DeviceCookieOptions.name': 'The name of the cookie.',
  'DeviceCookieOptions.path': 'Its path.',
  'DeviceCookieOptions.domain': 'Its domain. Without one the cookie belongs to the host that set it.',
  'DeviceCookieOptions.sameSite': 'Its attribute `SameSite`.',
  'PolicyAttempt.types': 'Mobile, fixed, or both where the numbering plan does not tell.',
  'PolicyAttempt.purpose': 'What the number is verified for.',
  'PolicyAttempt.method': 'The kind of the method that comes next.',
  'PolicyAttempt.price': 'What the attempt costs, if that is known.',
  'RequireVerifiedPhoneOptions.purpose': 'The purpose that the token must have.',
  'MobilGroupOptions.apiUrl': 'The address of MobilGroup’s API.',
  'MemoryStoreOptions.clock': 'The time, in milliseconds since the epoch.',
  'PostgresStoreOptions.table': 'The name of the table.',
  'PostgresStoreOptions.schema': 'The schema that the table is in.',
  'CallVerificationClientOptions.fetch': 'Sends the requests.',
  'CallVerificationClientOptions.credentials': 'Whether cookies are sent to another host, as in `fetch`.',
  'Started.verificationId': 'Names the verification in later requests. Anybody who has it may check codes.',
  'Started.status': 'The verification is open.',
  'Started.method': 'The kind of the call that was placed.',
  'Started.checksLeft': 'How many codes may still be tried.',
  'Started.nextMethods': 'The kinds that are possible from `retryAt` on.',
  'Verified.status': 'The number is verified.',
  'Verified.token': 'The token, a JWT.',
  'Verified.tokenType': 'How the token is sent (RFC 6750).',
  'AwaitingCall.status': 'The code was right, and a report is awaited.',
  'AwaitingCall.retryAfterSeconds': 'When to ask again, without a code.',
  'VerificationStatus.codeLength': 'Digits of its code; 0 for a confirmation call.',
  'VerificationStatus.call': 'What became of its call.',
  'VerificationStatus.checksLeft': 'How many codes may still be tried.',
  'VerificationStatus.nextMethods': 'The kinds that are possible from `retryAt` on.',
  'CallVerificationService.status': 'Tells how a verification stands.',
  'CallVerificationService.cancel': 'Ends a verification, because the person has changed their mind.',
  'StartInput.phone': 'The number to verify.',
  'StartInput.verificationId': 'The id of an open verification.',
  'StartInput.method': 'The kind that the client wants. By default the first that is possible, or the next one.',
  'StartInput.challengePassed': 'Whether the client passed your challenge.',
  'StartInput.purpose': 'What the number is verified for. By default `sign-in`.',
  'StartInput.binding': 'What the verification is bound to, such as the id of a session. It must be the same at every step.',
  'StartInput.ip': 'The address of the client. Without it the limits per network do not apply.',
  'StartInput.deviceMark': 'What the device’s cookie holds.',
  'StartInput.idempotencyKey': 'The client’s key for this one request.',
  'CheckInput.verificationId': 'The id of an open verification.',
  'CheckInput.code': 'The digits that the person typed. None for a confirmation call, or to ask whether an awaited report has come.',
  'CheckInput.purpose': 'What the number is verified for. By default `sign-in`.',
  'CheckInput.binding': 'What the verification is bound to, such as the id of a session. It must be the same at every step.',
  'CheckInput.ip': 'The address of the client. Without it the limits per network do not apply.',
  'CheckInput.idempotencyKey': 'The client’s key for this one request.',
  'ReferenceInput.verificationId': 'The id of the verification.',
  'ReferenceInput.binding': 'What the verification is bound to, such as the id of a session. It must be the same at every step.',
};
