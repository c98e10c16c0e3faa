/** MCN's call from one of the host's own numbers: the code is the ending of the chosen number. */
import { randomInt } from 'node:crypto';
import { ConfigurationError } from '../../options/configuration-error.js';
import { option, parseOptions, type ShapeOf } from '../../options/parse-options.js';
import type { CallMethod, CallProvider } from '../../ports/method.js';
import { digitsOf, type MethodOptions, methodOptionsSchema, ownNumberOption } from '../method-options.js';
import { MCN_CODE_LENGTH, type McnAccount } from './account.js';
import { askMcn } from './ask.js';
import { resultWithoutReports } from './place-result.js';

/** Options of `mcn.ownNumberCall`. */
export interface McnOwnNumberCallOptions extends MethodOptions {
  /**
   * Numbers connected to your account, with country code. A code has log2(distinct last four digits) bits: 100 numbers give 6.6 bits, and
   * with one number the code is not secret at all.
   */
  readonly callerNumbers: readonly string[];
  /**
   * Accepts fewer than 100 distinct endings, though a guess then succeeds in more than one case of a hundred. At least two are still
   * required.
   */
  readonly dangerouslyAllowSmallPool?: boolean | undefined;
}

const FACTORY = 'mcn.ownNumberCall';
const MIN_ENDINGS = 100;

const schema = methodOptionsSchema(
  {
    callerNumbers: option.listOf(ownNumberOption(), 'a list of your own numbers'),
    dangerouslyAllowSmallPool: option.flag().default(false),
  } satisfies ShapeOf<Omit<McnOwnNumberCallOptions, keyof MethodOptions>>,
  'an object of options with callerNumbers',
);

/**
 * `POST /account/{account_id}/call_for_2fa` of "Flash call: звонки для авторизации, API" (MCN, 27 May 2022). That document shows no
 * answer and no id, so none is required, and no report can be matched to such a call.
 *
 * @throws {ConfigurationError} if the pool has too few distinct endings
 */
export function createOwnNumberCall(account: McnAccount, provider: CallProvider, given: McnOwnNumberCallOptions): CallMethod {
  const { callerNumbers, dangerouslyAllowSmallPool, countries, price } = parseOptions(FACTORY, schema, given);
  const pool = groupByEnding(callerNumbers);
  checkPool(pool.size, dangerouslyAllowSmallPool);
  return Object.freeze<CallMethod>({
    id: `${provider.name}.ownNumberCall`,
    provider,
    kind: 'flash_call',
    codeFrom: 'pool',
    codeReach: 'caller_number',
    codeLength: MCN_CODE_LENGTH,
    endings: Object.freeze([...pool.keys()]),
    reports: 'never',
    apiUrl: account.apiUrl,
    hasSecretUrls: true,
    numberTypes: Object.freeze(['mobile'] as const),
    countries,
    // One kopeck, according to the same document.
    price: price ?? Object.freeze({ amount: 0.01, currency: 'RUB' }),
    async place({ phone, code }, { fetch }) {
      const callers = pool.get(code ?? '') ?? [];
      const caller = callers.length === 0 ? undefined : callers[randomInt(callers.length)];
      if (caller === undefined) return { status: 'refused', blame: 'provider', reason: 'unknown_ending' };
      const query = new URLSearchParams({ caller_did: caller, login_did: digitsOf(phone) });
      const url = `${account.apiUrl}/v2/rest/account/${account.accountId}/call_for_2fa?${query.toString()}`;
      return resultWithoutReports(await askMcn(account, { url }, fetch));
    },
  });
}

function groupByEnding(numbers: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const pool = new Map<string, string[]>();
  for (const number of new Set(numbers)) {
    const ending = number.slice(-MCN_CODE_LENGTH);
    pool.set(ending, [...(pool.get(ending) ?? []), number]);
  }
  return pool;
}

function checkPool(endings: number, isSmallAllowed: boolean): void {
  if (endings < 2) {
    throw new ConfigurationError(FACTORY, 'callerNumbers', 'has only one distinct ending, so the code would be the same for everybody.');
  }
  if (endings < MIN_ENDINGS && !isSmallAllowed) {
    const explanation = `has only ${endings} distinct endings (last four digits); give at least ${MIN_ENDINGS}, or set dangerouslyAllowSmallPool.`;
    throw new ConfigurationError(FACTORY, 'callerNumbers', explanation);
  }
}
