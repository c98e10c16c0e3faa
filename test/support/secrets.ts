/** Tells the output check what must never be printed: every secret a test makes, or meets, belongs in here. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** Shorter ones, such as a code of four digits alone, occur by chance; register them in their context, for example `"code":"1234"`. */
const MIN_SECRET_LENGTH = 6;

/** The folder of this run: what each process printed, and `secrets.ndjson`. Set by `output-check.ts`, inherited by workers and programs. */
export const OUTPUT_FOLDER_VARIABLE = 'CALL_VERIFICATION_TEST_OUTPUT';

export interface RegisteredSecret {
  readonly value: string;
  readonly label: string;
}

/**
 * Fails the run, at its end, if `value` occurs in anything that the suite prints.
 *
 * @param label what it is, for the message: the value itself is not shown
 * @returns `value`, so that a secret can be registered where it is made
 */
export function registerSecret(value: string, label = 'a secret'): string {
  const folder = process.env[OUTPUT_FOLDER_VARIABLE];
  if (folder === undefined) throw new Error('registerSecret works in a test run only (output-check.ts sets it up)');
  if (value.length < MIN_SECRET_LENGTH)
    throw new Error(`${label} has fewer than ${MIN_SECRET_LENGTH} characters: register it in its context`);
  const secret: RegisteredSecret = { value, label };
  appendFileSync(join(folder, 'secrets.ndjson'), `${JSON.stringify(secret)}\n`);
  return value;
}
