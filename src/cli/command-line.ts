/** Finds the command that was asked for, runs it, and says what went wrong. */
import { nearestName } from '../contract/nearest-name.js';
import { type Command, EXIT_CODES, PROGRAM, WrongUsage } from './command.js';
import { packageVersion } from './package-version.js';

const HELP: readonly string[] = ['--help', '-h'];
const VERSION: readonly string[] = ['--version', '-v'];

/** @param args what was typed after the program's name @returns the exit code */
export async function runCommandLine(commands: readonly Command[], args: readonly string[]): Promise<number> {
  const [first, ...rest] = args;
  if (first === undefined) {
    process.stderr.write(listOf(commands));
    return EXIT_CODES.wrongUsage;
  }
  if (VERSION.includes(first)) return print(`${packageVersion()}\n`);
  const isHelp = HELP.includes(first) || first === 'help';
  const name = isHelp ? rest[0] : first;
  if (name === undefined) return print(listOf(commands));
  const command = commands.find((each) => each.name === name);
  if (command === undefined) return refuse(describeUnknown(name, commands), `${PROGRAM} --help`);
  if (isHelp || asksForHelp(rest)) return print(command.usage);
  return run(command, rest);
}

async function run(command: Command, args: readonly string[]): Promise<number> {
  try {
    return await command.run(args);
  } catch (error) {
    if (error instanceof WrongUsage) return refuse(error.message, `${PROGRAM} ${command.name} --help`);
    process.stderr.write(`${command.name}: ${missingPackage(error) ?? (error instanceof Error ? error.message : String(error))}\n`);
    return EXIT_CODES.failed;
  }
}

function print(text: string): number {
  process.stdout.write(text);
  return EXIT_CODES.ok;
}

function refuse(sentence: string, help: string): number {
  process.stderr.write(`${sentence}\nWhat there is: ${help}\n`);
  return EXIT_CODES.wrongUsage;
}

/** What stands after `--` is a value, even if it looks like an option. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end === -1 ? undefined : end).some((each) => HELP.includes(each));
}

function describeUnknown(name: string, commands: readonly Command[]): string {
  const isOption = name.startsWith('-');
  const nearest = nearestName(name, isOption ? ['--help', '--version'] : commands.map((command) => command.name));
  const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  return isOption ? `A command comes first, and "${name}" is an option.${hint}` : `There is no command "${name}".${hint}`;
}

function listOf(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return `Usage: ${PROGRAM} <command> [options]

${commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n')}

  ${PROGRAM} <command> --help   what a command does, and its options
  ${PROGRAM} --version          the version of the package
`;
}

/** A sentence about a package that would have to be installed beside this one; Express is a peer dependency. */
function missingPackage(error: unknown): string | undefined {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return undefined;
  const name = /^Cannot find (?:package|module) '((?:@[\w.-]+\/)?[\w-][\w.-]*)'/.exec(message)?.[1];
  return name === undefined ? undefined : `${name} is not installed. Install it beside this package: npm install ${name}`;
}
