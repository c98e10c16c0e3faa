/**
 * Firefox, headless, through Marionette: WebDriver's own commands over a socket. A program that offers them over HTTP is in no package of
 * Debian.
 */
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningBrowser } from './browsers.js';
import { startProgram } from './program.js';
import { until } from './until.js';
import { COMMANDS, createWebDriver, type Parameters } from './web-driver.js';

/** Port 0: Firefox chooses one, and writes it into its profile. */
const PREFERENCES = `user_pref("marionette.port", 0);
user_pref("intl.accept_languages", "en-GB");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.update.disabledForTesting", true);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
`;

export async function startFirefox(path: string): Promise<RunningBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'firefox-'));
  writeFileSync(join(profile, 'user.js'), PREFERENCES);
  const program = startProgram(path, ['--headless', '--marionette', '--no-remote', '--profile', profile], { HOME: profile });
  const end = async (): Promise<void> => {
    await program.end();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const portFile = join(profile, 'MarionetteActivePort');
    const port = await until('Firefox to listen', () => {
      if (program.hasEnded()) throw new Error('Firefox ended at once');
      return existsSync(portFile) && Number(readFileSync(portFile, 'utf8'));
    });
    const ask = await connectTo(port);
    await ask('WebDriver:NewSession', { capabilities: { alwaysMatch: {} } });
    const driver = createWebDriver(async (command, parameters) => {
      const answer = await ask(COMMANDS[command][2], parameters);
      return typeof answer === 'object' && answer !== null && 'value' in answer ? answer.value : answer;
    });
    return { driver, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Messages are `<bytes>:[0, id, command, parameters]`, answers `<bytes>:[1, id, error, result]`. */
async function connectTo(port: number): Promise<(command: string, parameters: Parameters) => Promise<unknown>> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const waiting = new Map<number, (answer: readonly unknown[]) => void>();
  socket.once('close', () => {
    for (const answer of waiting.values()) answer([1, 0, 'Firefox has closed the connection']);
  });
  let bytes: Buffer = Buffer.alloc(0);
  socket.on('data', (piece: Buffer) => {
    bytes = Buffer.concat([bytes, piece]);
    for (;;) {
      const colon = bytes.indexOf(':');
      const length = Number(bytes.subarray(0, Math.max(0, colon)).toString());
      if (colon < 0 || bytes.length < colon + 1 + length) return;
      const message: unknown = JSON.parse(bytes.subarray(colon + 1, colon + 1 + length).toString());
      bytes = bytes.subarray(colon + 1 + length);
      if (Array.isArray(message)) waiting.get(Number(message[1]))?.(message);
    }
  });
  let last = 0;
  return async (command, parameters) => {
    last += 1;
    const id = last;
    const text = JSON.stringify([0, id, command, parameters]);
    const answered = new Promise<readonly unknown[]>((resolve) => {
      waiting.set(id, resolve);
    });
    socket.write(`${Buffer.byteLength(text)}:${text}`);
    const [, , error, result] = await answered;
    waiting.delete(id);
    if (error !== null) throw new Error(`${command}: ${JSON.stringify(error)}`);
    return result;
  };
}
