/** The composition root: options in, a verification service out. */
import { randomBytes } from 'node:crypto';
import { KIND_FORM } from '../contract/method-kind.js';
import type { Rules } from '../core/decisions/rules.js';
import { OUR_CODE_LENGTHS } from '../core/entry/code.js';
import { amrOf } from '../core/entry/method-traits.js';
import type { NumberEntry } from '../core/entry/number-entry.js';
import { withDearestCalls } from '../core/fraud/money.js';
import { createBlockedRanges } from '../core/phone/extra-ranges.js';
import { callbackTokensOf } from '../engine/callbacks/callback-guard.js';
import { createDefences, type DefenceSettings } from '../engine/defences/defences.js';
import { type Engine, emitClosed } from '../engine/engine.js';
import { createEmitter } from '../engine/events/emitter.js';
import { createOnceAMinute } from '../engine/events/once-a-minute.js';
import { createHealth } from '../engine/health/health.js';
import { createLifecycle } from '../engine/lifecycle/lifecycle.js';
import { createShutdown, shutdownTimes } from '../engine/lifecycle/shutdown.js';
import { guardStore } from '../engine/records/guarded-store.js';
import { createRecords } from '../engine/records/records.js';
import type { PutListener } from '../engine/records/sealed-records.js';
import { createStoreFailures } from '../engine/records/store-failures.js';
import { type CallVerification, createService, createUseCases } from '../engine/service.js';
import { createStatusWatches } from '../engine/status/status-watch.js';
import { createTroubleWatch } from '../engine/watches/account-trouble.js';
import { createCircuits } from '../engine/watches/circuits.js';
import { createCodeWatch } from '../engine/watches/code-watch.js';
import { createReportWatch } from '../engine/watches/report-watch.js';
import { createWatches } from '../engine/watches/watches.js';
import { withInternals } from '../http/internals.js';
import { ConfigurationError } from '../options/configuration-error.js';
import { parseOptions } from '../options/parse-options.js';
import type { BindingRefusal } from '../ports/events.js';
import { type CallbackSource, type CallMethod, type CallProvider, placeMsOf } from '../ports/method.js';
import { createMemoryStore } from '../stores/memory.js';
import { assertBlockedPrefixes } from './blocked-prefixes.js';
import {
  type CallVerificationOptions,
  callVerificationSchema,
  developmentSchema,
  type ResolvedOptions,
} from './call-verification-options.js';
import { createKeyringOf, createTokensOf } from './create-keys.js';
import { assertDevelopment } from './development.js';
import { assertTestNumbers, testCodesOf } from './test-numbers.js';

const FACTORY = 'createCallVerification';

/**
 * Makes a verification service.
 *
 * @throws {ConfigurationError} naming the option, what was expected, what came, and the nearest known name
 */
export function createCallVerification(options: CallVerificationOptions): CallVerification {
  const resolved = parseOptions(FACTORY, options?.development === true ? developmentSchema : callVerificationSchema, options);
  // Times are stored as whole milliseconds.
  const clock = (): number => Math.floor(resolved.clock());
  assertMethods(resolved);
  assertTestNumbers(resolved);
  assertDevelopment(resolved);
  const isBlocked = createBlockedRanges(resolved.blockedPrefixes);
  assertBlockedPrefixes(resolved, isBlocked);
  warnInProduction(resolved);
  const keyring = createKeyringOf(resolved);
  const { pseudonyms } = keyring;
  const { development: isDevelopment } = resolved;
  const service = Object.freeze({ name: resolved.name });
  const { emit, isHeard } = createEmitter({ service, onEvent: resolved.onEvent, logger: resolved.logger, clock, isDevelopment });
  const rarely = createOnceAMinute(emit, clock);
  const bindingRefused = (reason: BindingRefusal): void => rarely.tell(reason, { type: 'binding.refused', reason });
  const lifecycle = createLifecycle(shutdownTimes(resolved.methods.map(placeMsOf), resolved.storeTimeoutMs), emit);
  const rawStore = resolved.store ?? createMemoryStore({ clock });
  const failures = createStoreFailures(emit);
  const store = guardStore(rawStore, resolved.storeTimeoutMs, failures, service);
  const tokens = createTokensOf(resolved, keyring);
  const { claims } = resolved.token;
  const records = createRecords({
    ...{ store, failures, keyring, clock, emit },
    randomBytes: (length) => randomBytes(length),
    overwritesUnreadable: resolved.dangerouslyOverwriteUnreadable,
    onPut: (...put) => onPut(...put),
  });
  const { defaultCountry } = resolved;
  const providers = providersOf(resolved.methods);
  const engine: Engine = {
    rules: rulesOf(resolved),
    methods: resolved.methods,
    providers,
    callbackTokens: callbackTokensOf(providers, (label, name) => pseudonyms.hash(label, name)),
    countries: resolved.countries === 'any' ? undefined : new Set(resolved.countries),
    defaultCountry,
    isBlocked,
    testCodeOf: testCodesOf(resolved),
    records,
    defences: createDefences(defencesOf(resolved), { store, pseudonyms, clock, emit, defaultCountry, lifecycle, prices: records.prices }),
    watches: createWatches({
      methods: resolved.methods,
      circuits: createCircuits({ emit }),
      codes: createCodeWatch({ minEntropyBits: resolved.minEntropyBits, emit, clock }),
      reports: createReportWatch(store, clock, emit, lifecycle, resolved.requireCallReport !== false),
      trouble: createTroubleWatch(emit, clock),
    }),
    policy: resolved.policy,
    challenge: resolved.challenge,
    tokens,
    hostClaims: typeof claims === 'function' ? async (verified) => claims(verified) : tokens.readHostClaims(claims),
    ...{ lifecycle, service, emit, isHeard, bindingRefused, clock, isDevelopment },
    // Node's own is looked up at each call, so that a test may replace it later.
    get fetch() {
      return resolved.fetch ?? globalThis.fetch;
    },
  };
  const statusWatches = createStatusWatches(engine);
  const onPut: PutListener<NumberEntry> = (entryKey, after, before) => {
    emitClosed(engine, after, before);
    statusWatches.onPut(entryKey, after);
  };
  const useCases = createUseCases(engine, statusWatches);
  const shutdown = createShutdown({
    ...{ lifecycle, emit },
    flush: () => engine.defences.flush(),
    endStreams: () => statusWatches.close(),
    async release() {
      engine.records.close();
      failures.close();
      // A store that the host made is closed by the host.
      if (resolved.store === undefined) await store.close?.();
    },
  });
  const health = createHealth({
    ...{ lifecycle, store, clock },
    circuits: () => engine.watches.circuits(),
    canCall: () => engine.watches.canCall(),
    budgets: () => engine.defences.budgetUses(),
    lastReports: (from) => engine.watches.lastReports(from),
  });
  const { deviceProofs } = engine.records;
  return withInternals(createService(engine, useCases, { ...shutdown, health }), {
    useCases,
    bindTo: resolved.bindTo,
    bindingRefused,
    countries: servedCountries(resolved),
    defaultCountry: resolved.defaultCountry,
    ipLimits: resolved.ipLimits,
    deviceCookie: resolved.deviceCookie === false ? undefined : { ...resolved.deviceCookie, issue: (phone) => deviceProofs.issue(phone) },
    readToken: (token) => tokens.read(token, clock()),
    takesCallbacks: () => engine.watches.mounted(),
    ...{ lifecycle, store, clock, emit, isDevelopment },
    hash: (label, value) => pseudonyms.hash(label, value),
  });
}

/** The settings of what limits the bill. */
function defencesOf({ limits, budgets, breakers, methods, challenge }: ResolvedOptions): DefenceSettings {
  const { callsPerHour, callsPerDay } = limits;
  const money = withDearestCalls(
    budgets,
    methods.map(({ price }) => price),
  );
  return { limits, modes: breakers, budgets: { callsPerHour, callsPerDay, money }, canChallenge: challenge !== undefined };
}

function servedCountries({ countries, methods }: ResolvedOptions): readonly string[] | 'any' {
  if (countries === 'any') return countries;
  return countries.filter((country) => methods.some((method) => method.countries?.includes(country) ?? true));
}

function rulesOf(resolved: ResolvedOptions): Rules {
  const report = resolved.requireCallReport;
  const timing = typeof report === 'object' ? report : { reportTimeoutSeconds: 60, onTimeout: 'reject' as const };
  return {
    lifetimeMs: resolved.lifetimeSeconds * 1000,
    maxChecks: resolved.maxChecks,
    maxAttempts: resolved.maxAttempts,
    resendDelaysMs: resolved.resendDelaysSeconds.map((seconds) => seconds * 1000),
    limits: resolved.limits,
    canChallenge: resolved.challenge !== undefined,
    report: { isRequired: report !== false, timeoutMs: timing.reportTimeoutSeconds * 1000, onTimeout: timing.onTimeout },
  };
}

function assertMethods({ methods, requireCallReport, budgets }: ResolvedOptions): void {
  const fail = (explanation: string): never => {
    throw new ConfigurationError(FACTORY, 'methods', explanation);
  };
  const ids = methods.map((method) => method.id);
  for (const { id, kind, codeFrom, codeLength, amr } of methods) {
    if (typeof kind !== 'string' || !KIND_FORM.test(kind))
      fail(`has "${id}", whose kind must be 2 to 32 of a-z, 0-9 and "_", the first a letter.`);
    const isLength = Number.isInteger(codeLength) && codeLength >= OUR_CODE_LENGTHS.least && codeLength <= OUR_CODE_LENGTHS.most;
    if (codeFrom === 'us' && !isLength)
      fail(`has "${id}", whose codeLength must be a whole number from ${OUR_CODE_LENGTHS.least} to ${OUR_CODE_LENGTHS.most}.`);
    if (amr !== undefined && (amr.length === 0 || amr.includes('mfa')))
      fail(`has "${id}", whose amr must be a list of values of RFC 8176 such as "otp", without "mfa", because one message is one factor.`);
    const same = methods.find((each) => each.kind === kind && amrOf(each).join() !== amrOf({ kind, amr }).join());
    if (same !== undefined) fail(`has "${id}" and "${same.id}", which are of one kind and so must have the same "amr".`);
  }
  const foreign = methods.find((method) => !method.id.startsWith(`${method.provider.name}.`));
  if (foreign !== undefined)
    fail(`has "${foreign.id}", whose id must begin with its provider's name and a dot, "${foreign.provider.name}.".`);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) fail(`has "${twice}" twice. Give a second account another name.`);
  for (const [index, method] of methods.entries()) {
    if (method.codeFrom !== 'earlier_call') continue;
    const isPreceded = methods.slice(0, index).some((each) => each.provider === method.provider && each.codeReach !== 'text');
    if (!isPreceded)
      fail(`has "${method.id}", but no call of the same account stands before it. An SMS sends the code of such a call again.`);
  }
  const unpriced = methods.find(({ price }) => price === undefined);
  if (budgets.size > 0 && unpriced !== undefined) {
    fail(
      `has "${unpriced.id}" without a price, so "budgets" cannot limit it. Give it one, such as { price: { amount: 2, currency: "RUB" } }.`,
    );
  }
  const silent = methods.find((method) => method.codeReach !== 'text' && method.reports === 'never');
  if (requireCallReport !== false && silent !== undefined) {
    throw new ConfigurationError(
      FACTORY,
      'requireCallReport',
      `cannot be used with "${silent.id}", because no report ever comes about its calls.`,
    );
  }
}

/** Those whose callbacks come here. */
function providersOf(methods: readonly CallMethod[]): Engine['providers'] {
  const providers = new Map<string, CallProvider>();
  for (const { provider } of methods) {
    const known = providers.get(provider.name);
    if (known !== undefined && known !== provider) {
      throw new ConfigurationError(FACTORY, 'methods', `come from two accounts named "${provider.name}". Give one of them another name.`);
    }
    providers.set(provider.name, provider);
  }
  const hasCallbacks = (provider: CallProvider): provider is CallbackSource => provider.parseReports !== undefined;
  return new Map([...providers.values()].filter(hasCallbacks).map((provider) => [provider.name, provider]));
}

/** Test numbers end in production when their time is over, not at the next restart. */
let hasWarned = false;

function warnInProduction({ limits, budgets }: ResolvedOptions): void {
  const hasBudget = budgets.size > 0 || limits.callsPerDay !== undefined || limits.callsPerHour !== undefined;
  if (hasWarned || process.env['NODE_ENV'] !== 'production' || hasBudget) return;
  hasWarned = true;
  process.emitWarning(
    'No budget is set, so an attacker that pumps calls can spend any amount of your money. Set "limits.callsPerDay", or "budgets".',
    'CallVerificationWarning',
  );
}
