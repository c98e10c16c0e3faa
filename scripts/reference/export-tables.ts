/** The page of all exports: a chapter for each entry point, a row for each name that it exports. */
import { type EntryPoint, entryPoints } from './entry-points.js';
import { code, type Table, writeTable } from './markdown.js';
import type { Exported, TypeReader } from './read-types.js';

/** Where a type has a table of its own, by its name. */
export type TablesOfTypes = ReadonlyMap<string, string>;

function membersCell({ name, members }: Exported, tables: TablesOfTypes): string {
  const page = tables.get(name);
  if (page !== undefined) return `[${page}](${page})`;
  return members.length === 0 ? '–' : members.map(code).join(', ');
}

function exportTable(reader: TypeReader, entry: EntryPoint, tables: TablesOfTypes): Table {
  const rows = reader.exportsOf(entry.source).map((exported) => {
    const { name, kind, parameters, words } = exported;
    return [code(parameters === undefined ? name : `${name}(${parameters.join(', ')})`), kind, words, membersCell(exported, tables)];
  });
  return { header: ['export', 'is', 'means', 'members or values, or where they are listed'], rows };
}

/** One chapter for each entry point of the manifest. */
export function exportChapters(reader: TypeReader, tables: TablesOfTypes): string {
  const chapters = entryPoints.map((entry) => {
    const table = exportTable(reader, entry, tables);
    const exports = table.rows.length === 0 ? 'It exports nothing: it is imported for what it does.' : writeTable(table);
    return `## \`${entry.specifier}\`\n\n${entry.words}\n\n${exports}`;
  });
  return chapters.join('\n\n');
}
