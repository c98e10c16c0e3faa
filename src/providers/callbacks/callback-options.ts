/** The options for callbacks: the owner's field names, and how the sender is authenticated. */
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { option, optionsObject, type ShapeOf } from '../../options/parse-options.js';
import { isWeakKey, WEAK_KEY } from '../../options/weak-key.js';
import type { CallbackForm, CallbackGuard, CallbackHeader } from '../../ports/method.js';
import type { CallbackLayout, CallbackPositions } from './callback-layout.js';

/** What the account's owner wrote into the webhook's template, and which requests are accepted as the provider's. */
export interface CallbackOptions {
  /** Your template's name of the call's id. @default the provider's own names */
  readonly id?: string | undefined;
  /** Your template's name of the Q.931 cause. @default the provider's own names */
  readonly cause?: string | undefined;
  /** Your template's name of the final status. @default the provider's own names */
  readonly status?: string | undefined;
  /** Places in an array of bare values, counted from 0. @default values are recognised by their form */
  readonly positions?: CallbackPositions | undefined;
  /** Your own path tokens, each 22 to 128 URL-safe characters; give several while you change them. @default one derived from `secret` */
  readonly tokens?: readonly string[] | undefined;
  /** A header that every callback must carry, with its secret value. @default none */
  readonly header?: CallbackHeader | undefined;
  /** Addresses and ranges (`85.94.49.0/25`) that callbacks may come from. @default any */
  readonly addresses?: readonly string[] | undefined;
}

const fieldName = () =>
  option
    .text('the name of a field')
    .transform((name) => name.trim())
    .optional();
const position = () => option.integer(0, 99);
const TOKENS = 'a list of tokens, each 22 to 128 of the characters A-Z, a-z, 0-9, "-" and "_"';
const token = z
  .string({ error: TOKENS })
  .regex(/^[\w-]{22,128}$/, { error: TOKENS })
  .refine((value) => !isWeakKey(value), { error: `a token ${WEAK_KEY}` });
const HEADER_NAME = 'the name of a header';
const HEADER_VALUE = 'a secret of visible ASCII characters without spaces';
const ADDRESSES = 'a list of IP addresses or ranges such as "85.94.49.0/25"';

/** The schema of `callback`. */
export const callbackOptions = z
  .strictObject(
    {
      id: fieldName(),
      cause: fieldName(),
      status: fieldName(),
      positions: z
        .strictObject(
          { id: position(), cause: position().optional(), status: position().optional() } satisfies ShapeOf<CallbackPositions>,
          { error: optionsObject('positions such as { id: 0, cause: 1, status: 2 }') },
        )
        .optional(),
      tokens: option.listOf(token, TOKENS).optional(),
      header: z
        .strictObject(
          {
            name: z
              .string({ error: HEADER_NAME })
              .regex(/^[\w!#$%&'*+.^`|~-]+$/, { error: HEADER_NAME })
              .transform((name) => name.toLowerCase()),
            value: z.string({ error: HEADER_VALUE }).regex(/^[\x21-\x7e]+$/, { error: HEADER_VALUE }),
          } satisfies ShapeOf<CallbackHeader>,
          { error: optionsObject('a header such as { name: "x-callback-secret", value: "…" }') },
        )
        .optional(),
      addresses: option.listOf(z.string({ error: ADDRESSES }).refine(isAddressRange, { error: ADDRESSES }), ADDRESSES).optional(),
    } satisfies ShapeOf<CallbackOptions>,
    { error: optionsObject('an object of callback options') },
  )
  .prefault({});

/** The parsed options. */
export type ParsedCallbackOptions = z.output<typeof callbackOptions>;

/** The provider's usual layout, with the owner's names first. */
export function layoutOf(given: ParsedCallbackOptions, usual: CallbackLayout): CallbackLayout {
  const first = (name: string | undefined, names: readonly string[]) => (name === undefined ? names : [name, ...names]);
  return Object.freeze({
    idNames: first(given.id, usual.idNames),
    causeNames: first(given.cause, usual.causeNames),
    statusNames: first(given.status, usual.statusNames),
    positions: given.positions,
    idForm: usual.idForm,
  });
}

/** What a template should hold, so that `layout` understands it. */
export function formOf({ idNames, causeNames, statusNames, positions }: CallbackLayout): CallbackForm {
  const [id = '', cause = '', status = ''] = [idNames, causeNames, statusNames].map(([first]) => first);
  if (positions === undefined) return Object.freeze<CallbackForm>({ shape: 'object', fields: Object.freeze([id, cause, status]), id });
  const named = new Map([
    [positions.status, status],
    [positions.cause, cause],
    [positions.id, id],
  ]);
  named.delete(undefined);
  const length = 1 + Math.max(...[...named.keys()].map(Number));
  const fields = Array.from({ length }, (_, place) => named.get(place) ?? '');
  return Object.freeze<CallbackForm>({ shape: 'array', fields: Object.freeze(fields), id });
}

/** What a sender must present. */
export function guardOf(given: ParsedCallbackOptions): CallbackGuard {
  const { tokens, header, addresses } = given;
  return Object.freeze({
    tokens: tokens && Object.freeze([...tokens]),
    header: header && Object.freeze({ ...header }),
    ...(addresses === undefined ? {} : { allowsAddress: createAddressCheck(addresses) }),
  });
}

function isAddressRange(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || address.includes('%') || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}

function createAddressCheck(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => {
    const version = isIP(address);
    // BlockList also finds an IPv4-mapped address (::ffff:85.94.49.7, as from a dual-stack socket) in an IPv4 range.
    return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
  };
}
