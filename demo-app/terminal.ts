/** Prints the story: colours on a terminal only, and only if it wants them. */

export interface Terminal {
  readonly write: (text: string) => void;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly accent: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

export function createTerminal(stream: { isTTY?: boolean; write(text: string): unknown }): Terminal {
  const hasColours = stream.isTTY === true && !process.env['NO_COLOR'];
  const paint = (code: string) => (text: string) => (hasColours ? `\u001b[${code}m${text}\u001b[0m` : text);
  return {
    write: (text) => void stream.write(`${text}\n`),
    bold: paint('1'),
    dim: paint('2'),
    accent: paint('36'),
    good: paint('32'),
    bad: paint('31'),
  };
}
