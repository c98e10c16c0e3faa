/** Tries one host: makes its project in a temporary folder, installs the tarball there, runs it, and reads what it found. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import ts from 'typescript';
import type { Command, Host } from './host.js';
import type { Findings } from './prove.js';
import { CommandFailed, runCommand } from './run-command.js';

/** How a trial ended. Where the host itself was not to be had, nothing was tried: that says nothing about the package. */
export type Outcome =
  | { readonly kind: 'tried'; readonly findings: Findings; readonly versions: readonly string[] }
  | { readonly kind: 'failed'; readonly why: string; readonly printed: string }
  | { readonly kind: 'not tried'; readonly why: string; readonly printed: string };

export interface TryOptions {
  /** The root of this repository. */
  readonly root: string;
  readonly tarball: string;
  /** Leaves the project where it is. */
  readonly isKept: boolean;
}

export async function tryHost(host: Host, { root, tarball, isKept }: TryOptions): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), `call-verification-in-${host.name}-`));
  try {
    return await tryIn(folder, host, { root, tarball });
  } finally {
    if (isKept) process.stderr.write(`${host.name}: ${folder}\n`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

async function tryIn(folder: string, host: Host, { root, tarball }: Omit<TryOptions, 'isKept'>): Promise<Outcome> {
  const [project, tools, alone] = ['project', 'tools', 'alone'].map((name) => join(folder, name)) as [string, string, string];
  const findings = join(folder, 'findings.json');
  for (const each of [project, tools, alone]) mkdirSync(each);
  if (host.copies !== undefined)
    cpSync(join(root, host.copies), project, { recursive: true, filter: (path) => !/node_modules|dist/.test(path) });
  else writeFileSync(join(project, 'package.json'), '{ "name": "host", "private": true }\n');
  for (const [path, text] of Object.entries({ ...host.files, ...commonFiles() })) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  const env = environment(join(tools, 'node_modules', '.bin'), findings);
  const run = (command: Command, cwd: string): Promise<void> =>
    runCommand(command.map((part) => part.replace('{tarball}', tarball).replace('{alone}', alone)) as unknown as Command, cwd, env);

  try {
    if (host.tools !== undefined) await installTools(host.tools, tools, run);
  } catch (error) {
    return { kind: 'not tried', ...describeFailure(error) };
  }
  try {
    for (const command of host.install ?? [npmInstall(host)]) await run(command, project);
  } catch (error) {
    const failure = describeFailure(error);
    return { kind: NOT_TO_BE_HAD.test(failure.printed) ? 'not tried' : 'failed', ...failure };
  }
  try {
    for (const [index, command] of host.commands.entries()) {
      await run(command, host.isAlone === true && index === host.commands.length - 1 ? alone : project);
    }
    const found = JSON.parse(readFileSync(findings, 'utf8')) as { findings: Findings; versions: Record<string, string | undefined> };
    return { kind: 'tried', findings: found.findings, versions: versionsOf(host, project, tools, found.versions) };
  } catch (error) {
    return { kind: 'failed', ...describeFailure(error) };
  }
}

const npmInstall = (host: Host): Command => ['npm', 'install', '{tarball}', ...host.packages];

/** What package managers say of a package, a registry or a platform that is not there. All else is a failure of the package to be installed. */
const NOT_TO_BE_HAD = /\b(E404|ETARGET|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EBADPLATFORM)\b/;

/** Its own package may have to put its program in place, so its scripts are allowed, and only here. */
async function installTools(
  tools: readonly string[],
  folder: string,
  run: (command: Command, cwd: string) => Promise<void>,
): Promise<void> {
  const allowScripts = Object.fromEntries(tools.map((name) => [name, true]));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'tools', private: true, allowScripts }));
  await run(['npm', 'install', ...tools], folder);
  for (const tool of tools) await run([tool, '--version'], folder);
}

function describeFailure(error: unknown): { readonly why: string; readonly printed: string } {
  if (!(error instanceof CommandFailed)) return { why: error instanceof Error ? error.message : String(error), printed: '' };
  return { why: error.message, printed: error.printed };
}

/** What this process was given, without what npm tells its scripts of this repository, and without what would be sent to others. */
function environment(tools: string, findings: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(lifecycle|package)_|npm_config_(engine_strict|local_prefix)$|INIT_CWD$|NODE_ENV$|NODE_OPTIONS$)/.test(name),
  );
  return {
    ...Object.fromEntries(own),
    PATH: `${tools}${delimiter}${process.env['PATH'] ?? ''}`,
    FINDINGS: findings,
    NEXT_TELEMETRY_DISABLED: '1',
    DENO_NO_UPDATE_CHECK: '1',
    DO_NOT_TRACK: '1',
    CI: '1',
  };
}

/** The shop and the proof in CommonJS, which every host can import. */
function commonFiles(): Record<string, string> {
  return Object.fromEntries(
    ['prove', 'shop'].map((name) => {
      const source = readFileSync(new URL(`${name}.ts`, import.meta.url), 'utf8');
      const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
      return [`${name}.cjs`, ts.transpileModule(source, { compilerOptions }).outputText];
    }),
  );
}

function versionsOf(host: Host, project: string, tools: string, runtime: Record<string, string | undefined>): readonly string[] {
  const versionIn = (folder: string, name: string): string | undefined => {
    const manifest = join(folder, 'node_modules', name, 'package.json');
    return existsSync(manifest) ? (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version : undefined;
  };
  const told = [
    ...(host.tools ?? []).map((name) => [name, versionIn(tools, name)] as const),
    ...host.told.map((name) => [name, versionIn(project, name)] as const),
  ];
  // Bun and Deno tell the version of Node that they stand for, too.
  const isNode = runtime['bun'] === undefined && runtime['deno'] === undefined;
  return [
    ...told.flatMap(([name, version]) => (version === undefined ? [] : [`${name} ${version}`])),
    ...(isNode ? [`Node ${runtime['node']}`] : []),
  ];
}
