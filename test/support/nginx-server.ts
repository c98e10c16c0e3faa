/** nginx with a site's file, on a free port of 127.0.0.1, in front of an app. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SELF_SIGNED } from '../providers/self-signed.js';
import { findProgram, freePort, startProgram, untilUp } from './programs.js';

export interface NginxServer {
  readonly url: string;
  /** All that it has written to its logs. */
  logs(): string;
  close(): Promise<void>;
}

// Debian has it in sbin, which may not be in the path.
const program = findProgram('nginx', '../sbin/nginx');

export const canStartNginx = program !== undefined;

/** @param site the text of the site's file, whose names of a real machine are replaced @param appPort where the app listens */
export async function startNginx(site: string, appPort: number): Promise<NginxServer> {
  if (program === undefined) throw new Error('no nginx');
  const folder = mkdtempSync(join(tmpdir(), 'express-call-verification-nginx-'));
  const port = await freePort();
  const file = (name: string): string => join(folder, name);
  writeFileSync(file('cert.pem'), SELF_SIGNED.cert);
  writeFileSync(file('key.pem'), SELF_SIGNED.key);
  const replaced: readonly (readonly [string, string])[] = [
    ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
    ['/etc/nginx/tls/shop.example.pem', file('cert.pem')],
    ['/etc/nginx/tls/shop.example.key', file('key.pem')],
    ['127.0.0.1:3000', `127.0.0.1:${appPort}`],
  ];
  const lost = replaced.filter(([from]) => !site.includes(from));
  if (lost.length > 0) throw new Error(`the site does not have ${lost.map(([from]) => from).join(', ')}`);
  writeFileSync(
    file('site.conf'),
    replaced.reduce((text, [from, to]) => text.replaceAll(from, to), site),
  );
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${file(name)};`);
  const lines = [
    // Its workers would be another user's otherwise, who may not read the folder.
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    ...['daemon off;', 'worker_processes 1;', `pid ${file('pid')};`, `error_log ${file('error.log')} info;`],
    'events { worker_connections 256; }',
    `http { access_log ${file('access.log')}; ${temporary.join(' ')} include ${file('site.conf')}; }`,
  ];
  writeFileSync(file('nginx.conf'), lines.join('\n'));
  const logs = (): string =>
    ['access.log', 'error.log'].map((name) => readFileSync(file(name), { encoding: 'utf8', flag: 'a+' })).join('\n');
  const started = startProgram(program, ['-p', folder, '-c', file('nginx.conf'), '-e', file('error.log')], {}, 'SIGTERM');
  const isUp = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve();
      }).once('error', reject);
    });
  await untilUp(isUp, started.hasEnded).catch((error: unknown) => {
    throw new Error(`nginx does not start:\n${logs()}`, { cause: error });
  });
  return {
    url: `https://127.0.0.1:${port}`,
    logs,
    async close() {
      await started.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
