/** Reads the shape of a callback, as the event `callback.unmapped` tells it: `JSON [{call: text, cause: number}]; query {key: digits}`. */

/** A field, or a bare value at its place. The kind of a value is a word such as `text`, `digits` or `number`. */
export interface ShapeField {
  readonly name: string;
  readonly kind: string;
}

export interface ReadShape {
  /** Fields with a name, also those inside of others. */
  readonly fields: readonly ShapeField[];
  /** Kinds of bare values, if the callback is a list of them. */
  readonly values: readonly string[];
  /** Names that are not told, because they may be values. */
  readonly hasHiddenNames: boolean;
}

/** A shape has 500 characters, but it may come from a provider that is not ours. */
const LONGEST = 1000;
const MOST_FIELDS = 100;

type Token = '{' | '}' | '[' | ']' | ':' | ',' | { readonly word: string };

function tokensOf(shape: string): Token[] {
  const tokens: Token[] = [];
  for (const [text] of shape.slice(0, LONGEST).matchAll(/[{}[\]:,]|[^{}[\]:,;]+|;/g)) {
    const word = text.trim();
    if (/^[{}[\]:,]$/.test(text)) tokens.push(text as Exclude<Token, object>);
    else if (word !== '') tokens.push({ word });
  }
  return tokens;
}

/** Never fails: what it does not understand is left out. */
export function readShape(shape: string): ReadShape {
  const tokens = tokensOf(shape);
  const fields: ShapeField[] = [];
  const values: string[] = [];
  let hasHiddenNames = false;
  const inside: ('{' | '[')[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token === '{' || token === '[') inside.push(token);
    else if (token === '}' || token === ']') inside.pop();
    else if (typeof token === 'object') {
      const next = tokens[index + 1];
      const value = tokens[index + 2];
      const isName = inside.at(-1) === '{' && next === ':';
      const isBare = inside.length === 1 && inside[0] === '[' && tokens[index - 1] !== ':' && token.word !== '…';
      if (isName && token.word === '?') hasHiddenNames = true;
      else if (isName && typeof value === 'object' && fields.length < MOST_FIELDS) fields.push({ name: token.word, kind: value.word });
      else if (isBare && values.length < MOST_FIELDS) values.push(token.word);
    }
  }
  return { fields, values, hasHiddenNames };
}
