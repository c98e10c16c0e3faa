/** Every TypeScript sample of the documents compiles as strictly as the source does. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** One module of a document's samples, read from top to bottom as a reader does. */
function samplesOf(document: string): string {
  const text = readFileSync(`${root}${document}`, 'utf8');
  return [...text.matchAll(/^ *```ts\n([\s\S]*?)^ *```$/gm)].map((match) => match[1] ?? '').join('\n');
}

function mistakesIn(source: string): string[] {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const fileName = `${root}test/docs/sample.ts`;
  // A sample shows things without using them, and speaks of the environment as people do.
  const host = ts.createCompilerHost({ ...options, noUnusedLocals: false, noPropertyAccessFromIndexSignature: false });
  const { readFile, fileExists } = host;
  host.readFile = (name) => (name === fileName ? source : readFile(name));
  host.fileExists = (name) => name === fileName || fileExists(name);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === fileName ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2023) : getSourceFile(name, ...rest);
  const program = ts.createProgram([fileName], { ...options, noUnusedLocals: false, noPropertyAccessFromIndexSignature: false }, host);
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
}

const documents = ['README.md', ...readdirSync(root).filter((name) => name === 'CONTRIBUTING.md')];

describe.each(documents)('the samples of %s', (document) => {
  it('compile', { timeout: 120_000 }, () => {
    expect(mistakesIn(samplesOf(document))).toEqual([]);
  });
});

describe('the check of samples', () => {
  it('finds a mistake', { timeout: 120_000 }, () => {
    expect(mistakesIn("import { createMcn } from 'express-call-verification';\ncreateMcn({ tokn: 'x' });\n")).not.toEqual([]);
  });
});
