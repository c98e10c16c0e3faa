/** The examples as somebody who copies them has them: with the packed package, checked and built by their own scripts, tested and used in a browser. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { callVerificationRouter } from 'express-call-verification';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { describeWithBrowser } from '../support/browser.js';
import { freePort, startProgram, untilUp } from '../support/programs.js';
import { openShop } from '../support/shop.js';
import { type Consumer, createConsumer, packPackage } from './consumer.js';

const PAGES = ['react', 'vue'] as const;
const EXAMPLES = [...PAGES, 'recipes', 'vitest', 'jest'] as const;
/** What a mistake in an example is, and what the compiler says of it. */
const MISTAKES = [
  ['react', 'detail.phone', 'detail.phon', "Property 'phon' does not exist"],
  ['vue', 'detail.phone', 'detail.phon', "Property 'phon' does not exist"],
] as const;
const root = fileURLToPath(new URL('../..', import.meta.url));

interface Manifest {
  readonly version?: string;
  readonly scripts: { readonly build?: string };
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

/** What `npm run hosts` installs, and we do not. */
const isElsewhere = (name: string): boolean => name === 'jest';

/** Runs the example's script `build`, as npm would. */
async function build(consumer: Consumer): Promise<void> {
  for (const command of readManifest(consumer.folder).scripts.build?.split(' && ') ?? []) {
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

  const copy = (example: string, change = (text: string): string => text, more: readonly string[] = []): Consumer => {
    const files = Object.entries(filesOf(example)).map(([path, text]) => [path, change(text)]);
    const dependencies = Object.keys(neededBy(example)).filter((name) => name !== 'express-call-verification' && !isElsewhere(name));
    return createConsumer(packed.folder, Object.fromEntries(files), [...dependencies, ...more]);
  };

  it.each(EXAMPLES)('ask for the versions that they are tested with: %s', (example) => {
    const { 'express-call-verification': own, ...others } = neededBy(example);
    expect(own).toBe(`^${ours.version}`);
    const known = Object.entries(others).filter(([name]) => !isElsewhere(name));
    expect(Object.fromEntries(known)).toEqual(Object.fromEntries(known.map(([name]) => [name, `^${ours.devDependencies[name]}`])));
  });

  it.each(MISTAKES)('would be found wrong: %s with %s misspelt', async (example, right, wrong, message) => {
    expect(Object.values(filesOf(example)).join('\n')).toContain(right);
    const misspelt = copy(example, (text) => text.replaceAll(right, wrong));
    await expect(build(misspelt)).rejects.toThrow(message);
  });

  it('are compiled, and the program starts a recipe and refuses one that there is not: recipes', async () => {
    const consumer = copy('recipes');
    // One mistake more, so that one run shows that it finds this, and nothing in the recipes.
    writeFileSync(join(consumer.folder, 'wrong.ts'), "import { createMcn } from 'express-call-verification';\ncreateMcn({ tokn: 'x' });\n");
    const found = await build(consumer).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(found.match(/^\S+\.ts/gm)).toEqual(['wrong.ts']);
    await expect(consumer.node('dist/start.js', 'sesions')).rejects.toThrow('npm start takes one of sessions, passport, payment');
    const port = await freePort();
    const env = { ...process.env, PORT: String(port) };
    const program = startProgram(process.execPath, ['dist/start.js', 'other-service'], { cwd: consumer.folder, env });
    onTestFinished(() => program.end());
    const ask = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`);
    await untilUp(() => ask('/'), program.hasEnded);
    expect(await (await ask('/auth/call/jwks.json')).json()).toMatchObject({ keys: [{ kty: 'EC', alg: 'ES256' }] });
    expect((await ask('/other/orders')).status).toBe(401);
  });

  it('pass their own tests: vitest', async () => {
    const consumer = copy('vitest');
    await build(consumer);
    expect(await consumer.node('node_modules/vitest/vitest.mjs', 'run', '--no-color')).toMatch(/Tests +4 passed/);
  });

  // Jest is not among our dependencies: `npm run hosts` tries it. Vitest has the same words, and takes CommonJS.
  it('pass their own tests: jest', async () => {
    const consumer = copy('jest', undefined, ['vitest']);
    expect(await consumer.node('node_modules/vitest/vitest.mjs', 'run', '--globals', '--no-color')).toMatch(/Tests +4 passed/);
  });

  describeWithBrowser('in a browser', (browser) => {
    it.each(PAGES)('are built, and prove a number: %s', { timeout: 300_000 }, async (example) => {
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
