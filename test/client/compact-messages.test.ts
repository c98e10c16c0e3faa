/** What the build takes out of messages is put in again when they are loaded. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { en } from '../../src/client/element/messages/en.js';
import { ru } from '../../src/client/element/messages/ru.js';
import { sk } from '../../src/client/element/messages/sk.js';

let compact: (source: string, english: string) => string;

beforeAll(async () => {
  const script: { compactMessages: typeof compact } = await import(pathToFileURL('scripts/compact-messages.mjs').href);
  compact = script.compactMessages;
});

const sourceOf = (lang: string): string => readFileSync(`src/client/element/messages/${lang}.ts`, 'utf8');

it.each(Object.entries({ ru, sk }))('the messages in %s are the same without their names', (lang, messages) => {
  const compacted = compact(sourceOf(lang), sourceOf('en'));
  expect(compacted).not.toContain('phone.label');
  const evaluate = new Function('en', `${compacted.replace(/^import .*$/m, '').replace('export const', 'const')} return ${lang};`);
  expect(evaluate(en)).toEqual(messages);
});

it('letters of the Russian messages take one byte each', () => {
  const compacted = compact(sourceOf('ru'), sourceOf('en'));
  expect(compacted).toContain('B`x mnlep reketnm`');
  expect(compacted).toContain('{digits}');
  // Names of services have changed places with the rest.
  expect(compacted.match(/[а-я]{2,}/gi)?.length).toBeLessThan(30);
});

it('messages in another order than the English ones are refused, by the name of the first', () => {
  expect(() => compact("export const de = { b: 'B', a: 'A' };", "export const en = { a: 'a', b: 'b' } as const satisfies object;")).toThrow(
    'the messages of "de" must stand in the order of the English ones: see "b"',
  );
});
