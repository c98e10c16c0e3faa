/** What a method answers that was asked to carry our code and got none. */
import type { PlaceResult } from '../ports/method.js';

/** An engine that forgot the code must not make a provider dial from a random number. */
export const NO_CODE_GIVEN: PlaceResult = Object.freeze({ status: 'refused', blame: 'provider', reason: 'no_code_given' });
