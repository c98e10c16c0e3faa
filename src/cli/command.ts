/** What a command of the program is, and how it says that it was called in a wrong way. */

/** What people type in front of a command. */
export const PROGRAM = 'npx express-call-verification';

/** How a run ended, as the shell is told. */
export const EXIT_CODES = { ok: 0, failed: 1, wrongUsage: 2 } as const;

/** One command. It prints to the process's own streams; what it needs of the package it imports when it runs, so that `--help` loads nothing. */
export interface Command {
  readonly name: string;
  /** Its line in the list of commands. */
  readonly summary: string;
  /** What `--help` prints: `Usage: …`, the options, and a line break at the end. */
  readonly usage: string;
  /**
   * Runs until the command is done.
   *
   * @param args what was typed after its name; never with `--help`
   * @returns the exit code
   * @throws {WrongUsage} for arguments that do not fit; any other error is a failure, whose message is printed
   */
  run(args: readonly string[]): Promise<number>;
}

/** What was typed is not what the command takes. The message is one or more whole sentences. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}
