/** What the options are when a host does not set them, as the schemas say it. */
import { createMcn } from 'express-call-verification';
import { callVerificationSchema } from '../../src/composition/call-verification-options.js';

const required = {
  secret: 'a secret that is only here to satisfy the schema',
  countries: ['RU'],
  methods: [createMcn({ token: 'token', accountId: '1' }).flashCall()],
};
const usual = callVerificationSchema.parse(required);
/** The members of options that are objects only where a host wants so. */
const asked = callVerificationSchema.parse({ ...required, requireCallReport: {}, deviceCookie: true });

const GIVEN: Readonly<Record<string, object | boolean>> = {
  CallVerificationOptions: { ...usual, secret: undefined, countries: undefined, methods: undefined },
  TokenOptions: usual.token,
  CallReportOptions: asked.requireCallReport,
  LimitOptions: usual.limits,
  BreakerOptions: usual.breakers,
  IpLimitOptions: usual.ipLimits,
  DeviceCookieOptions: asked.deviceCookie,
};

/** The default as a host would write it; `undefined` if the schemas give none that can be written in a few words. */
export function schemaDefault(typeName: string, member: string): string | undefined {
  const given = GIVEN[typeName];
  return typeof given === 'object' ? writeValue((given as Readonly<Record<string, unknown>>)[member]) : undefined;
}

/** As a literal. What is infinite is a limit that is switched off. */
function writeValue(value: unknown): string | undefined {
  if (value === Number.POSITIVE_INFINITY) return 'false';
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null || value instanceof Map) return undefined;
  const entries = Object.entries(value).map(([name, each]) => [name, writeValue(each)] as const);
  // A larger object has a table of its own.
  if (entries.length === 0 || entries.length > 4 || entries.some(([, each]) => each === undefined)) return undefined;
  if (Array.isArray(value)) return `[${entries.map(([, each]) => each).join(', ')}]`;
  return `{ ${entries.map(([name, each]) => `${name}: ${each}`).join(', ')} }`;
}
