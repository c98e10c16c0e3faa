#!/usr/bin/env node
/** The program behind `npx express-call-verification`: the table of its commands. */
import type { Command } from './command.js';
import { runCommandLine } from './command-line.js';
import { demo } from './demo.js';
import { endWithReader } from './end-with-reader.js';
import { init } from './init.js';
import { simulate } from './simulate.js';

/** In the order of a first hour. */
const COMMANDS: readonly Command[] = [demo, init, simulate];

endWithReader();
process.exitCode = await runCommandLine(COMMANDS, process.argv.slice(2));
