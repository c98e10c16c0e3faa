/**
 * An esbuild plugin that makes messages smaller. It takes their names out of all languages but English, because they are the same, in the
 * same order. Where the letters are Russian, they change places with those of ASCII, which take one byte.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';

/** The object literal that a file of messages exports: its name, and the names and texts of its members. */
function messagesOf(source) {
  let found;
  const visit = (node) => {
    const literal = ts.isVariableDeclaration(node) ? ts.skipOuterExpressions(node.initializer) : undefined;
    if (literal !== undefined && ts.isObjectLiteralExpression(literal)) found = { name: node.name.text, members: literal.properties };
    else ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true));
  if (found === undefined) throw new Error('a file of messages without messages');
  return {
    name: found.name,
    keys: found.members.map(({ name }) => name.text),
    texts: found.members.map(({ initializer }) => textsOf(initializer)),
  };
}

/** A text, or the texts of its plural forms. */
function textsOf(node) {
  return ts.isStringLiteralLike(node)
    ? node.text
    : Object.fromEntries(node.properties.map(({ name, initializer }) => [name.text, textsOf(initializer)]));
}

/**
 * Russian letters for those of ASCII and the other way round, but for placeholders and names of plural forms: done twice, it changes
 * nothing. Its own source goes into the bundle.
 */
const swapLetters = (text) =>
  text.replace(/\{\w+\}|"\w+":|[@-~А-ю]/g, (found) =>
    found.length > 1 ? found : String.fromCharCode(found.charCodeAt(0) + (found > '~' ? -0x3d0 : 0x3d0)),
  );

/** @param english the source of the English messages */
export function compactMessages(source, english) {
  const { name, keys, texts } = messagesOf(source);
  const wrong = messagesOf(english).keys.findIndex((key, index) => key !== keys[index]);
  if (wrong >= 0) throw new Error(`the messages of "${name}" must stand in the order of the English ones: see "${keys[wrong]}"`);
  const json = JSON.stringify(texts);
  // A browser changes them back with the same function.
  const written = /[а-ю]{5}/.test(json) ? `JSON.parse((${swapLetters})(${JSON.stringify(swapLetters(json))}))` : json;
  return `import { en } from './en.js';
const texts = ${written};
export const ${name} = Object.fromEntries(Object.keys(en).map((key, index) => [key, texts[index]]));
`;
}

export const compactMessagesPlugin = {
  name: 'compact-messages',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/client\/element\/messages\/[a-z]{2}\.ts$/ }, async ({ path }) => {
      // English has the names.
      if (path.endsWith('en.ts')) return undefined;
      const english = await readFile(join(path, '..', 'en.ts'), 'utf8');
      return { contents: compactMessages(await readFile(path, 'utf8'), english), loader: 'ts' };
    });
  },
};
