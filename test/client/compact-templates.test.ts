/** What the build takes out of templates is seen by nobody. */
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

/** `#{value}` stands for a value of a template. */
let compact: (source: string) => string;

beforeAll(async () => {
  const script: { compactSource(source: string): string } = await import(pathToFileURL('scripts/compact-templates.mjs').href);
  compact = (source) => script.compactSource(source.replaceAll('#{', '${')).replaceAll('${', '#{');
});

describe('a compacted template', () => {
  it('has no space between tags and values that stand on lines of their own', () => {
    const source = 'html`\n  <ul class="a">\n    #{list}\n    <li>x</li>\n  </ul>\n`';
    expect(compact(source)).toBe('html`<ul class="a">#{list}<li>x</li></ul>`');
  });

  it('keeps the space within a line, which is meant', () => {
    const source = 'html`<p>#{text} #{more} <b>two  words</b> after</p>`';
    expect(compact(source)).toBe(source);
  });

  it('keeps words apart that stand on two lines', () => {
    expect(compact('html`<p>one\n  two #{three}\n  four</p>`')).toBe('html`<p>one two #{three} four</p>`');
  });

  it('keeps attributes apart', () => {
    const source = 'html`<input\n  id="a"\n  .value=#{text}\n  ?disabled=#{is}\n  @input=#{take}\n/>`';
    expect(compact(source)).toBe('html`<input id="a" .value=#{text} ?disabled=#{is} @input=#{take} />`');
  });

  it('is compact inside, too, and leaves code as it is', () => {
    const source = 'html`<p>\n  #{a\n  ? html`\n <b>1</b>\n ` : `\n 2\n `}\n</p>`; const text = "a  b";';
    expect(compact(source)).toBe('html`<p>#{a\n  ? html`<b>1</b>` : `\n 2\n `}</p>`; const text = "a  b";');
  });

  it('keeps what CSS needs', () => {
    const source =
      'css`\n  /* why */\n  .a > :hover,\n  .b :focus {\n    color: #{c};\n    margin: 0 -1px;\n    width: calc(1px + (2% - 3px));\n  }\n  @media (x: y) and (z) {\n  }\n`';
    expect(compact(source)).toBe(
      'css` .a > :hover,.b :focus{color:#{c};margin:0 -1px;width:calc(1px + (2% - 3px))}@media (x:y) and (z){}`',
    );
  });
});
