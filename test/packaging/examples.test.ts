/** The examples as somebody who copies them has them: with the packed package, checked and built by their own script, and used in a browser. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { callVerificationRouter } from 'express-call-verification';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithBrowser } from '../support/browser.js';
import { openShop } from '../support/shop.js';
import { type Consumer, createConsumer, packPackage } from './consumer.js';

const EXAMPLES = ['react', 'vue'] as const;
const root = fileURLToPath(new URL('../..', import.meta.url));

interface Manifest {
  readonly version?: string;
  readonly scripts: { readonly build: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const ours = readManifest(root);
const PROGRAMS: Readonly<Record<string, string>> = {
  tsc: 'typescript/bin/tsc',
  'vue-tsc': 'vue-tsc/bin/vue-tsc.js',
  vite: 'vite/bin/vite.js',
};

/** The files of an example, by their paths in it. */
function filesOf(example: string): Record<string, string> {
  const folder = join(root, 'examples', example);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !/node_modules|\bdist\b/.test(entry.parentPath),
  );
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
}

function neededBy(example: string): Record<string, string> {
  const { dependencies, devDependencies } = readManifest(join(root, 'examples', example));
  return { ...dependencies, ...devDependencies };
}

/** Runs the example's script `build`, as npm would. */
async function build(consumer: Consumer): Promise<void> {
  for (const command of readManifest(consumer.folder).scripts.build.split(' && ')) {
    const [program = '', ...parameters] = command.split(' ');
    await consumer.node(`node_modules/${PROGRAMS[program]}`, ...parameters);
  }
}

describe('the examples', { timeout: 300_000 }, () => {
  let packed: Awaited<ReturnType<typeof packPackage>>;
  beforeAll(async () => {
    packed = await packPackage();
  }, 300_000);
  afterAll(() => packed?.remove());

  const copy = (example: string, change = (text: string): string => text): Consumer => {
    const files = Object.entries(filesOf(example)).map(([path, text]) => [path, path.startsWith('src/') ? change(text) : text]);
    const dependencies = Object.keys(neededBy(example)).filter((name) => name !== 'express-call-verification');
    return createConsumer(packed.folder, Object.fromEntries(files), dependencies);
  };

  it.each(EXAMPLES)('ask for the versions that they are tested with: %s', (example) => {
    const { 'express-call-verification': own, ...others } = neededBy(example);
    expect(own).toBe(`^${ours.version}`);
    expect(others).toEqual(Object.fromEntries(Object.keys(others).map((name) => [name, `^${ours.devDependencies[name]}`])));
  });

  it.each(EXAMPLES)('would be found wrong: %s', async (example) => {
    const misspelt = copy(example, (text) => text.replaceAll('detail.phone', 'detail.phon'));
    await expect(build(misspelt)).rejects.toThrow("Property 'phon' does not exist");
  });

  describeWithBrowser('in a browser', (browser) => {
    it.each(EXAMPLES)('are built, and prove a number: %s', { timeout: 300_000 }, async (example) => {
      const consumer = copy(example);
      await build(consumer);
      const shop = await openShop({
        routes(app, calls) {
          app.use('/auth/call', callVerificationRouter(calls));
          app.use(express.static(join(consumer.folder, 'dist')));
        },
      });
      const page = await browser().newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(shop.url);
      const element = page.locator('call-verification');
      await element.locator('#phone').fill(shop.phone);
      await element.locator('button[type=submit]').click();
      await element.locator('#title').waitFor();
      await element.locator('#code').fill(shop.code());
      await page.getByText(`Welcome, ${shop.phone}!`).waitFor();
      expect(complaints).toEqual([]);
      await page.close();
    });
  });
});
