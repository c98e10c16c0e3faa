/** The pages on setting up the providers say what the code does, in both languages. */
import { readFileSync } from 'node:fs';
import { type CallbackSource, type CallMethod, createMcn, createMobilGroup } from 'express-call-verification';
import { describe, expect, it } from 'vitest';
import { MCN_LAYOUT } from '../../src/providers/mcn/callback-layout.js';
import { MOBIL_GROUP_LAYOUT } from '../../src/providers/mobilgroup/callback-layout.js';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const pageOf = (provider: string, language: 'en' | 'ru'): string => read(`docs/providers/${provider}${language === 'ru' ? '.ru' : ''}.md`);
const LANGUAGES = ['en', 'ru'] as const;

const mcn = createMcn({ token: 'token', accountId: '117793' });
const mobilGroup = createMobilGroup({ apiKey: 'key' });

const blocksOf = (page: string, language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, 'gm'))].map(([, block = '']) => block.trim());
/** Texts in backticks, outside of samples. */
const namesIn = (page: string): readonly string[] =>
  [...page.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, name = '']) => name).toSorted();

/** What a provider reads of a body whose places are filled in their order. */
function readFilled(provider: CallbackSource, template: string, values: readonly string[]): object | undefined {
  let place = 0;
  const filled = template.replaceAll('…', () => values[place++] ?? '');
  expect(place).toBe(values.length);
  const [report] = provider.parseReports({ method: 'POST', headers: {}, query: {}, body: JSON.parse(filled) }).reports;
  return report && { callId: report.callId, ...report.fate };
}

describe.each(LANGUAGES)('the page of MCN (%s)', (language) => {
  const page = pageOf('mcn', language);

  it('gives a text for "Request body" that has the names of the code, and is understood', () => {
    const [template = '', ...more] = blocksOf(page, 'json');
    expect(more).toEqual([]);
    const [{ idNames, causeNames, statusNames }] = [MCN_LAYOUT];
    expect(Object.keys(JSON.parse(template)[0])).toEqual([idNames[0], causeNames[0], statusNames[0]]);
    const values = ['da59bda0a1bb_117793', '16', 'ANSWER'];
    expect(readFilled(mcn, template, values)).toEqual({ callId: values[0], outcome: 'answered', cause: 16 });
    const list = namesIn(page).find((name) => name.startsWith('["')) ?? '';
    expect(JSON.parse(list)).toEqual([idNames[0], causeNames[0], statusNames[0]]);
    expect(readFilled(mcn, JSON.stringify(['…', '…', '…']), values)).toEqual({ callId: values[0], outcome: 'answered', cause: 16 });
  });

  it('names the prices that the methods count with', () => {
    const ownNumbers = Array.from({ length: 100 }, (_, index) => `7495000${String(index).padStart(4, '0')}`);
    expectPrices(page, language, [
      ['mcn.flashCall()', mcn.flashCall({ countryId: 643 }), mcn.flashCall({ countryId: 703 })],
      ['mcn.passwordCall()', mcn.passwordCall()],
      ['mcn.ownNumberCall(', mcn.ownNumberCall({ callerNumbers: ownNumbers })],
    ]);
  });

  it('names reasons that a request can be refused for', async () => {
    const [, , table = ''] = /(## 7\.[^\n]*)([\s\S]*?)## 8\./.exec(page) ?? [];
    const named = [...table.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    expect(named.length).toBeGreaterThan(8);
    const reasonOf = async (status: number, body: object): Promise<string> => {
      const fetch: typeof globalThis.fetch = async () => new Response(JSON.stringify(body), { status });
      const placed = await mcn.flashCall().place({ phone: '+79157777777', code: '1234', purpose: 'sign-in', txn: 'the-txn' }, { fetch });
      return placed.status === 'placed' ? placed.status : placed.reason;
    };
    const seen = [
      ...(await Promise.all([401, 402, 403, 404].map((status) => reasonOf(status, {})))),
      ...[await reasonOf(200, { status: 'error' }), await reasonOf(200, {})],
    ];
    expect(seen.filter((reason) => !named.includes(reason))).toEqual([]);
    const words =
      read('src/providers/wire/send-request.ts') +
      read('src/providers/wire/failed-connections.ts') +
      read('src/engine/callbacks/report.ts');
    const others = named.filter((name) => name !== undefined && !seen.includes(name));
    expect(others.filter((name) => !words.includes(`'${name}'`))).toEqual([]);
  });
});

describe.each(LANGUAGES)('the page of MobilGroup (%s)', (language) => {
  const page = pageOf('mobilgroup', language);

  it('gives a body that has the names of the code, and is understood', () => {
    const [template = '', ...more] = blocksOf(page, 'json');
    expect(more).toEqual([]);
    const { idNames, causeNames, statusNames } = MOBIL_GROUP_LAYOUT;
    expect(Object.keys(JSON.parse(template))).toEqual([idNames[0], causeNames[0], statusNames[0]]);
    for (const name of [...idNames, ...causeNames, ...statusNames]) expect(namesIn(page)).toContain(name);
    expect(readFilled(mobilGroup, template, ['1234', '17', 'BUSY'])).toEqual({ callId: '1234', outcome: 'busy', cause: 17 });
  });

  it('names the prices that the methods count with', () => {
    expectPrices(page, language, [
      ['mobilGroup.voiceCall(', mobilGroup.voiceCall()],
      ['mobilGroup.flashCall()', mobilGroup.flashCall()],
    ]);
  });

  it('has a row for each error of MobilGroup, with what is to blame', async () => {
    const known = [...read('src/providers/mobilgroup/ask.ts').matchAll(/^ {2}(\w+): '(?:number|account|provider)',$/gm)].map(
      ([, code = '']) => code,
    );
    expect(known.length).toBeGreaterThan(8);
    const blames = language === 'en' ? ['number', 'account', 'provider'] : ['номер', 'счёт', 'провайдер'];
    for (const code of known) {
      const fetch: typeof globalThis.fetch = async () => new Response(JSON.stringify({ result: 'error', error_code: code }));
      const placed = await mobilGroup
        .voiceCall()
        .place({ phone: '+79157777777', code: '1234', purpose: 'sign-in', txn: 'the-txn' }, { fetch });
      const blame = placed.status === 'refused' ? blames[['number', 'account', 'provider'].indexOf(placed.blame)] : undefined;
      expect(
        page.split('\n').some((line) => line.includes(`\`${code}\``) && line.includes(`| ${blame} |`)),
        code,
      ).toBe(true);
    }
  });
});

describe.each(['mcn', 'mobilgroup'])('both pages of %s', (provider) => {
  const [english, russian] = LANGUAGES.map((language) => pageOf(provider, language)) as [string, string];

  it('name the same options, reasons and variables, in chapters of the same numbers', () => {
    const chapters = (page: string): readonly string[] => [...page.matchAll(/^## (\d*)/gm)].map(([, number = '']) => number);
    expect(chapters(russian)).toEqual(chapters(english));
    const mayDiffer = (name: string): boolean => /["']/.test(name);
    expect(namesIn(russian).filter((name) => !mayDiffer(name))).toEqual(namesIn(english).filter((name) => !mayDiffer(name)));
  });

  it('show the same program', () => {
    const withoutWords = (page: string): string =>
      (blocksOf(page, 'ts')[0] ?? '').replaceAll(/ \/\/ .*$/gm, '').replaceAll(/`(?:The webhook|Адрес веб-хука): /g, '`');
    expect(withoutWords(russian)).toBe(withoutWords(english));
    expect(blocksOf(russian, 'sh')).toEqual(blocksOf(english, 'sh'));
  });

  it('cite documents by the titles that the code cites, too', () => {
    const sources = ['mcn/create-mcn.ts', 'mcn/flash-call.ts', 'mcn/callback-layout.ts', 'mcn/confirmation-call.ts', 'mobilgroup/ask.ts']
      .map((name) => read(`src/providers/${name}`).replaceAll(/\s+(?:\* )?/g, ' '))
      .join('\n');
    for (const page of [english, russian]) {
      const titles = [...(page.split(/^## (?:Documents|Документы)$/m)[1] ?? '').matchAll(/^- ["«]([^"»]+)["»]/gm)].map(
        ([, title = '']) => title,
      );
      expect(titles).not.toEqual([]);
      expect(titles.filter((title) => !sources.includes(title))).toEqual([]);
    }
  });
});

function expectPrices(
  page: string,
  language: 'en' | 'ru',
  rows: readonly (readonly [beginning: string, ...methods: CallMethod[]])[],
): void {
  for (const [beginning, ...methods] of rows) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${beginning}`)) ?? '';
    for (const { price } of methods) {
      const amount = String(price?.amount);
      expect(row).toContain(`${language === 'ru' ? amount.replace('.', ',') : amount} ${price?.currency}`);
    }
  }
}
