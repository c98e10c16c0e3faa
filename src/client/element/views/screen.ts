/** What every view is drawn from. */
import type { MethodKind } from '../../../contract/method-kind.js';
import type { CodeField } from '../code-field.js';
import type { FlowState } from '../flow.js';
import type { Translate } from '../messages/translate.js';
import type { PhoneField } from '../phone-field.js';

export interface Screen {
  readonly state: FlowState;
  readonly t: Translate;
  readonly lang: string;
  /** The server's time, in milliseconds since the epoch. */
  readonly now: number;
  readonly isDisabled: boolean;
  /** The host chooses the number. */
  readonly isPhoneReadonly: boolean;
  /** The kind that the host prefers. */
  readonly method: MethodKind | undefined;
  /** What the person must do first, after a form could not be sent or no number was typed; otherwise empty. */
  readonly reminder: string;
  readonly phoneField: PhoneField;
  readonly codeField: CodeField;
  readonly start: () => void;
  readonly again: (method: MethodKind) => void;
  /** What the button beside the code does, or the Enter key. */
  readonly submitCode: () => void;
  /** "I have pressed 9". */
  readonly askConfirmed: () => void;
  /** The person pressed it, but the report has not come yet. */
  readonly isUnconfirmed: boolean;
  readonly reset: () => void;
}

/** Whole seconds until a time; 0 once it has come, or if there is none. */
export function secondsUntil(at: number | string | null | undefined, now: number): number {
  if (at === null || at === undefined) return 0;
  const time = typeof at === 'number' ? at : Date.parse(at);
  return Math.max(0, Math.ceil((time - now) / 1000));
}
