#!/usr/bin/env node
/** The program behind `npx express-call-verification`: the table of its commands. */
import type { Command } from './command.js';
import { runCommandLine } from './command-line.js';
import { demo } from './demo.js';
import { doctor } from './doctor.js';
import { endWithReader } from './end-with-reader.js';
import { init } from './init.js';
import { simulate } from './simulate.js';

/** In the order of a first hour. */
const COMMANDS: readonly Command[] = [demo, init, simulate, doctor];

/** For what a command still ends by itself. */
const LAST_MS = 300;

endWithReader();
process.exitCode = await runCommandLine(COMMANDS, process.argv.slice(2));
// What a command has printed goes first. A host's own connections, which its configuration has opened, would keep the process for ever.
await new Promise((resolve) => void process.stdout.write('', resolve));
setTimeout(() => process.exit(), LAST_MS).unref();
