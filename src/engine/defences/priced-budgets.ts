/**
 * Budgets, where the price of a call is told only by the answer to it. What was told for its country within a day counts; until then calls
 * find out, one at a time, so that a price that nobody knew is paid once, and not by all who start at that moment.
 */
import { MINUTE } from '../../core/fraud/breaker.js';
import { fromMicro, type Price, toMicro } from '../../core/fraud/money.js';
import type { Background } from '../../ports/background.js';
import type { Clock } from '../../ports/clock.js';
import type { CallVerificationStore } from '../../ports/store.js';
import type { PriceRecords } from '../records/price-records.js';
import type { Budgets } from './budgets.js';
import { createExactCounter, giveBack, type Undo } from './exact-counter.js';
import type { Reservation } from './reservation.js';

/** What a call costs, as far as it is known before it is placed. */
export interface PricedCall {
  readonly price: Price | undefined;
  /** Whether the answer tells what it really cost. */
  readonly tellsPrice?: boolean | undefined;
  readonly country: string;
}

type Client = Parameters<Budgets['take']>[1];

export interface PricedBudgets {
  /** As `Budgets.take`. `unknown_price`: nothing is taken, because another call is finding out the price. @throws StoreFailure */
  take(call: PricedCall, client: Client): Promise<Reservation | 'unknown_price' | undefined>;
  /** Why `take` would take nothing. Takes nothing itself. @throws StoreFailure */
  look(call: PricedCall, client: Client): Promise<'unknown_price' | 'spent' | undefined>;
}

export interface PricedBudgetNeeds {
  readonly store: CallVerificationStore;
  readonly clock: Clock;
  readonly prices: PriceRecords;
  readonly lifecycle: Background;
  /** Those that have a budget. */
  readonly currencies: ReadonlySet<string>;
}

/**
 * Longer than most answers take. If one takes longer (`timeoutMs` allows it), the next window places another such call. A process that dies
 * with its call out holds up nobody for longer.
 */
const PROBE_WINDOW_MS = 10_000;

/** The one call of a window that may be placed before its price is known. */
interface Probe {
  of?: string | undefined;
  readonly undo: Undo;
}

export function createPricedBudgets(budgets: Budgets, { store, clock, prices, lifecycle, currencies }: PricedBudgetNeeds): PricedBudgets {
  const probes = createExactCounter(store, { name: 't:probe', windowMs: PROBE_WINDOW_MS, keptMs: MINUTE });

  /** What has to be found out; `undefined` if the price is as the method says. */
  const toldFor = ({ price, tellsPrice, country }: PricedCall): { readonly currency: string; readonly of: string } | undefined =>
    tellsPrice === true && price !== undefined && currencies.has(price.currency)
      ? { currency: price.currency, of: `${price.currency}:${country}` }
      : undefined;

  /** The price to count with, never less than the method's own; `undefined` if none was told. */
  const knownPrice = async (call: PricedCall, currency: string): Promise<Price | undefined> => {
    const highest = await prices.highest(currency, call.country);
    return highest === undefined ? undefined : { currency, amount: Math.max(fromMicro(highest), call.price?.amount ?? 0) };
  };

  const isProbing = async (of: string): Promise<boolean> => (await probes.count(probes.windowAt(clock()), 0, of)) > 0;

  /** Only one call is the first that a window counts. All others take their count back. */
  const takeProbe = async (of: string, probe: Probe): Promise<boolean> => {
    if (await isProbing(of)) return false;
    const window = probes.windowAt(clock());
    const undo = () => probes.count(window, -1, of);
    if ((await probes.count(window, 1, of)) > 1) {
      await undo();
      return false;
    }
    probe.of = of;
    probe.undo.push(undo);
    return true;
  };

  const priceOf = async (call: PricedCall, probe: Probe): Promise<Price | 'unknown' | undefined> => {
    const told = toldFor(call);
    if (probe.of !== told?.of) {
      probe.of = undefined;
      await giveBack(probe.undo);
    }
    if (told === undefined) return call.price;
    const known = await knownPrice(call, told.currency);
    if (known !== undefined) return known;
    return probe.of === told.of || (await takeProbe(told.of, probe)) ? call.price : 'unknown';
  };

  const learn = async (call: PricedCall, real: Price): Promise<void> => {
    const told = toldFor(call);
    if (told === undefined || real.currency !== told.currency) return;
    // If the store fails, the next call finds out.
    await prices.told(told.currency, call.country, toMicro(real.amount)).catch(() => undefined);
  };

  return {
    async take(first, client) {
      const probe: Probe = { undo: [] };
      const price = await priceOf(first, probe);
      if (price === 'unknown') return 'unknown_price';
      try {
        const spending = await budgets.take(price, client);
        if (spending !== undefined) return reservationOf(spending, first, probe);
      } catch (error) {
        lifecycle.inBackground(giveBack(probe.undo));
        throw error;
      }
      await giveBack(probe.undo);
      return undefined;
    },
    async look(call, client) {
      const told = toldFor(call);
      const known = told === undefined ? call.price : await knownPrice(call, told.currency);
      if (told !== undefined && known === undefined && (await isProbing(told.of))) return 'unknown_price';
      return (await budgets.has(known ?? call.price, client)) ? undefined : 'spent';
    },
  };

  function reservationOf(spending: Reservation, first: PricedCall, probe: Probe): Reservation {
    let call = first;
    return {
      async change(price, tellsPrice) {
        call = { ...call, price, tellsPrice };
        const next = await priceOf(call, probe);
        return next !== 'unknown' && spending.change(next);
      },
      async correct(real) {
        await Promise.all([learn(call, real), spending.correct(real)]);
      },
      async giveBack() {
        await Promise.all([giveBack(probe.undo), spending.giveBack()]);
      },
    };
  }
}
