import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runProgram } from './run-program.js';

/** A folder until the test is over. */
function openFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'express-call-verification-init-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

const secretIn = (folder: string): string =>
  /^CALL_VERIFICATION_SECRET=(\S+)$/m.exec(readFileSync(join(folder, '.env'), 'utf8'))?.[1] ?? '';

const COMMON = ['.env', '.gitignore', 'package.json', 'public/index.html', 'public/page.js'];

describe('npx express-call-verification init', { timeout: 60_000 }, () => {
  it.each([
    ['TypeScript', [], [...COMMON, 'providers.ts', 'server.ts', 'tsconfig.json']],
    ['JavaScript', ['--js'], [...COMMON, 'providers.js', 'server.js']],
  ])('writes an app in %s, and says what to do next', async (_, options, files) => {
    const folder = join(openFolder(), 'My App');
    const { exitCode, output, errors } = await runProgram('init', folder, ...options);
    expect([exitCode, errors]).toEqual([0, '']);
    expect(filesIn(folder)).toEqual([...files].sort());
    for (const name of files) expect(output).toContain(name);
    expect(output).toContain(`\n  cd ${JSON.stringify(folder)}\n  npm install\n  npm start\n`);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({ name: 'my-app', private: true, type: 'module' });
    expect(manifest.dependencies['express-call-verification']).toMatch(/^\^\d+\.\d+\.\d+/);
  });

  it('gives each app a secret of its own that others cannot read, and hides it from git and from the terminal', async () => {
    const folders = [openFolder(), openFolder()] as const;
    for (const folder of folders) {
      const { output } = await runProgram('init', folder);
      expect(Buffer.from(secretIn(folder), 'base64')).toHaveLength(32);
      expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
      expect(readFileSync(join(folder, '.gitignore'), 'utf8').split('\n')).toContain('.env');
      expect(output).not.toContain(secretIn(folder));
    }
    expect(secretIn(folders[0])).not.toBe(secretIn(folders[1]));
  });

  it('leaves a manifest and settings that are there, and says what they lack', async () => {
    const own = {
      'package.json': '{ "name": "mine", "dependencies": { "express-call-verification": "file:package.tgz" } }',
      '.env': 'MINE=1\n',
      '.gitignore': 'mine\n',
      'tsconfig.json': '{}',
    };
    const folder = openFolder(own);
    const { exitCode, output } = await runProgram('init', folder);
    expect(exitCode).toBe(0);
    for (const [name, text] of Object.entries(own)) expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
    expect(output).toContain('Left as they were: package.json, tsconfig.json, .gitignore, .env\n');
    expect(output).toContain('CALL_VERIFICATION_SECRET must be in it');
    expect(output).toContain('npm pkg set type=module scripts.start="node --env-file=.env --import tsx server.ts"\n');
    // What is installed already stays as it was installed.
    expect(output).toMatch(/\n {2}npm install "express@\^5[\d.]+"\n {2}npm install --save-dev ".*tsx@/);
    expect(filesIn(folder)).toContain('server.ts');
  });

  it('leaves a manifest that cannot be read to npm', async () => {
    const folder = openFolder({ 'package.json': '{ "name": ' });
    const { exitCode, output } = await runProgram('init', folder, '--js');
    expect(exitCode).toBe(0);
    expect(output).toMatch(/\n {2}npm install "express@\S+" "express-call-verification@\^[\d.]+"\n/);
  });

  for (const name of ['server.js', 'providers.js']) {
    it(`writes nothing where there is a ${name}`, async () => {
      const folder = openFolder({ [name]: '// mine' });
      const { exitCode, output, errors } = await runProgram('init', folder, '--js');
      expect([exitCode, output]).toEqual([1, '']);
      expect(errors).toBe(`init: ${join(folder, name)} is there already, and nothing is overwritten. Name another folder.\n`);
      expect(filesIn(folder)).toEqual([name]);
      expect(readFileSync(join(folder, name), 'utf8')).toBe('// mine');
    });
  }

  it('a second time writes nothing', async () => {
    const folder = openFolder();
    await runProgram('init', folder);
    const secret = secretIn(folder);
    const { exitCode } = await runProgram('init', folder);
    expect(exitCode).toBe(1);
    expect(secretIn(folder)).toBe(secret);
  });

  it('fails with 1 where a file stands in the place of the folder', async () => {
    const folder = openFolder({ app: 'a file' });
    const { exitCode, errors } = await runProgram('init', join(folder, 'app'));
    expect(exitCode).toBe(1);
    expect(errors).toMatch(/^init: /);
  });

  it.each([
    [['a', 'b'], 'One folder at most can be named, but there are 2.'],
    [['--ts'], 'There is no option "--ts". Did you mean "--js"?'],
  ])('refuses wrong usage with 2: %j', async (args, sentence) => {
    const { exitCode, output, errors } = await runProgram('init', ...args);
    expect([exitCode, output]).toEqual([2, '']);
    expect(errors).toContain(sentence);
  });
});
