/** The screen of each step. */
import type { TemplateResult } from 'lit/html.js';
import type { Step } from '../flow.js';
import { renderCode } from './code-view.js';
import { renderEnded, renderVerified } from './end-views.js';
import { renderNumber } from './number-view.js';
import type { Screen } from './screen.js';

const VIEWS: Readonly<Record<Step, (screen: Screen) => TemplateResult>> = {
  number: renderNumber,
  code: renderCode,
  verified: renderVerified,
  ended: renderEnded,
};

export function renderStep(screen: Screen): TemplateResult {
  return VIEWS[screen.state.step](screen);
}
