/** A command's arguments, read by `parseArgs` of `node:util`. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearestName } from '../contract/nearest-name.js';
import { WrongUsage } from './command.js';

/**
 * Reads strictly: what the command does not know is wrong usage.
 *
 * @throws {WrongUsage} with the nearest option, if one is near
 */
export function readArguments<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('ERR_PARSE_ARGS_') !== true) throw error;
    throw new WrongUsage(explain(message, Object.keys(config.options ?? {})));
  }
}

/** Node's first sentence is what happened; what it says after that is long, and partly about other programs. */
function explain(message: string, options: readonly string[]): string {
  const unknown = /^Unknown option '(--?[^']+)'/.exec(message)?.[1];
  if (unknown === undefined) return `${(message.split(/\n|\. /, 1)[0] ?? message).replace(/\.$/, '')}.`;
  const nearest = nearestName(unknown.replace(/^-+/, ''), options);
  return `There is no option "${unknown}".${nearest === undefined ? '' : ` Did you mean "--${nearest}"?`}`;
}
