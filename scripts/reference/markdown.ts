/** Writes tables in Markdown, and puts them where a page has room for them. */

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A bar would end its cell, in code as well. */
const cell = (text: string): string => text.replaceAll('|', '\\|');

export function writeTable({ header, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line)].join('\n');
}

export const code = (text: string): string => `\`${text}\``;

const MARKED = /(<!-- table: ([\w. ]+) -->\n)[\s\S]*?(<!-- end of table -->)/g;

/** The names of the tables that a page wants. */
export function tablesIn(page: string): readonly string[] {
  return [...page.matchAll(MARKED)].map(([, , name = '']) => name);
}

/** The page with every marked part written anew; all else stays as it is. @param partOf a table, or chapters in Markdown */
export function fillPage(page: string, partOf: (name: string) => Table | string): string {
  const write = (part: Table | string): string => (typeof part === 'string' ? part : writeTable(part));
  return page.replaceAll(MARKED, (_, begin: string, name: string, end: string) => `${begin}\n${write(partOf(name))}\n\n${end}`);
}
