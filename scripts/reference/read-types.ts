/** Reads the members of an exported type with their TSDoc, by the compiler: what the reference says of options and answers. */
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Member {
  readonly name: string;
  readonly isRequired: boolean;
  readonly type: string;
  /** The TSDoc in one line; an empty string if there is none. */
  readonly words: string;
  /** The text of `@default`. */
  readonly defaultText: string | undefined;
}

/** One kind of a union of objects: those with this value of the member that tells the kinds apart. */
export interface Kind {
  readonly tag: string;
  /** The TSDoc that stands before the kind in the union. */
  readonly words: string;
  readonly members: readonly Member[];
}

export interface TypeReader {
  /** @throws {Error} if no file of the package exports a type of this name */
  membersOf(typeName: string): readonly Member[];
  /** The kinds of a union, in its order; a kind that is written several times is one, with the members of all. */
  kindsOf(typeName: string, tag: string): readonly Kind[];
}

/** A longer type is named by what it is: a table has no room for it. */
const LONGEST_TYPE = 64;

export function createTypeReader(): TypeReader {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const entries = ['index', 'client/index', 'stores/redis', 'stores/postgres', 'stores/sqlite'].map((name) => `${root}src/${name}.ts`);
  const program = ts.createProgram(entries, options);
  const checker = program.getTypeChecker();
  const sources = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(`${root}src/`));

  /** By the entries first, since inner files may use the same name for something else. */
  const symbolOf = (typeName: string): ts.Symbol => {
    for (const source of [...entries.flatMap((entry) => program.getSourceFile(entry) ?? []), ...sources]) {
      const module = checker.getSymbolAtLocation(source);
      const found = module && checker.getExportsOfModule(module).find((each) => each.name === typeName);
      if (found !== undefined) return found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
    }
    throw new Error(`No file of src/ exports the type ${typeName}`);
  };

  const typeText = (type: ts.Type): string => {
    const text = checker
      .typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope)
      .replace(/ \| undefined$/, '')
      .replaceAll('"', "'")
      .replaceAll(/\breadonly /g, '')
      .replace(/^\((\([^()]*\) => [^()]*)\)$/, '$1');
    if (text.length <= LONGEST_TYPE && !text.includes('import(')) return text;
    if (type.isUnion()) return [...new Set(type.types.map(typeText))].filter((each) => each !== 'undefined').join(' | ');
    if (type.getCallSignatures().length > 0) return 'function';
    return checker.isArrayType(type) ? 'list' : 'object';
  };

  const memberOf = (symbol: ts.Symbol): Member => ({
    name: symbol.name,
    isRequired: (symbol.flags & ts.SymbolFlags.Optional) === 0,
    type: typeText(checker.getTypeOfSymbol(symbol)),
    words: inOneLine(ts.displayPartsToString(symbol.getDocumentationComment(checker))),
    defaultText: symbol
      .getJsDocTags(checker)
      .filter(({ name }) => name === 'default')
      .map(({ text }) => inOneLine(ts.displayPartsToString(text)))[0],
  });

  const variantsOf = (symbol: ts.Symbol): readonly ts.Type[] => {
    const type = checker.getDeclaredTypeOfSymbol(symbol);
    return type.isUnion() ? type.types : [type];
  };
  const tagsOf = (type: ts.Type, tag: string): readonly string[] => {
    const symbol = checker.getPropertyOfType(type, tag);
    const value = symbol && checker.getTypeOfSymbol(symbol);
    return (value?.isUnion() ? value.types : [value]).flatMap((each) => (each?.isStringLiteral() ? [each.value] : []));
  };

  return {
    membersOf(typeName) {
      const type = checker.getDeclaredTypeOfSymbol(symbolOf(typeName));
      return checker.getPropertiesOfType(type).map(memberOf);
    },
    kindsOf(typeName, tag) {
      const symbol = symbolOf(typeName);
      // A union may be written in a type of its own beside the one that is exported.
      const written = symbol.declarations?.flatMap((declaration) => wordsInUnions(declaration.getSourceFile())) ?? [];
      const kinds = new Map<string, Map<string, Member>>();
      for (const variant of variantsOf(symbol)) {
        for (const value of tagsOf(variant, tag)) {
          const members = kinds.get(value) ?? new Map<string, Member>();
          for (const property of checker.getPropertiesOfType(variant)) {
            members.set(property.name, joinMembers(members.get(property.name), memberOf(property)));
          }
          kinds.set(value, members);
        }
      }
      return [...kinds].map(([value, members]) => ({
        tag: value,
        words: written.find(({ text, words }) => words !== '' && text.includes(`${tag}: '${value}'`))?.words ?? '',
        members: [...members.values()].filter(({ name }) => name !== tag),
      }));
    },
  };
}

/** One member of two variants: with the types of both, and the first words that there are. */
function joinMembers(known: Member | undefined, other: Member): Member {
  if (known === undefined) return other;
  const type = known.type.includes(other.type) ? known.type : `${known.type} | ${other.type}`;
  return { ...known, type, words: known.words === '' ? other.words : known.words };
}

function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** The comments in front of a union's branches, which belong to no symbol: each with the text of its branch. */
function wordsInUnions(node: ts.Node): readonly { readonly text: string; readonly words: string }[] {
  const own = ts.isUnionTypeNode(node)
    ? node.types.map((branch, index) => {
        const source = branch.getSourceFile();
        const from = node.types[index - 1]?.end ?? node.parent.getStart(source);
        const before = source.text.slice(from, branch.getStart(source));
        const comment = [...before.matchAll(/\/\*\*([\s\S]*?)\*\//g)].at(-1)?.[1] ?? '';
        return { text: branch.getText(source), words: inOneLine(comment.replaceAll(/^\s*\*/gm, '')) };
      })
    : [];
  const inner: { readonly text: string; readonly words: string }[] = [];
  ts.forEachChild(node, (child) => void inner.push(...wordsInUnions(child)));
  return [...own, ...inner];
}
