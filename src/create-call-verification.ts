/** The composition root: options in, a verification service out. */
import { randomBytes } from 'node:crypto';
import { type CallVerificationOptions, callVerificationSchema, type ResolvedOptions } from './call-verification-options.js';
import { ConfigurationError } from './core/configuration-error.js';
import { DEFAULT_NUMBER_LIMITS } from './core/limits.js';
import type { Rules } from './core/number-entry.js';
import { parseOptions } from './core/options.js';
import { createCallBudget } from './engine/call-budget.js';
import { createCallLinks } from './engine/call-links.js';
import type { Engine } from './engine/engine.js';
import { createEntries } from './engine/entries.js';
import { createEmitter } from './engine/events.js';
import { guardStore } from './engine/guarded-store.js';
import { createKeyring, type Keyring, type Secret } from './engine/keyring.js';
import { createReportWatch } from './engine/report-watch.js';
import { createSealer } from './engine/sealing.js';
import { createService } from './engine/service.js';
import { createStatusWatches } from './engine/status-watch.js';
import type { CallVerification } from './http/http-settings.js';
import type { CallMethod, CallProvider } from './ports/method.js';
import type { TokenIssuer } from './ports/token.js';
import { createMemoryStore } from './stores/memory.js';
import { createTokenIssuer } from './tokens/jwt.js';
import { loadKey } from './tokens/keys.js';

const FACTORY = 'createCallVerification';

/**
 * Makes a verification service.
 *
 * @throws {ConfigurationError} naming the option, what was expected, what came, and the nearest known name
 */
export function createCallVerification(options: CallVerificationOptions): CallVerification {
  const resolved = parseOptions(FACTORY, callVerificationSchema, options);
  const { clock } = resolved;
  assertMethods(resolved);
  assertTestNumbers(resolved);
  warnInProduction(resolved);
  const keyring = createKeyringOf(resolved);
  const emit = createEmitter(resolved.onEvent, clock);
  const bytes = (length: number): Uint8Array => randomBytes(length);
  const rawStore = resolved.store ?? createMemoryStore({ clock });
  const store = guardStore(rawStore, resolved.storeTimeoutMs, emit);
  const sealer = createSealer(keyring, bytes);
  const watches = createStatusWatches();
  const { claims } = resolved.token;
  const engine: Engine = {
    rules: rulesOf(resolved),
    methods: resolved.methods,
    providers: providersOf(resolved.methods),
    countries: resolved.countries === 'any' ? undefined : new Set(resolved.countries),
    defaultCountry: resolved.defaultCountry,
    testNumbers: new Map(Object.entries(resolved.testNumbers)),
    keyring,
    entries: createEntries(store, sealer, clock, watches.onEntry),
    links: createCallLinks(store, sealer, keyring.pseudonyms, clock),
    budget: createCallBudget(store, resolved.limits.callsPerDay, clock),
    policy: resolved.policy,
    reportWatch: createReportWatch(store, clock, emit),
    tokens: tokensOf(resolved, keyring),
    hostClaims: async (verified) => (typeof claims === 'function' ? claims(verified) : claims),
    emit,
    clock,
    randomBytes: bytes,
    fetch: resolved.fetch,
  };
  const service = createService(engine, watches, async () => {
    // A store that the host made is the host's to close.
    if (resolved.store === undefined) await store.close?.();
  });
  return {
    ...service,
    http: {
      bindTo: resolved.bindTo,
      ipLimits: resolved.ipLimits,
      store,
      clock,
      emit,
      hash: (label, value) => keyring.pseudonyms.hash(label, value),
    },
  };
}

function rulesOf(resolved: ResolvedOptions): Rules {
  const { callsPerDay: _, ...given } = resolved.limits;
  const report = resolved.requireCallReport;
  const timing = typeof report === 'object' ? report : { reportTimeoutSeconds: 60, onTimeout: 'reject' as const };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return {
    lifetimeMs: resolved.lifetimeSeconds * 1000,
    maxChecks: resolved.maxChecks,
    maxAttempts: resolved.maxAttempts,
    resendDelaysMs: resolved.resendDelaysSeconds.map((seconds) => seconds * 1000),
    limits: { ...DEFAULT_NUMBER_LIMITS, ...set },
    report: { isRequired: report !== false, timeoutMs: timing.reportTimeoutSeconds * 1000, onTimeout: timing.onTimeout },
  };
}

function assertMethods({ methods, requireCallReport }: ResolvedOptions): void {
  const fail = (explanation: string): never => {
    throw new ConfigurationError(FACTORY, 'methods', explanation);
  };
  const ids = methods.map((method) => method.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) fail(`has "${twice}" twice. Give a second account another name.`);
  for (const [index, method] of methods.entries()) {
    if (method.codeFrom !== 'earlier_call') continue;
    const isPreceded = methods.slice(0, index).some((each) => each.provider === method.provider && each.kind !== 'sms');
    if (!isPreceded) fail(`has "${method.id}" without a call of the same account before it, whose code it could send.`);
  }
  const silent = methods.find((method) => method.kind !== 'sms' && method.reports === 'never');
  if (requireCallReport !== false && silent !== undefined) {
    throw new ConfigurationError(FACTORY, 'requireCallReport', `cannot be kept: no report ever comes about a call by "${silent.id}".`);
  }
}

function providersOf(methods: readonly CallMethod[]): ReadonlyMap<string, CallProvider> {
  const providers = new Map<string, CallProvider>();
  for (const { provider } of methods) {
    const known = providers.get(provider.name);
    if (known !== undefined && known !== provider) {
      throw new ConfigurationError(FACTORY, 'methods', `come from two accounts named "${provider.name}". Give one of them another name.`);
    }
    providers.set(provider.name, provider);
  }
  return providers;
}

function assertTestNumbers({ testNumbers, dangerouslyAllowTestNumbersUntil: until, clock }: ResolvedOptions): void {
  if (Object.keys(testNumbers).length === 0 || process.env['NODE_ENV'] !== 'production') return;
  if (until !== undefined && until.getTime() > clock()) return;
  throw new ConfigurationError(
    FACTORY,
    'testNumbers',
    'is a way in without a call: under NODE_ENV=production it needs "dangerouslyAllowTestNumbersUntil", a Date in the future.',
  );
}

let hasWarned = false;

function warnInProduction({ limits }: ResolvedOptions): void {
  if (hasWarned || process.env['NODE_ENV'] !== 'production' || limits.callsPerDay !== undefined) return;
  hasWarned = true;
  process.emitWarning('No budget is set: whoever pumps calls spends your money. Set "limits.callsPerDay".', 'CallVerificationWarning');
}

function createKeyringOf({ secret, pseudonymKey }: ResolvedOptions): Keyring {
  const secrets: readonly Secret[] = Array.isArray(secret) ? secret : [secret];
  const [first, ...rest] = secrets;
  if (first === undefined) throw new ConfigurationError(FACTORY, 'secret', 'must be at least one secret.');
  if (Array.isArray(secret) && pseudonymKey === undefined) {
    throw new ConfigurationError(
      FACTORY,
      'pseudonymKey',
      'must be given while "secret" is an array: the secret you began with, so that limits, subjects and callback URLs stay.',
    );
  }
  return createKeyring([first, ...rest], pseudonymKey ?? first);
}

function tokensOf({ token }: ResolvedOptions, keyring: Keyring): TokenIssuer {
  const { issuer, audience, expiresInSeconds } = token;
  const settings = { issuer, audience, expiresInSeconds };
  const previous = token.previousKeys.map((each, index) =>
    loadKey(`token.previousKeys.${index}.key`, each.key, each.algorithm, each.keyId),
  );
  if (token.key !== undefined) {
    return createTokenIssuer({ ...settings, current: loadKey('token.key', token.key, token.algorithm, token.keyId), others: previous });
  }
  if (token.algorithm !== 'HS256') throw new ConfigurationError(FACTORY, 'token.key', `must be given for ${token.algorithm}.`);
  const derived = keyring.all.map((keys) => loadKey('token.key', keys.token, 'HS256', keys.id));
  const [current, ...older] = derived;
  if (current === undefined) throw new ConfigurationError(FACTORY, 'secret', 'must be at least one secret.');
  return createTokenIssuer({ ...settings, current, others: [...older, ...previous] });
}
