/** An esbuild plugin that takes white space and comments out of the CSS and HTML in templates, where they show nothing. */
import { readFile } from 'node:fs/promises';
import ts from 'typescript';

/** Strings of our styles hold neither comments nor two spaces. */
function compactCss(text) {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/;\}/g, '}');
}

/**
 * Only where a line ends: space within a line is meant. Between tags and values it goes, between attributes one is left.
 * So no attribute of ours may have two values on two lines.
 */
function compactHtml(text) {
  return text.replace(/^\s*\n\s*(?=<|$)|(?<=>)\s*\n\s*(?=<|$)/g, '').replace(/\s*\n\s*/g, ' ');
}

const COMPACT = { css: compactCss, html: compactHtml };

/** Where the text of a template stands in its file, without the signs around it. */
function textsOf({ template }) {
  const pieces = ts.isNoSubstitutionTemplateLiteral(template)
    ? [template]
    : [template.head, ...template.templateSpans.map(({ literal }) => literal)];
  return pieces.map((piece) => ({
    start: piece.getStart() + 1,
    end: piece.end - (ts.isTemplateMiddle(piece) || ts.isTemplateHead(piece) ? 2 : 1),
  }));
}

export function compactSource(source) {
  const edits = [];
  const visit = (node) => {
    const compact = ts.isTaggedTemplateExpression(node) ? COMPACT[node.tag.getText()] : undefined;
    if (compact !== undefined)
      for (const { start, end } of textsOf(node)) edits.push({ start, end, text: compact(source.slice(start, end)) });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true));
  // From the end, so that what stands before keeps its place.
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: compacted }) => text.slice(0, start) + compacted + text.slice(end), source);
}

export const compactTemplates = {
  name: 'compact-templates',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/(?:client\/element|console\/page)\/.*\.ts$/ }, async ({ path }) => ({
      contents: compactSource(await readFile(path, 'utf8')),
      loader: 'ts',
    }));
  },
};
