/** A test that passes, and prints a registered secret in the way that `LEAK` names. Run by `output-check.test.ts` only. */
import { spawnSync } from 'node:child_process';
import { it } from 'vitest';
import { registerSecret } from '../secrets.js';

it('prints', () => {
  const secret = registerSecret('+79990001122', 'the phone number');
  const leaks: Record<string, () => void> = {
    nothing: () => undefined,
    console: () => console.log({ phone: secret }),
    'standard error': () => process.stderr.write(`phone=${secret}`),
    'two writes': () => {
      process.stdout.write(secret.slice(0, 5));
      process.stdout.write(secret.slice(5));
    },
    'a warning of the process': () => process.emitWarning(secret),
    'a child process': () => spawnSync(process.execPath, ['--eval', `console.log('${secret}')`], { stdio: 'inherit' }),
    'a URL': () => console.log(new URL(`http://127.0.0.1/?phone=${encodeURIComponent(secret)}`).href),
  };
  leaks[process.env['LEAK'] ?? '']?.();
});
