/** Loads the module that says how a host is configured. */
import { access } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CallVerificationOptions } from '../../index.js';
import { PROGRAM } from '../command.js';
import { type Examined, isConfigurationError } from './examine.js';
import { within } from './within.js';

/** The doctor cannot run. The message is whole sentences. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}

export interface Loaded {
  readonly options: Partial<CallVerificationOptions>;
  readonly app?: unknown;
  readonly publicUrl?: unknown;
}

/** Its own code, such as connecting to a server, is waited for so long. */
const LOAD_MS = 20_000;
const TYPESCRIPT = ['.ts', '.mts', '.cts'];

/**
 * @throws {CannotRun} if it cannot be loaded, or exports no options
 * @throws {ConfigurationError} what a factory of this package throws in it
 */
export async function loadConfig(path: string): Promise<Loaded> {
  const file = resolve(path);
  await access(file).catch(() => {
    throw new CannotRun(`There is no file ${path}.`);
  });
  const module: unknown = await within(LOAD_MS, () => import(/* @vite-ignore */ pathToFileURL(file).href)).catch((error: unknown) => {
    throw isConfigurationError(error) ? error : new CannotRun(explain(path, error));
  });
  // A CommonJS module, or what a compiler has made of it, is the default of the ES module that Node makes of it.
  const exports = [module, memberOf(module, 'default'), memberOf(memberOf(module, 'default'), 'default')];
  const found = exports.find((each) => isObject(memberOf(each, 'options')));
  if (found === undefined) {
    throw new CannotRun(
      `${path} does not export "options": what createCallVerification is given. For example: export const options = { secret, countries, methods, store };`,
    );
  }
  return {
    options: memberOf(found, 'options') as Partial<CallVerificationOptions>,
    app: memberOf(found, 'app'),
    publicUrl: memberOf(found, 'publicUrl'),
  };
}

/** @throws {CannotRun} */
export function examinedOf({ options, app, publicUrl }: Loaded, path: string): Examined {
  return { options, app, publicUrl: publicUrl === undefined ? undefined : readPublicUrl(publicUrl), folder: dirname(resolve(path)) };
}

/** @throws {CannotRun} */
export function readPublicUrl(given: unknown): URL {
  const text = given instanceof URL ? given.href : given;
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  if (!isPlain || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new CannotRun(
      'The public URL must be where callWebhooks is mounted, as it is reached from outside, without the token: https://shop.example/webhooks/calls.',
    );
  }
  return url;
}

function memberOf(holder: unknown, name: string): unknown {
  return isObject(holder) ? Reflect.get(holder, name) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What the file itself throws is shown by its first line, as Node would. An address in it may hold a password, in which people leave any character as it is. */
function explain(path: string, error: unknown): string {
  const { code, name, message } = Object(error) as { code?: unknown; name?: unknown; message?: unknown };
  const isTypeScript = TYPESCRIPT.includes(extname(path));
  if (isTypeScript && (code === 'ERR_UNKNOWN_FILE_EXTENSION' || code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')) {
    return `This Node cannot load TypeScript by itself. Start the doctor with tsx: NODE_OPTIONS="--import tsx" ${PROGRAM} doctor --config ${path}`;
  }
  if (name === 'TooLate') return `${path} was not loaded within ${LOAD_MS / 1000} seconds. Is there an "await" that does not end?`;
  const [line = ''] = String(message ?? error).split('\n');
  return `${path} cannot be loaded. ${String(name ?? 'Error')}: ${line.replace(/\/\/\S*@/g, '//***@').slice(0, 300)}`;
}
