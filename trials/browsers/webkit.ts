/** WebKitGTK's MiniBrowser on a display of its own, through WebKitWebDriver. */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { RunningBrowser } from './browsers.js';
import { type Program, startProgram } from './program.js';
import { until } from './until.js';
import { COMMANDS, createWebDriver, type Parameters } from './web-driver.js';

export interface WebKitPaths {
  readonly driver: string;
  readonly browser: string;
  /** A display without a screen. */
  readonly display: string;
}

export async function startWebKit(paths: WebKitPaths): Promise<RunningBrowser> {
  const programs: Program[] = [];
  const start = (...given: ProgramOrder): Program => {
    const program = startProgram(...given);
    programs.push(program);
    return program;
  };
  const end = async (): Promise<void> => {
    for (const program of programs.reverse()) await program.end();
  };
  try {
    // It chooses a free number for the display, and prints it.
    const screen = start(paths.display, ['-displayfd', '1', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp']);
    const number = await until('the display', () => /^\d+\n/.exec(screen.output())?.[0].trim());
    const port = await freePort();
    const driver = start(paths.driver, [`--port=${port}`, '--host=127.0.0.1'], {
      DISPLAY: `:${number}`,
      LANG: 'en_GB.UTF-8',
      LANGUAGE: 'en_GB',
      LIBGL_ALWAYS_SOFTWARE: '1',
    });
    const url = `http://127.0.0.1:${port}`;
    await until('WebKitWebDriver', () => {
      if (driver.hasEnded()) throw new Error('WebKitWebDriver ended at once');
      return ask('GET', `${url}/status`).then(
        () => true,
        () => false,
      );
    });
    const options = { binary: paths.browser, args: ['--automation'] };
    const session = await ask('POST', `${url}/session`, { capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } } });
    const id = String(Reflect.get(Object(session), 'sessionId'));
    const web = createWebDriver((command, parameters) => {
      const [method, path] = COMMANDS[command];
      return ask(method, `${url}/session/${id}${path.replace('{id}', String(parameters['id']))}`, parameters);
    });
    return {
      driver: web,
      async end() {
        await ask('DELETE', `${url}/session/${id}`).catch(() => undefined);
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

type ProgramOrder = [path: string, args: readonly string[], environment?: NodeJS.ProcessEnv];

async function ask(method: string, url: string, body?: Parameters): Promise<unknown> {
  const response = await fetch(url, { method, ...(method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}) });
  const answer = (await response.json()) as { readonly value: unknown };
  if (!response.ok) throw new Error(`${new URL(url).pathname.replace(/^\/session\/[^/]+/, '')}: ${JSON.stringify(answer.value)}`);
  return answer.value;
}

/** WebKitWebDriver does not say which port it chose, so it is told a free one. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
