/** The bodies of reports: templates with variables, as the owner of an MCN account writes them, and a ready-made one for each shape. */

/** Your own body. `{{name}}` is replaced by the variable of that name. */
export interface CallbackTemplate {
  /** How the report is sent. With `GET` the text is the query string. @default 'POST' */
  readonly method?: 'POST' | 'GET' | undefined;
  /** Decides how values are escaped. @default 'application/json' */
  readonly contentType?: string | undefined;
  /** In JSON a `{{name}}` without quotes around it becomes `null` if the variable has no value; elsewhere it becomes an empty text. */
  readonly text: string;
}

/** The ready-made shapes. `array_of_values` is the most literal reading of "list the variables within a JSON array". */
export type CallbackShape = 'object' | 'array_of_objects' | 'array_of_one_key_objects' | 'array_of_values' | 'text' | 'form' | 'query';

export type CallbackVariables = Readonly<Record<string, string | undefined>>;

export interface RenderedCallback {
  readonly method: 'POST' | 'GET';
  readonly query: string;
  readonly contentType: string | undefined;
  readonly body: string | undefined;
}

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** In the documents the cause is a bare number, and the words are in quotes. */
const slotOf = (field: string): string => (field === 'q931_status' ? `{{${field}}}` : `"{{${field}}}"`);

const objectOf = (fields: readonly string[]): string => `{${fields.map((field) => `"${field}":${slotOf(field)}`).join(',')}}`;

const pairsOf = (fields: readonly string[], separator: string): string => fields.map((field) => `${field}={{${field}}}`).join(separator);

/** The ready-made template of `shape`, for these variables in this order. */
export function templateOfShape(shape: CallbackShape, fields: readonly string[]): CallbackTemplate {
  switch (shape) {
    case 'object':
      return { text: objectOf(fields) };
    case 'array_of_objects':
      return { text: `[${objectOf(fields)}]` };
    case 'array_of_one_key_objects':
      return { text: `[${fields.map((field) => objectOf([field])).join(',')}]` };
    case 'array_of_values':
      return { text: `[${fields.map((field) => `"{{${field}}}"`).join(',')}]` };
    case 'text':
      return { contentType: 'text/plain', text: pairsOf(fields, '\n') };
    case 'form':
      return { contentType: FORM_TYPE, text: pairsOf(fields, '&') };
    case 'query':
      return { method: 'GET', text: pairsOf(fields, '&') };
  }
}

const VARIABLE = /("?)\{\{\s*(\w+)\s*\}\}("?)/g;

function fillJson(text: string, variables: CallbackVariables): string {
  return text.replace(VARIABLE, (_match, before: string, name: string, after: string) => {
    const value = variables[name];
    if (value === undefined) return before === '' && after === '' ? 'null' : before + after;
    return before + JSON.stringify(value).slice(1, -1) + after;
  });
}

function fill(text: string, variables: CallbackVariables, encode: (value: string) => string): string {
  return text.replace(VARIABLE, (_match, before: string, name: string, after: string) => before + encode(variables[name] ?? '') + after);
}

export function renderCallback(template: CallbackTemplate, variables: CallbackVariables): RenderedCallback {
  const { method = 'POST', contentType = JSON_TYPE, text } = template;
  if (method === 'GET') return { method, query: fill(text, variables, encodeURIComponent), contentType: undefined, body: undefined };
  if (/json/i.test(contentType)) return { method, query: '', contentType, body: fillJson(text, variables) };
  const encode = contentType.startsWith(FORM_TYPE) ? encodeURIComponent : (value: string) => value;
  return { method, query: '', contentType, body: fill(text, variables, encode) };
}
