/** What the bench prints, in Markdown; all of it is remembered for bench/results.md. */

let said = '';

export function say(text: string): void {
  said += text;
  process.stdout.write(text);
}

/** What was said since the last time. */
export function takeSaid(): string {
  const taken = said;
  said = '';
  return taken;
}

type Cell = string | number;

export function printRow(...cells: readonly Cell[]): void {
  say(`| ${cells.map((cell) => (typeof cell === 'number' ? Math.round(cell) : cell)).join(' | ')} |\n`);
}

/** The first row of a table. */
export function printHead(...cells: readonly Cell[]): void {
  say('\n');
  printRow(...cells);
  say(`|${'---|'.repeat(cells.length)}\n`);
}
