/** Reads server-sent events (WHATWG HTML, 9.2.6) from text that comes in pieces. */

/** Takes the next piece of text. */
export type EventReader = (text: string) => void;

/** @param onEvent called with every event that has data; comments only keep the connection open */
export function createEventReader(onEvent: (name: string, data: string) => void): EventReader {
  let rest = '';
  let name = '';
  let data: string[] = [];
  const takeLine = (line: string): void => {
    if (line === '') {
      if (data.length > 0) onEvent(name || 'message', data.join('\n'));
      name = '';
      data = [];
      return;
    }
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'event') name = value;
    if (field === 'data') data.push(value);
  };
  return (text) => {
    // A line ends with CR, LF or both, so a CR at the end of a piece may be half of an end.
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) takeLine(line);
  };
}
