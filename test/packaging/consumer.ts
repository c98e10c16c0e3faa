/** A fresh project that has installed the packed tarball: its dependencies are links to ours, so that no registry is needed. */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const ownModules = join(root, 'node_modules');

/** A dependency in a consumer: its name there, and the folder of ours that it stands for, if that has another name. */
export type Dependency = string | readonly [name: string, ours: string];

export interface Consumer {
  readonly folder: string;
  /** Runs a program of the consumer and returns what it printed; a program that fails throws with all its output. */
  node(...parameters: string[]): Promise<string>;
}

/** Where a run of all checks has packed the package already: building it again would give the same. */
const TARBALL = process.env['CALL_VERIFICATION_TARBALL'];

/** Packs the package as `npm publish` would, and unpacks it into a folder that `createConsumer` copies from. */
export async function packPackage(): Promise<{ folder: string; remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'express-call-verification-packed-'));
  const tarball = TARBALL ?? (await run(process.execPath, [join(root, 'scripts', 'pack.mjs'), folder])).stdout.trim();
  await run('tar', ['-xzf', tarball, '-C', folder]);
  return { folder: join(folder, 'package'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Makes a consumer beside `packed`, with the package, all that its manifest declares as run-time dependencies, and `dependencies`. */
export function createConsumer(packed: string, files: Record<string, string>, dependencies: readonly Dependency[]): Consumer {
  const folder = mkdtempSync(join(dirname(packed), 'consumer-'));
  const modules = join(folder, 'node_modules');
  // A copy, not a link: from inside a link Node would see our own node_modules, and so dependencies that are not declared.
  cpSync(packed, join(modules, 'express-call-verification'), { recursive: true });
  const manifest: { dependencies: Record<string, string>; bin: Record<string, string> } = JSON.parse(
    readFileSync(join(packed, 'package.json'), 'utf8'),
  );
  for (const dependency of [...Object.keys(manifest.dependencies), ...dependencies]) {
    const [name, ours] = typeof dependency === 'string' ? [dependency, dependency] : dependency;
    const link = join(modules, name);
    mkdirSync(dirname(link), { recursive: true });
    if (!existsSync(link)) symlinkSync(join(ownModules, ours), link, 'dir');
  }
  mkdirSync(join(modules, '.bin'));
  for (const [name, file] of Object.entries(manifest.bin)) {
    symlinkSync(join('..', 'express-call-verification', file), join(modules, '.bin', name));
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return {
    folder,
    node: async (...parameters) => {
      try {
        // Tests have NODE_ENV=test, a shell has none.
        const { stdout } = await run(process.execPath, parameters, { cwd: folder, env: { ...process.env, NODE_ENV: undefined } });
        return stdout;
      } catch (error) {
        const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
        throw new Error(`node ${parameters.join(' ')} failed:\n${stdout}${stderr}`);
      }
    },
  };
}
