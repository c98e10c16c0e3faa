/** The reference says what the code does: its tables are those that the code writes, and they leave nothing out. */
import { readFileSync } from 'node:fs';
import { createMcn, createMobilGroup } from 'express-call-verification';
import { beforeAll, describe, expect, it } from 'vitest';
import { entryPoints, root } from '../../scripts/reference/entry-points.js';
import { methodIds } from '../../scripts/reference/method-tables.js';
import { defaultOf, isCode, wordsOf } from '../../scripts/reference/option-tables.js';
import { listedTypes, pageNames, readPage, writePage } from '../../scripts/reference/pages.js';
import { createTypeReader, type TypeReader } from '../../scripts/reference/read-types.js';
import { THE_PERSON, WORDS } from '../../scripts/reference/words.js';
import { callVerificationSchema } from '../../src/composition/call-verification-options.js';

let reader: TypeReader;
beforeAll(() => {
  reader = createTypeReader();
}, 120_000);

const listed = [...listedTypes('options'), ...listedTypes('members')];
const membersOf = (typeName: string) => reader.membersOf(typeName).filter(({ name }) => name !== 'ok');

describe('the pages of the reference', () => {
  it.each(pageNames)('are what `npm run reference` writes: %s', (name) => {
    const page = readPage(name);
    expect(page).toBe(writePage(reader, page));
  });

  it('are all listed by its first page', () => {
    const index = readPage('README.md');
    expect(pageNames.filter((name) => name !== 'README.md' && !index.includes(`(${name})`))).toEqual([]);
  });
});

describe('the page of exports', () => {
  const { name, exports }: { name: string; exports: Record<string, string | object> } = JSON.parse(
    readFileSync(`${root}package.json`, 'utf8'),
  );
  const page = readPage('exports.md');
  const chapterOf = (specifier: string): string => page.split(`## \`${specifier}\`\n`)[1]?.split('\n## ')[0] ?? '';

  it.each(Object.keys(exports).filter((subpath) => typeof exports[subpath] === 'object'))(
    'has a chapter for %s, which says what it is for',
    (subpath) => {
      expect(chapterOf(name + subpath.slice(1)).trim()).toMatch(/^[A-Z][^|]*\.\n/);
    },
  );

  it('has a row for every export that a program finds, and each says what it means', async () => {
    for (const { specifier, source } of entryPoints) {
      const rows = [...chapterOf(specifier).matchAll(/^\| `(\w+)[^|]*` \| \w+ \| (.*?) \|/gm)];
      expect(rows.filter(([, , words = '']) => words.trim() === '')).toEqual([]);
      const named = rows.map(([, exported = '']) => exported);
      // What is there when the program runs must stand there; the compiler tells the types. What looks for a browser when it is imported is
      // imported only once for all tests of a process, and not by this one.
      if (/\/client\/(?:element|react)\//.test(source)) continue;
      const found = Object.keys((await import(`${root}${source}`)) as object);
      expect(found.filter((exported) => !named.includes(exported))).toEqual([]);
    }
  });
});

describe('the tables of options', () => {
  it('are there for the options of every factory', () => {
    const exported = entryPoints.flatMap(({ source }) =>
      reader.exportsOf(source).flatMap(({ name }) => (name.endsWith('Options') ? [name] : [])),
    );
    // The options of each method, and budgets by currency, stand in tables by other names.
    // What several tables have in common, or may be any of them, has none of its own.
    const elsewhere = /^(?:Mcn|MobilGroup)(?:\w+Call|Sms)Options$|^BudgetOptions$|^RedisAccessOptions$|^OpenRedisOptions$/;
    expect(exported.filter((name) => !listed.includes(name) && !elsewhere.test(name))).toEqual([]);
  });

  it('name what the schema knows, and nothing else', () => {
    const named = membersOf('CallVerificationOptions').map(({ name }) => name);
    expect(named.toSorted()).toEqual(Object.keys(callVerificationSchema.shape).toSorted());
  });

  it('give the defaults of the schemas, which the declarations give as well', () => {
    const defaults = listedTypes('options').flatMap((typeName) =>
      membersOf(typeName).map((member) => ({ option: `${typeName}.${member.name}`, ...defaultOf(typeName, member) })),
    );
    const twice = defaults.filter(({ schema, declaration }) => schema !== undefined && declaration !== undefined && isCode(declaration));
    expect(twice.length).toBeGreaterThan(20);
    expect(twice.filter(({ schema, declaration }) => schema !== declaration)).toEqual([]);
  });

  it('say what every member means', () => {
    const silent = listed.flatMap((typeName) => membersOf(typeName).filter((member) => wordsOf(typeName, member) === ''));
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it('use words of their own only where a declaration has none', () => {
    const needless = Object.keys(WORDS).filter((key) => {
      const [typeName = '', name] = key.split('.');
      const member = reader.membersOf(typeName).find((each) => each.name === name);
      return member === undefined || member.words !== '';
    });
    expect(needless).toEqual([]);
  });
});

describe('the tables of events and methods', () => {
  it('list every word of a report', () => {
    const written = readPage('callbacks.md').matchAll(/^\| 16, or none \| (.*?) \| `(\w+)` \|/gm);
    expect(Object.fromEntries(Array.from(written, ([, words = '', outcome = '']) => [outcome, words]))).toEqual({
      answered: '`ANSWER`, `ANSWERED`',
      no_answer: '`CANCEL`, `NO ANSWER`, `NOANSWER`',
      busy: '`BUSY`',
      unavailable: '`FAILED`, `CONGESTION`, `CHANUNAVAIL`',
      unknown: 'any other word',
    });
  });

  it('say what every event means', () => {
    const events = reader.kindsOf('CallVerificationEvent', 'type');
    expect(events.length).toBeGreaterThan(15);
    expect(events.filter(({ words }) => words === '').map(({ tag }) => tag)).toEqual([]);
  });

  it('say what the person does with every method, and list every method of the providers', () => {
    const factories = ['Mcn', 'MobilGroup'].flatMap((typeName) =>
      reader
        .membersOf(typeName)
        .filter(({ name }) => /^(?:sms|\w+Call)$/.test(name))
        .map(({ name }) => `${typeName.toLowerCase()}.${name}`),
    );
    expect(methodIds.toSorted()).toEqual(factories.toSorted());
    expect(Object.keys(THE_PERSON).toSorted()).toEqual(factories.toSorted());
  });
});

describe('the defaults of providers', () => {
  /** Where a method sends its request, and what it sends. */
  async function sentBy(typeName: 'McnOptions' | 'MobilGroupOptions', method: ReturnType<ReturnType<typeof createMcn>['flashCall']>) {
    const sent: string[] = [];
    const fetch: typeof globalThis.fetch = async (url) => {
      sent.push(String(url));
      return new Response('{}', { status: 403 });
    };
    await method.place({ phone: '+79157777777', code: '1234', purpose: 'sign-in', txn: 'the-txn' }, { fetch });
    return {
      url: sent[0] ?? '',
      defaults: new Map(membersOf(typeName).map(({ name, defaultText }) => [name, defaultText?.replaceAll("'", '')])),
    };
  }

  it('are those that the declarations give', async () => {
    const mcn = createMcn({ token: 'token', accountId: '1' });
    const mobilGroup = createMobilGroup({ apiKey: 'key' });
    const flash = await sentBy('McnOptions', mcn.flashCall());
    expect(flash.url).toContain(`${flash.defaults.get('apiUrl')}/`);
    expect(mcn.name).toBe(flash.defaults.get('name'));
    const spoken = await sentBy('McnOptions', mcn.passwordCall());
    expect(spoken.url).toContain(`${spoken.defaults.get('paidMethodsUrl')}/`);
    const voice = await sentBy('MobilGroupOptions', mobilGroup.voiceCall());
    expect(voice.url).toContain(voice.defaults.get('apiUrl'));
    expect(mobilGroup.name).toBe(voice.defaults.get('name'));
  });
});
