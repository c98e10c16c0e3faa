/** The tables of options and of members: from the declarations, with the defaults of the schemas. */
import { schemaDefault } from './defaults.js';
import { code, type Table } from './markdown.js';
import type { Member, TypeReader } from './read-types.js';
import { WORDS } from './words.js';

/** Options of a method that every method has, in a table of their own. */
const OF_EVERY_METHOD = new Set(['countries', 'price']);
const METHOD_OPTIONS = [
  ['mcn.flashCall', 'McnFlashCallOptions'],
  ['mcn.ownNumberCall', 'McnOwnNumberCallOptions'],
  ['mcn.passwordCall', 'McnPasswordCallOptions'],
  ['mcn.confirmationCall', 'McnConfirmationCallOptions'],
  ['mobilGroup.flashCall', 'MobilGroupFlashCallOptions'],
  ['mobilGroup.voiceCall', 'MobilGroupVoiceCallOptions'],
  ['mobilGroup.sms', 'MobilGroupSmsOptions'],
] as const;

/** The declaration's own words, else ours. */
export function wordsOf(typeName: string, { name, words }: Member): string {
  return words === '' ? (WORDS[`${typeName}.${name}`] ?? '') : words;
}

/** `schema` and `declaration` are two witnesses of one default. */
export function defaultOf(
  typeName: string,
  member: Member,
): { readonly schema: string | undefined; readonly declaration: string | undefined } {
  const text = member.defaultText === 'Infinity' ? 'false' : member.defaultText;
  return { schema: schemaDefault(typeName, member.name), declaration: text };
}

/** Whether a default is written as code, and is not a sentence about it. */
export function isCode(text: string): boolean {
  return /^(?:-?\d[\d.]*|true|false|'[^']*'|\[.*\]|\{.*\}|[\w.]+\.[\w.]+|\w+\(\))$/.test(text);
}

const writeDefault = (text: string): string => (isCode(text) ? code(text) : text);

function defaultCell(typeName: string, member: Member): string {
  const { schema, declaration } = defaultOf(typeName, member);
  const text = schema ?? declaration;
  if (text !== undefined) return writeDefault(text);
  return member.isRequired ? 'required' : '–';
}

export function optionTable(reader: TypeReader, typeName: string): Table {
  const rows = reader
    .membersOf(typeName)
    .map((member) => [code(member.name), code(member.type), defaultCell(typeName, member), wordsOf(typeName, member)]);
  return { header: ['option', 'type', 'default', 'meaning'], rows };
}

/** Members of what is given to a host's function or an answer: no defaults. */
export function memberTable(reader: TypeReader, typeName: string): Table {
  const members = reader.membersOf(typeName).filter(({ name }) => name !== 'ok');
  const rows = members.map((member) => [
    code(member.name),
    member.isRequired ? code(member.type) : `${code(member.type)}, or absent`,
    wordsOf(typeName, member),
  ]);
  return { header: ['member', 'type', 'meaning'], rows };
}

/** What a host may call: names and words, since the types are the compiler's to tell. */
export function methodTable(reader: TypeReader, typeName: string): Table {
  const rows = reader.membersOf(typeName).map((member) => {
    const call = member.parameters === undefined ? '' : `(${member.parameters.join(', ')})`;
    return [code(`${member.name}${call}`), wordsOf(typeName, member)];
  });
  return { header: ['member', 'does'], rows };
}

export function providerMethodTable(reader: TypeReader): Table {
  const rows = METHOD_OPTIONS.flatMap(([method, typeName]) =>
    reader
      .membersOf(typeName)
      .filter(({ name }) => !OF_EVERY_METHOD.has(name))
      .map((member) => [code(method), code(member.name), code(member.type), defaultCell(typeName, member), wordsOf(typeName, member)]),
  );
  return { header: ['method', 'option', 'type', 'default', 'meaning'], rows };
}
