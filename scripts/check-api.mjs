/**
 * Holds the public surface to the reports in `api/`, one for each entry point: what a program that imports it sees. Fails if the
 * surface changed, names a type that is not exported, or has a member without a comment. Usage: check-api.mjs [--accept]
 */
import './end-with-reader.mjs';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'api');
const tsc = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');
const isAccepting = process.argv.includes('--accept');

/** Registers an element and exports nothing. */
const WITHOUT_EXPORTS = './element/register';
const FAULTS = ['ae-forgotten-export', 'ae-undocumented'];
/** A base class that nobody else extends, and the table of messages, whose keys alone a type names. */
const INNER = ['FormElement', 'en'];
/** What the browser and Lit call on an element. */
const CALLED_BY_PLATFORM = [
  ...['styles', 'properties', 'focus', 'connectedCallback', 'disconnectedCallback', 'formResetCallback', 'formDisabledCallback'],
  ...['willUpdate', 'render', 'firstUpdated', 'updated', 'takeFormFocus'],
];

/** Name → declarations, by the manifest. */
function entryPoints() {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.entries(exports)
    .filter(([name, target]) => typeof target === 'object' && name !== WITHOUT_EXPORTS)
    .map(([name, target]) => [name.replace(/^\.\/?/, '') || 'root', (target.import ?? target).types.replace('./dist/esm/', '')]);
}

/** In the project, so that the types of other packages are found. */
async function declare(out) {
  const projects = ['esm', 'client'].map((name) => {
    const parameters = ['--project', join(root, `tsconfig.${name}.json`), '--outDir', out, '--emitDeclarationOnly'];
    return new Promise((resolve) => {
      spawn(process.execPath, [tsc, ...parameters], { stdio: 'inherit' }).once('exit', resolve);
    });
  });
  return (await Promise.all(projects)).every((code) => code === 0);
}

/** The report of one entry point, and what is wrong with its declarations. */
function report(entry, out, name) {
  const compilerOptions = {
    ...{ target: 'ES2023', module: 'NodeNext', moduleResolution: 'NodeNext', lib: ['ES2023', 'DOM', 'DOM.Iterable'], types: ['node'] },
    ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: true },
  };
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: entry,
      compiler: { overrideTsconfig: { compilerOptions, files: [entry] } },
      apiReport: {
        enabled: true,
        reportFolder: join(out, 'reports'),
        reportTempFolder: join(out, 'made'),
        reportFileName: `${name}.api.md`,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: 'warning' } },
        extractorMessageReporting: {
          default: { logLevel: 'warning' },
          // Nothing here is alpha, beta or internal.
          'ae-missing-release-tag': { logLevel: 'none' },
          // `{@link}` to a name of another entry point is a link all the same.
          'ae-unresolved-link': { logLevel: 'none' },
        },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, 'package.json'),
  });
  const faults = [];
  Extractor.invoke(config, {
    localBuild: true,
    messageCallback(message) {
      message.handled = true;
      const { category, messageId, sourceFilePath, sourceFileLine, text } = message;
      const named = /"([^"]+)"/.exec(text)?.[1];
      const isFine = INNER.includes(named) || (sourceFilePath?.includes('/element/') === true && CALLED_BY_PLATFORM.includes(named));
      if (category === 'Compiler' || (FAULTS.includes(messageId) && !isFine)) {
        faults.push(`${(sourceFilePath ?? 'declarations').replace(`${out}/`, '')}:${sourceFileLine ?? 0} ${text}`);
      }
    },
  });
  return { text: readFileSync(join(out, 'made', `${name}.api.md`), 'utf8'), faults };
}

/** Lines of either text that the other has not, with their sign: enough to see what changed. */
function changes(before, after) {
  const [old, now] = [before, after].map((text) => text.split('\n').filter((line) => line.trim() !== ''));
  const [oldSet, nowSet] = [new Set(old), new Set(now)];
  return [
    ...old.filter((line) => !nowSet.has(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !oldSet.has(line)).map((line) => `+ ${line}`),
  ];
}

function accepted(name) {
  try {
    return readFileSync(join(folder, `${name}.api.md`), 'utf8');
  } catch {
    return '';
  }
}

const out = mkdtempSync(join(root, '.api-'));
try {
  if (!(await declare(out))) throw new Error('The declarations do not compile.');
  const faults = new Set();
  for (const [name, types] of entryPoints()) {
    const made = report(join(out, types), out, name);
    for (const fault of made.faults) faults.add(fault);
    if (made.text === accepted(name)) continue;
    if (isAccepting) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${name}.api.md`), made.text);
      console.log(`api/${name}.api.md: written`);
      continue;
    }
    process.exitCode = 1;
    const lines = changes(accepted(name), made.text);
    console.error(`The public surface changed: api/${name}.api.md\n${lines.join('\n') || '(its order only)'}\n`);
  }
  if (process.exitCode === 1)
    console.error('If that is meant, run `npm run api -- --accept`, commit the reports, and say it in the CHANGELOG.');
  for (const fault of faults) console.error(fault);
  if (faults.size > 0) process.exitCode = 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
