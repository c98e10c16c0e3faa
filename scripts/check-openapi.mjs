/** Lints `docs/openapi.json`, offline and silently. Usage: check-openapi.mjs */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const redocly = createRequire(import.meta.url).resolve('@redocly/cli/bin/cli.js');
const root = fileURLToPath(new URL('..', import.meta.url));
const { status, stdout, stderr } = spawnSync(process.execPath, [redocly, 'lint', 'docs/openapi.json', '--config', 'redocly.yaml'], {
  cwd: root,
  encoding: 'utf8',
  env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
});
// What it says beside problems is a banner about versions of Node.
if (status !== 0) {
  console.error(`${stdout}\n${stderr}`);
  process.exitCode = 1;
}
