/** `docs/openapi.json` as a judge: whether it names an answer, and whether the answer is as it says. Each schema is compiled when it is first needed. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

interface Described {
  readonly $ref?: string;
  readonly [member: string]: unknown;
}

interface Response extends Described {
  readonly headers?: Readonly<Record<string, Described>>;
  readonly content?: Readonly<Record<string, unknown>>;
}

interface Operation extends Described {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, Response>>;
}

interface Document extends Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Headers that hosts and Express never set. Where one comes, the document must name it. */
const OURS = ['cache-control', 'etag', 'retry-after', 'ratelimit', 'ratelimit-policy', 'www-authenticate', 'x-accel-buffering'];

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  br: brotliDecompressSync,
  deflate: inflateSync,
  gzip: gunzipSync,
};

/** Empty bytes are an object without members. A byte order mark is none of the text. */
const parse = (bytes: Buffer): unknown => JSON.parse(new TextDecoder().decode(bytes) || '{}');

const escaped = (name: string): string => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));

/** In a document for clients answers are open, since later versions may add members. In its own tests nothing may be sent that it does not name. */
function close(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(close);
  const closed = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, close(member)]));
  return 'properties' in closed && closed['type'] === 'object' && !('additionalProperties' in closed)
    ? { ...closed, additionalProperties: false }
    : closed;
}

export interface Judge {
  /** What the document says otherwise of an answer. @param hasBody false for the answer to a `HEAD` */
  faultsOfAnswer(operationId: string, answer: Answer, hasBody: boolean): readonly string[];
  /** What the document says otherwise of a JSON body that was accepted. */
  faultsOfBody(operationId: string, body: Buffer): readonly string[];
}

export function createJudge(): Judge {
  const path = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url));
  const document = close(JSON.parse(readFileSync(path, 'utf8'))) as Document;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  // Its declarations say that its default export is a module.
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema(document, 'api');
  const validators = new Map<string, ValidateFunction>();
  const operations = new Map(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { operationId }]) =>
        operationId === undefined ? [] : [[operationId, `/paths/${escaped(path)}/${method}`] as const],
      ),
    ),
  );

  const find = (pointer: string): Described | undefined => {
    const names = pointer
      .slice(1)
      .split('/')
      .map((name) => decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'));
    const found = names.reduce<unknown>((value, name) => (value as Described | undefined)?.[name], document) as Described | undefined;
    return found?.$ref === undefined ? found : find(found.$ref.slice(1));
  };

  /** What is wrong with a value by the schema at this pointer, never with the value itself, which may be a secret. */
  const faultsOf = (pointer: string, value: unknown): readonly string[] => {
    const validate = validators.get(pointer) ?? ajv.compile({ $ref: `api#${pointer}` });
    validators.set(pointer, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, keyword, params }) => {
      const named = params['additionalProperty'] ?? params['missingProperty'];
      return [instancePath || 'the whole', keyword, ...(typeof named === 'string' ? [named] : [])].join(' ');
    });
  };

  const headerFaults = (pointer: string, { headers: named = {} }: Response, { headers }: Answer): readonly string[] => {
    const known = new Map(Object.keys(named).map((name) => [name.toLowerCase(), name]));
    const unnamed = OURS.filter((name) => headers[name] !== undefined && !known.has(name)).map((name) => `has the header ${name}`);
    const wrong = [...known].flatMap(([lower, name]) => {
      const header = `${pointer}/headers/${escaped(name)}`;
      const value = headers[lower];
      const { required, schema } = find(header) ?? {};
      if (value === undefined) return required === true ? [`lacks the header ${lower}`] : [];
      const isNumber = (schema as Described | undefined)?.['type'] === 'integer';
      const target = named[name]?.$ref?.slice(1) ?? header;
      return faultsOf(`${target}/schema`, isNumber ? Number(value) : value).map((fault) => `header ${lower}: ${fault}`);
    });
    return [...unnamed, ...wrong];
  };

  const bodyFaults = (pointer: string, { content }: Response, { headers, body }: Answer): readonly string[] => {
    if (content === undefined) return body.length === 0 ? [] : ['has a body'];
    const type = (headers['content-type'] ?? '').split(';')[0] ?? '';
    if (!Object.hasOwn(content, type)) return [`has the type ${type}`];
    const media = `${pointer}/content/${escaped(type)}`;
    const text = (DECODERS[headers['content-encoding'] ?? ''] ?? ((bytes) => bytes))(body).toString();
    if (type === 'text/event-stream') {
      const schema = `${media}/x-item-schema/properties/data/contentSchema`;
      const events = text.split('\n\n').filter((block) => block.startsWith('event: '));
      return events.flatMap((block) => {
        const [, data] = /^event: status\ndata: (.*)$/.exec(block) ?? [];
        return data === undefined ? ['has another event'] : faultsOf(schema, JSON.parse(data));
      });
    }
    return faultsOf(`${media}/schema`, type.endsWith('json') ? JSON.parse(text) : text);
  };

  return {
    faultsOfAnswer(operationId, answer, hasBody) {
      const operation = operations.get(operationId);
      const pointer = operation === undefined ? `/components/responses/${operationId}` : `${operation}/responses/${answer.status}`;
      const response = find(pointer) as Response | undefined;
      if (response === undefined) return ['is not in the document'];
      return [...headerFaults(pointer, response, answer), ...(hasBody ? bodyFaults(pointer, response, answer) : [])];
    },
    faultsOfBody(operationId, body) {
      const media = `${operations.get(operationId)}/requestBody/content/application~1json`;
      return find(media) === undefined ? [] : faultsOf(`${media}/schema`, parse(body));
    },
  };
}
