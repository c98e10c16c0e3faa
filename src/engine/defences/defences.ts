/** What comes before a call that the limits of its number allow: the breakers, then the budgets. */
import type { Price } from '../../core/fraud/money.js';
import type { Phone } from '../../core/phone/phone.js';
import type { Background } from '../../ports/background.js';
import type { PriceRecords } from '../records/price-records.js';
import { type AskedDial, type BreakerNeeds, type BreakerSettings, type Breakers, createBreakers } from './breakers.js';
import { type BudgetSettings, type Budgets, createBudgets } from './budgets.js';
import { giveBack, type Undo } from './exact-counter.js';
import { createPricedBudgets, type PricedCall } from './priced-budgets.js';
import type { Reserved, Unreserved } from './reservation.js';

export type { Reservation, Unreserved } from './reservation.js';

/**
 * What exempts a call from suspicion: its client has passed a challenge; or it is a trusted dial by a client that proved the number, which
 * may also use the part that budgets keep. Nothing exempts it from the limits of volume.
 */
export type Trust = 'none' | 'challenge' | 'proof';

/** A call that is about to be recorded, and then dialled. */
export interface WantedCall {
  readonly phone: Phone;
  /** Not known: it counts as a call, and costs nothing. */
  readonly price: Price | undefined;
  /** The method's answers tell what a call cost. */
  readonly tellsPrice?: boolean | undefined;
  readonly trust: Trust;
}

const SPENT: Unreserved = { ok: false, why: 'unavailable' };
const UNKNOWN_PRICE: Unreserved = { ok: false, why: 'unknown_price' };

export interface DefenceNeeds extends BreakerNeeds {
  readonly prices: PriceRecords;
  readonly lifecycle: Background;
}

export interface DefenceSettings extends BreakerSettings {
  readonly budgets: BudgetSettings;
  readonly canChallenge: boolean;
}

export interface Defences extends Pick<Breakers, 'checked' | 'release' | 'flush'> {
  /** How much of each budget is spent. Takes nothing. @throws StoreFailure */
  readonly budgetUses: Budgets['uses'];
  /**
   * Takes one dial from the breakers, and one call and its price from the budgets; or nothing at all.
   *
   * @throws StoreFailure nothing may be dialled then; what could be given back was given back
   */
  reserve(call: WantedCall): Promise<Reserved>;
  /** Why a call would be refused, if it would. Takes nothing. @throws StoreFailure */
  look(call: WantedCall): Promise<Unreserved | undefined>;
  /** The verification of these dials succeeded. In the background; never throws. */
  verified(about: Parameters<Breakers['verified']>[0]): void;
}

export function createDefences({ limits, modes, budgets: settings, canChallenge }: DefenceSettings, needs: DefenceNeeds): Defences {
  const { lifecycle } = needs;
  const breakers = createBreakers({ limits, modes }, needs);
  const allBudgets = createBudgets(settings, needs);
  const budgets = createPricedBudgets(allBudgets, { ...needs, currencies: new Set(settings.money.keys()) });

  const pricedOf = ({ price, tellsPrice, phone }: WantedCall): PricedCall => ({ price, tellsPrice, country: phone.country });
  const dialOf = ({ phone, trust }: WantedCall): AskedDial => ({ phone, isTrusted: trust !== 'none', canChallenge });
  const spenderOf = ({ trust }: WantedCall) => ({ isProven: trust === 'proof' });

  return {
    budgetUses: allBudgets.uses,
    async reserve(call) {
      const undo: Undo = [];
      try {
        const refused = await breakers.admit(dialOf(call), undo);
        const spending = refused === undefined ? await budgets.take(pricedOf(call), spenderOf(call)) : undefined;
        if (spending === undefined || spending === 'unknown_price') {
          await giveBack(undo);
          return refused ?? (spending === undefined ? SPENT : UNKNOWN_PRICE);
        }
        const giveAllBack = async (): Promise<void> => {
          await Promise.all([giveBack(undo), spending.giveBack()]);
        };
        return { ok: true, reservation: { ...spending, giveBack: giveAllBack } };
      } catch (error) {
        // The answer need not wait for a store that fails.
        lifecycle.inBackground(giveBack(undo));
        throw error;
      }
    },
    async look(call) {
      const refused = await breakers.look(dialOf(call));
      if (refused !== undefined) return refused;
      const why = await budgets.look(pricedOf(call), spenderOf(call));
      if (why === undefined) return undefined;
      return why === 'spent' ? SPENT : UNKNOWN_PRICE;
    },
    verified(about) {
      lifecycle.inBackground(breakers.verified(about));
    },
    checked: breakers.checked,
    release: breakers.release,
    flush: breakers.flush,
  };
}
