/** Every TypeScript sample of the documents compiles as strictly as the source does. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { withoutFiles } from '../../scripts/reference/code-parts.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const WRONG = 'a sample with a mistake';

const inDocs = existsSync(`${root}docs`)
  ? readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`)
  : [];
const documents = ['README.md', 'CONTRIBUTING.md', ...inDocs.filter((name) => name.endsWith('.md'))];

/** Each JavaScript sample of the README is a whole file, so it compiles alone. */
const files = [...readFileSync(`${root}README.md`, 'utf8').matchAll(/^```js\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)].map(
  ([, name = '', source = '']) => [`the file ${name} of README.md`, source] as const,
);

/** One module of a document's samples, read from top to bottom as a reader does. */
function samplesOf(document: string): string {
  const text = withoutFiles(readFileSync(`${root}${document}`, 'utf8'));
  return [...text.matchAll(/^ *```ts\n([\s\S]*?)^ *```$/gm)].map((match) => match[1] ?? '').join('\n');
}

/** What the compiler says of each source, by name. One program for all: reading the libraries takes most of the time. */
function mistakesIn(sources: ReadonlyMap<string, string>): Map<string, string[]> {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  // A sample shows things without using them, and speaks of the environment as people do.
  const options = {
    ...ts.parseJsonConfigFileContent(config, ts.sys, root).options,
    noUnusedLocals: false,
    noPropertyAccessFromIndexSignature: false,
  };
  const files = new Map([...sources].map(([name, source], index) => [`${root}test/docs/sample-${index}.ts`, { name, source }]));
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  const getSourceFile = host.getSourceFile.bind(host);
  host.readFile = (path) => files.get(path)?.source ?? readFile(path);
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.getSourceFile = (path, ...rest) => {
    const file = files.get(path);
    return file === undefined ? getSourceFile(path, ...rest) : ts.createSourceFile(path, file.source, ts.ScriptTarget.ES2023);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return new Map(
    [...files].map(([path, { name }]) => {
      const diagnostics = ts.getPreEmitDiagnostics(program, program.getSourceFile(path));
      return [name, diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))];
    }),
  );
}

let mistakes = new Map<string, string[]>();

beforeAll(() => {
  const samples = documents.map((document) => [document, samplesOf(document)] as const);
  const wrong = "import { createMcn } from 'express-call-verification';\ncreateMcn({ tokn: 'x' });\n";
  mistakes = mistakesIn(new Map([...samples, ...files, [WRONG, wrong]]));
}, 180_000);

describe('the samples of the documents', () => {
  it.each(documents)('compile in %s', (document) => {
    expect(mistakes.get(document)).toEqual([]);
  });

  it.each(files.map(([name]) => name))('compile as a whole in %s', (name) => {
    expect(mistakes.get(name)).toEqual([]);
  });

  it('have files in the read-me', () => {
    expect(files).not.toEqual([]);
  });

  it('would be found wrong', () => {
    expect(mistakes.get(WRONG)).not.toEqual([]);
  });
});
