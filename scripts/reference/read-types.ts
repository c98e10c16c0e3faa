/** Reads the members of an exported type with their TSDoc, by the compiler: what the reference says of options and answers. */
import ts from 'typescript';
import { entryPoints, root } from './entry-points.js';

export interface Member {
  readonly name: string;
  readonly isRequired: boolean;
  readonly type: string;
  /** The names of the parameters of what can be called. */
  readonly parameters: readonly string[] | undefined;
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

/** A name that an entry point exports. */
export interface Exported {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'value' | 'interface' | 'type';
  /** The names of the parameters of a function. */
  readonly parameters: readonly string[] | undefined;
  readonly words: string;
  /** The names of an interface's members, or the values of a type that has only these. */
  readonly members: readonly string[];
}

export interface TypeReader {
  /** What a source exports, in the order of the alphabet. @param source the path of an entry point in the repository */
  exportsOf(source: string): readonly Exported[];
  /** @throws {Error} if no file of the package exports a type of this name */
  membersOf(typeName: string): readonly Member[];
  /** The kinds of a union, in its order; a kind that is written several times is one, with the members of all. */
  kindsOf(typeName: string, tag: string): readonly Kind[];
}

/** A longer type is named by what it is: a table has no room for it. */
const LONGEST_TYPE = 80;
const MOST_VALUES = 20;

export function createTypeReader(): TypeReader {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const entries = entryPoints.map(({ source }) => `${root}${source}`);
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

  const plainText = (type: ts.Type): string =>
    checker
      .typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope)
      .replace(/ \| undefined$/, '')
      .replaceAll('"', "'")
      .replaceAll(/\breadonly /g, '')
      .replace(/^\((\([^()]*\) => [^()]*)\)$/, '$1');

  /** @param written the source of the declaration: in its order alternatives are told, since the compiler's own is chance */
  const typeText = (type: ts.Type, written: string): string => {
    const names = literalsOf(type);
    const text = names === undefined ? plainText(type) : names.join(' | ');
    const alternatives = /[({<]/.test(text) ? [text] : text.split(' | ');
    if (text.length <= LONGEST_TYPE) return inOrderOf(written, alternatives).join(' | ');
    if (type.aliasSymbol !== undefined && plainText(type).length <= LONGEST_TYPE) return plainText(type);
    if (/^[A-Z]\w+$/.test(written)) return written;
    if (type.isUnion())
      return [...new Set(type.types.map((each) => typeText(each, '')))].filter((each) => each !== 'undefined').join(' | ');
    if (type.getCallSignatures().length > 0) return 'function';
    const element = checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference)[0] : undefined;
    if (element !== undefined) return `${typeText(element, '')}[]`;
    const members = checker.getPropertiesOfType(type).map(({ name, flags }) => `${name}${flags & ts.SymbolFlags.Optional ? '?' : ''}`);
    return members.length === 0 ? text : `{ ${members.join(', ')} }`;
  };

  /** Where a type stands, and what its name stands for. */
  const writtenOf = (symbol: ts.Symbol, type: ts.Type): string => {
    const declared = symbol.valueDeclaration ?? symbol.declarations?.[0];
    const node = declared !== undefined && ts.isPropertySignature(declared) ? declared.type : undefined;
    const behindName = type.aliasSymbol?.declarations?.map((each) => each.getText()).join(' ') ?? '';
    return behindName === '' ? (node?.getText().replace(/ \| undefined$/, '') ?? '') : behindName;
  };

  const memberOf = (symbol: ts.Symbol): Member => ({
    name: symbol.name,
    isRequired: (symbol.flags & ts.SymbolFlags.Optional) === 0,
    type: typeText(checker.getTypeOfSymbol(symbol), writtenOf(symbol, checker.getTypeOfSymbol(symbol))),
    parameters: checker
      .getTypeOfSymbol(symbol)
      .getCallSignatures()[0]
      ?.getParameters()
      .map(({ name }) => name),
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

  /** In their written order; a long list, such as that of all messages, is left to the compiler. */
  const valuesOf = ({ flags, declarations = [] }: ts.Symbol, type: ts.Type): readonly string[] => {
    const values = flags & ts.SymbolFlags.TypeAlias ? (literalsOf(type) ?? []) : [];
    return values.length > MOST_VALUES ? [] : inOrderOf(declarations.map((each) => each.getText()).join(' '), values);
  };

  const exportedAs = (symbol: ts.Symbol): Exported => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const { flags } = target;
    const kind =
      flags & ts.SymbolFlags.Function
        ? 'function'
        : flags & ts.SymbolFlags.Class
          ? 'class'
          : flags & ts.SymbolFlags.Variable
            ? 'value'
            : undefined;
    const isInterface = (flags & ts.SymbolFlags.Interface) !== 0;
    const [signature] = kind === 'function' ? checker.getTypeOfSymbol(target).getCallSignatures() : [];
    const declared = isInterface ? checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(target)) : [];
    // Of what is declared elsewhere, such as the attributes of HTML, only our own part is told.
    const own = declared.filter(({ declarations = [] }) =>
      declarations.some((each) => each.getSourceFile().fileName.startsWith(`${root}src/`)),
    );
    return {
      name: symbol.name,
      kind: kind ?? (isInterface ? 'interface' : 'type'),
      parameters: signature?.getParameters().map(({ name }) => name),
      words: inOneLine(ts.displayPartsToString(target.getDocumentationComment(checker))),
      members: kind === undefined ? [...own.map(({ name }) => name), ...valuesOf(target, checker.getDeclaredTypeOfSymbol(target))] : [],
    };
  };

  return {
    exportsOf(source) {
      const file = program.getSourceFile(`${root}${source}`);
      const module = file && checker.getSymbolAtLocation(file);
      // A source without exports is no module.
      const symbols = module === undefined ? [] : checker.getExportsOfModule(module);
      return symbols.map(exportedAs).toSorted((one, other) => (one.name < other.name ? -1 : 1));
    },
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

/** The values of a union of strings, as they are written; `undefined` for any other type. */
function literalsOf(type: ts.Type): readonly string[] | undefined {
  if (!type.isUnion() || !type.types.every((each) => each.isStringLiteral())) return undefined;
  return type.types.map((each) => (each.isStringLiteral() ? `'${each.value}'` : ''));
}

function inOrderOf(written: string, alternatives: readonly string[]): readonly string[] {
  const place = (text: string): number => (written.includes(text) ? written.indexOf(text) : written.length);
  return alternatives.toSorted((one, other) => place(one) - place(other) || (one < other ? -1 : 1));
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
