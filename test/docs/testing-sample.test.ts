/** The sample that shows how to test an app of one's own passes as it stands there. */
import { readdirSync, readFileSync } from 'node:fs';
import { transform } from 'esbuild';
import express from 'express';
import * as callVerification from 'express-call-verification';
import { createProviderSimulator } from 'express-call-verification/simulator';
import supertest from 'supertest';
import { expect, it, onTestFinished } from 'vitest';

const root = new URL('../../', import.meta.url);
const documents = ['README.md', ...readdirSync(new URL('docs', root)).map((name) => `docs/${name}`)].filter((name) => name.endsWith('.md'));

/** All samples that speak through supertest. */
function findSamples(): readonly string[] {
  const samples = documents.flatMap((name) => [...readFileSync(new URL(name, root), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)]);
  return samples.map(([, code]) => code ?? '').filter((code) => code.includes("from 'supertest'"));
}

/** Runs a sample with these names in place of what it, and the samples before it, import. */
async function run(sample: string, names: Readonly<Record<string, unknown>>): Promise<void> {
  const withoutImports = sample.replaceAll(/^import .*\n/gm, '');
  const { code } = await transform(`export const run = async () => {\n${withoutImports}\n};`, { loader: 'ts', format: 'cjs' });
  const module: { exports: { run?: () => Promise<void> } } = { exports: {} };
  new Function('module', ...Object.keys(names), code)(module, ...Object.values(names));
  await module.exports.run?.();
}

it('passes, and asks its app three times', async () => {
  const samples = findSamples();
  expect(samples).toHaveLength(1);
  const statuses: number[] = [];
  const request = (app: express.Express) => supertest.agent(app).on('response', ({ status }: supertest.Response) => statuses.push(status));
  const openSimulator: typeof createProviderSimulator = async (options) => {
    const simulator = await createProviderSimulator(options);
    onTestFinished(() => simulator.close());
    return simulator;
  };
  const createCallVerification: typeof callVerification.createCallVerification = (options) => {
    const calls = callVerification.createCallVerification(options);
    onTestFinished(() => calls.close());
    return calls;
  };
  await run(samples[0] ?? '', { ...callVerification, createCallVerification, createProviderSimulator: openSimulator, express, request });
  expect(statuses).toEqual([202, 200, 200]);
});
