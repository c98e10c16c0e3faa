/** A process that has no file descriptor left asks a provider, and prints what that came to. */
import { openSync } from 'node:fs';
import { sendRequest } from '../../../src/providers/wire/send-request.js';

const [url = '', closedUrl = ''] = process.argv.slice(2);
const ask = (address: string) => sendRequest({ url: address, headers: {}, body: {}, timeoutMs: 5000 }, fetch);

// All modules are loaded before there is nothing left to load them with.
await ask(closedUrl);
process.stdout.write('');
try {
  for (;;) openSync('/dev/null', 'r');
} catch {
  process.stdout.write(JSON.stringify(await ask(url)));
}
