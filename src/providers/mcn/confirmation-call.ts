/** MCN's confirmation call: a voice asks the person to press 9. */
import { z } from 'zod';
import { fateOfReport } from '../../core/entry/outcome.js';
import { ConfigurationError } from '../../options/configuration-error.js';
import { option, optionsObject, parseOptions, type ShapeOf } from '../../options/parse-options.js';
import type { CallMethod, CallProvider, ParsedReport } from '../../ports/method.js';
import type { CallbackLayout } from '../callbacks/callback-layout.js';
import { digitsOf, type MethodOptions, methodOptionsSchema } from '../method-options.js';
import { textOf } from '../wire/answer-fields.js';
import { MCN_PAID_METHOD_PRICE, type McnAccount } from './account.js';
import { askMcn } from './ask.js';
import { resultWithoutCode } from './place-result.js';

/** What a callback says if the person pressed the key. */
export interface ConfirmingField {
  /** The field's name in your callback's template. */
  readonly field: string;
  /** The field's value in that case; a number and its digits are the same. */
  readonly value: string | number;
}

/** Options of `mcn.confirmationCall`. Exactly one of `confirmedBy` and `dangerouslyConfirmedByAnswer` is required. */
export interface McnConfirmationCallOptions extends MethodOptions {
  /** The field of your callback's template, and its value, that say that the person pressed the key. MCN documents none. @default none */
  readonly confirmedBy?: ConfirmingField | undefined;
  /** Counts every answered call as a confirmation, even one that a voicemail answers. @default only what `confirmedBy` says */
  readonly dangerouslyConfirmedByAnswer?: true | undefined;
}

const FACTORY = 'mcn.confirmationCall';
const VALUE = 'the value that field has when the key was pressed';

const schema = methodOptionsSchema(
  {
    confirmedBy: z
      .strictObject(
        {
          field: option.text('the name of a field of your callbacks').transform((field) => field.trim()),
          value: z
            .union([z.string(), z.number()], { error: VALUE })
            .transform((value) => textOf(value) ?? '')
            .refine((value) => value !== '', { error: VALUE }),
        } satisfies ShapeOf<ConfirmingField>,
        { error: optionsObject('a field and its value such as { field: "dtmf", value: "9" }') },
      )
      .optional(),
    dangerouslyConfirmedByAnswer: z.literal(true, { error: 'true, if given' }).optional(),
  } satisfies ShapeOf<Omit<McnConfirmationCallOptions, keyof MethodOptions>>,
  'an object of options with confirmedBy',
);

/**
 * `POST /api/protected/api/auth/confirmationCall` of "Metódy na uskutočňovanie hovorov" (Kompaas). No documented field of its callbacks
 * says which key was pressed, so the host must name one.
 *
 * @throws {ConfigurationError} unless exactly one option says what confirms
 */
export function createConfirmationCall(
  account: McnAccount,
  provider: CallProvider,
  layout: CallbackLayout,
  given: McnConfirmationCallOptions,
): CallMethod {
  const { confirmedBy, dangerouslyConfirmedByAnswer, countries, price } = parseOptions(FACTORY, schema, given);
  if ((confirmedBy === undefined) === (dangerouslyConfirmedByAnswer === undefined)) {
    const problem = confirmedBy === undefined ? 'is missing' : 'excludes dangerouslyConfirmedByAnswer';
    throw new ConfigurationError(
      FACTORY,
      'confirmedBy',
      `${problem}: give exactly one of confirmedBy: { field, value } and dangerouslyConfirmedByAnswer.`,
    );
  }
  if (confirmedBy !== undefined && saysOnlyAnswered(confirmedBy, layout)) {
    const explanation =
      'says only that a person, or a voicemail, picked up. If an answered call shall count as a confirmation, set dangerouslyConfirmedByAnswer instead.';
    throw new ConfigurationError(FACTORY, 'confirmedBy', explanation);
  }
  return Object.freeze<CallMethod>({
    id: `${provider.name}.confirmationCall`,
    provider,
    kind: 'confirmation_call',
    codeFrom: 'nobody',
    codeReach: 'key_press',
    codeLength: 0,
    reports: 'documented',
    apiUrl: account.paidMethodsUrl,
    confirmingField: confirmedBy?.field,
    numberTypes: Object.freeze(['mobile', 'fixed'] as const),
    countries,
    price: price ?? MCN_PAID_METHOD_PRICE,
    isConfirmedBy: (report: ParsedReport) =>
      confirmedBy === undefined
        ? report.fate.outcome === 'answered'
        : Object.hasOwn(report.fields, confirmedBy.field) && report.fields[confirmedBy.field] === confirmedBy.value,
    async place({ phone }, { fetch }) {
      const url = `${account.paidMethodsUrl}/api/protected/api/auth/confirmationCall`;
      return resultWithoutCode(await askMcn(account, { url, body: { phone_number: digitsOf(phone) } }, fetch));
    },
  });
}

/** The same danger in another form: `{ field: 'final_status', value: 'ANSWER' }`. */
function saysOnlyAnswered({ field, value }: { readonly field: string; readonly value: string }, layout: CallbackLayout): boolean {
  if (layout.causeNames.includes(field)) return true;
  return layout.statusNames.includes(field) && fateOfReport(16, value).outcome === 'answered';
}
