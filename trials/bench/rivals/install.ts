/** Installs the rivals that this project does not depend on, from their own lock file. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Does nothing if they are there. */
export function installRivals(root: string): void {
  const folder = join(root, 'trials/bench/rivals');
  if (existsSync(join(folder, 'node_modules/better-auth'))) return;
  process.stderr.write('better-auth is being installed for this measurement\n');
  execFileSync('npm', ['ci', '--ignore-scripts', '--silent'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}
