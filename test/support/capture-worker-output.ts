/** Set-up file of every test file: what its process prints is captured from its first test file on. */
import { captureOutput } from './capture-output.js';
import { OUTPUT_FOLDER_VARIABLE } from './secrets.js';

const CAPTURING = Symbol.for('express-call-verification.capturing-output');

const folder = process.env[OUTPUT_FOLDER_VARIABLE];
if (folder === undefined) throw new Error('output-check.ts did not run before the tests');
if (!(CAPTURING in process)) {
  Object.defineProperty(process, CAPTURING, { value: true });
  captureOutput(folder);
}
