/** Runs around the whole suite: captures all its output, and fails the run if a registered secret occurs in it. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { captureOutput } from './capture-output.js';
import { OUTPUT_FOLDER_VARIABLE, type RegisteredSecret } from './secrets.js';

export function setup(): (() => void) | undefined {
  // Each project of the configuration comes by here; one folder serves them all.
  if (process.env[OUTPUT_FOLDER_VARIABLE] !== undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'express-call-verification-output-'));
  process.env[OUTPUT_FOLDER_VARIABLE] = folder;
  // This process prints the report, and what workers and their children write past JavaScript.
  const stopCapturing = captureOutput(folder);
  return () => {
    stopCapturing();
    const leaks = findLeaks(folder);
    rmSync(folder, { recursive: true, force: true });
    if (leaks.length === 0) return;
    process.exitCode = 1;
    process.stderr.write(`\nSecrets in the output of the suite:\n${leaks.map((leak) => `  ${leak}\n`).join('')}`);
  };
}

/** One sentence for each registered secret that was printed, without the secret. */
function findLeaks(folder: string): string[] {
  const registry = join(folder, 'secrets.ndjson');
  if (!existsSync(registry)) return [];
  const secrets: RegisteredSecret[] = readFileSync(registry, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const labels = new Map(secrets.map(({ value, label }) => [value, label]));
  const outputs = readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .map((name) => stripVTControlCharacters(readFileSync(join(folder, name), 'utf8')));
  return [...labels].flatMap(([value, label]) => {
    const output = outputs.find((text) => forms(value).some((form) => text.includes(form)));
    const form = forms(value).find((each) => output?.includes(each));
    if (output === undefined || form === undefined) return [];
    const at = output.indexOf(form);
    const before = output.slice(output.lastIndexOf('\n', at) + 1, at);
    return [`${label} (${value.length} characters), after: ${JSON.stringify(before.slice(-80))}`];
  });
}

/** How a secret may be written: as it is, without the plus of a phone number, in a URL, in JSON. */
function forms(value: string): string[] {
  return [...new Set([value, value.replace(/^\+/, ''), encodeURIComponent(value), JSON.stringify(value).slice(1, -1)])];
}
