/** The browsers that the stories are played in, where they are installed, and how they come there. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startFirefox } from './firefox.js';
import type { WebDriver } from './web-driver.js';
import { startWebKit } from './webkit.js';

export interface RunningBrowser {
  readonly driver: WebDriver;
  end(): Promise<void>;
}

export interface InstalledBrowser {
  readonly name: string;
  /** What is not there, if anything. */
  readonly missing: readonly string[];
  /** Debian's packages. */
  readonly packages: string;
  start(): Promise<RunningBrowser>;
}

export function findBrowsers(): readonly InstalledBrowser[] {
  const firefox = find('firefox-esr', 'firefox');
  const driver = find('WebKitWebDriver');
  const display = find('Xvfb');
  const browser = findMiniBrowser();
  return [
    {
      name: 'Firefox',
      missing: firefox === undefined ? ['firefox-esr'] : [],
      packages: 'firefox-esr',
      start: () => startFirefox(firefox ?? ''),
    },
    {
      name: 'WebKit',
      missing: Object.entries({ WebKitWebDriver: driver, MiniBrowser: browser, Xvfb: display }).flatMap(([name, path]) =>
        path === undefined ? [name] : [],
      ),
      packages: 'webkit2gtk-driver xvfb',
      start: () => startWebKit({ driver: driver ?? '', browser: browser ?? '', display: display ?? '' }),
    },
  ];
}

function find(...names: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(':').filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/** Debian has it beside the library: `/usr/lib/<machine>/webkit2gtk-4.1/MiniBrowser`. */
function findMiniBrowser(): string | undefined {
  const folders = (parent: string): string[] => (existsSync(parent) ? readdirSync(parent).map((name) => join(parent, name)) : []);
  return folders('/usr/lib')
    .filter((folder) => folder.endsWith('-linux-gnu'))
    .flatMap(folders)
    .filter((folder) => /\/webkit(?:2gtk|gtk)-/.test(folder))
    .map((folder) => join(folder, 'MiniBrowser'))
    .find((path) => existsSync(path));
}
