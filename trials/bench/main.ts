/** `npm run bench`: compiles the package and this program as a release is compiled, and runs them in plain Node. */
import '../../scripts/end-with-reader.mjs';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileForBench } from './compile.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = compileForBench(root);
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const child = fork(`${folder}/trials/bench/run.js`, process.argv.slice(2), {
  cwd: root,
  execArgv: ['--expose-gc', '--max-old-space-size=6000'],
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
// It ends its own processes, and then itself.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
const [code] = (await once(child, 'exit')) as [number | null];
process.exit(code ?? 1);
