/** Reads what the shared contract says of its types: the TSDoc that the document repeats. By syntax alone, because a build has no time for more. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const contract = fileURLToPath(new URL('../../src/contract/', import.meta.url));
const FILES = ['answers.ts', 'inputs.ts', 'method-kind.ts', 'problems.ts'];

/** What is said of a type, and of each of its members. */
export interface Words {
  readonly type: string;
  readonly members: ReadonlyMap<string, string>;
}

/** What the contract says of a type, by its name. Members that it takes over from another type are its own. */
export function createWordReader(): (typeName: string) => Words {
  const declared = new Map(FILES.flatMap(declarationsOf).map((node) => [node.name.text, node]));
  const wordsOf = (typeName: string): Words => {
    const node = declared.get(typeName);
    if (node === undefined) throw new Error(`The contract declares no type ${typeName}`);
    if (ts.isTypeAliasDeclaration(node)) return { type: tsdocOf(node), members: new Map() };
    const inherited = (node.heritageClauses ?? []).flatMap(({ types }) => types.map(({ expression }) => wordsOf(expression.getText())));
    const own = node.members.map((member) => [member.name?.getText() ?? '', tsdocOf(member)] as const);
    return { type: tsdocOf(node), members: new Map([...inherited.flatMap(({ members }) => [...members]), ...own]) };
  };
  return wordsOf;
}

function declarationsOf(file: string): readonly (ts.InterfaceDeclaration | ts.TypeAliasDeclaration)[] {
  const source = ts.createSourceFile(file, readFileSync(contract + file, 'utf8'), ts.ScriptTarget.Latest, true);
  return source.statements.filter((node) => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node));
}

function tsdocOf(node: ts.Node): string {
  const [tsdoc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return (ts.getTextOfJSDocComment(tsdoc?.comment) ?? '').replaceAll(/\s+/g, ' ').trim();
}
