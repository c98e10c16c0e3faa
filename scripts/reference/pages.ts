/** The tables of the reference by name, and the pages that hold them. */
import { readdirSync, readFileSync } from 'node:fs';
import { detailTable, eventMemberTable, eventTable, problemTable } from './contract-tables.js';
import { root } from './entry-points.js';
import { exportChapters, type TablesOfTypes } from './export-tables.js';
import { fillPage, type Table, tablesIn } from './markdown.js';
import { methodTable, outcomeTable, reportTable } from './method-tables.js';
import { memberTable, optionTable, providerMethodTable, methodTable as serviceTable } from './option-tables.js';
import type { TypeReader } from './read-types.js';

const OTHER_TABLES: Readonly<Record<string, (reader: TypeReader) => Table | string>> = {
  problems: problemTable,
  details: detailTable,
  events: eventTable,
  'members of events': eventMemberTable,
  methods: methodTable,
  'options of methods': providerMethodTable,
  reports: reportTable,
  outcomes: outcomeTable,
  exports: (reader) => exportChapters(reader, tablesOfTypes()),
};

/** Interfaces whose members are called: names and words. */
const SERVICES = ['CallVerification', 'CallVerificationClient', 'ProviderSimulator', 'VirtualTelephone', 'SimulatorCallbacks'];

const folder = `${root}docs/reference/`;
export const pageNames: readonly string[] = readdirSync(folder).filter((name) => name.endsWith('.md'));

export const readPage = (name: string): string => readFileSync(`${folder}${name}`, 'utf8');
export const pathOf = (name: string): string => `${folder}${name}`;

/** `options X` and `members X` are tables of the type X, and so is the name of a service. */
function tableOf(reader: TypeReader, name: string): Table | string {
  const other = OTHER_TABLES[name];
  if (other !== undefined) return other(reader);
  if (SERVICES.includes(name)) return serviceTable(reader, name);
  const [kind, typeName = ''] = name.split(' ');
  if (kind === 'options') return optionTable(reader, typeName);
  if (kind === 'members') return memberTable(reader, typeName);
  throw new Error(`No table is called "${name}"`);
}

/** The page as the code would have it. */
export function writePage(reader: TypeReader, page: string): string {
  return fillPage(page, (name) => tableOf(reader, name));
}

/** The page that has a type's table, by the type's name. */
function tablesOfTypes(): TablesOfTypes {
  const typeOf = (table: string): readonly string[] =>
    SERVICES.includes(table) ? [table] : /^(?:options|members) \w+$/.test(table) ? [table.split(' ')[1] ?? ''] : [];
  return new Map(
    pageNames.flatMap((page) =>
      tablesIn(readPage(page))
        .flatMap(typeOf)
        .map((type) => [type, page] as const),
    ),
  );
}

/** The types whose members the pages list. */
export function listedTypes(kind: 'options' | 'members'): readonly string[] {
  const names = pageNames.flatMap((name) => tablesIn(readPage(name)));
  return names.filter((name) => name.startsWith(`${kind} `) && OTHER_TABLES[name] === undefined).map((name) => name.split(' ')[1] ?? '');
}
