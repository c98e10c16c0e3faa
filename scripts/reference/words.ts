/** What the reference says where the code has no words: when a problem comes, what the person does, and members without TSDoc. */
import type { ProblemCode } from '../../src/contract/problems.js';

/** When a client gets each problem. */
export const WHEN: Readonly<Record<ProblemCode, string>> = {
  invalid_request:
    'The request cannot be understood: it is not JSON, a type is wrong, an id is missing, a member is unknown, or the code is not a string of digits of a length that a live call has. A confirmation call takes no code. No check is spent.',
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
  idempotency_key_reused: 'The `Idempotency-Key` was already used for another request.',
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
export const WORDS: Readonly<Record<string, string>> = {};
