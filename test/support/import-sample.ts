/** Runs a sample of a document. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { expect } from 'vitest';

/** What a sample of a document exports, as a reader would paste it. */
export async function importSample(document: string, name: string): Promise<unknown> {
  const text = readFileSync(new URL(`../../docs/${document}`, import.meta.url), 'utf8');
  const samples = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');
  const sample = samples.find((each) => each.includes(`export function ${name}(`));
  if (sample === undefined) throw new Error(`${document} has no ${name}`);
  const { outputText, diagnostics } = ts.transpileModule(sample, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
    reportDiagnostics: true,
  });
  expect(diagnostics).toEqual([]);
  const folder = mkdtempSync(join(tmpdir(), 'express-call-verification-sample-'));
  try {
    const file = join(folder, `${name}.mjs`);
    writeFileSync(file, outputText);
    return ((await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, unknown>)[name];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
