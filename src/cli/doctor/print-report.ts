/** The doctor's report, for people and for programs. */
import type { CallbackSetup, Finding, Level, NotChecked, Report } from './finding.js';

/** How many findings are of each level. */
export interface Summary {
  readonly ok: number;
  readonly warnings: number;
  readonly problems: number;
}

export function summaryOf({ findings }: Report): Summary {
  const count = (level: Level): number => findings.filter((each) => each.level === level).length;
  return { ok: count('ok'), warnings: count('warning'), problems: count('problem') };
}

const LEVEL_WIDTH = 'problem'.length;

/** The addresses of callbacks hold their tokens: to show them is what they are printed for. */
export function textOfReport(report: Report): string {
  const { findings, notChecked, callbacks } = report;
  const { ok, warnings, problems } = summaryOf(report);
  const lines = [...findings.map(lineOf), ...notChecked.map(lineOfNotChecked)];
  const summary = `${counted(problems, 'problem')}, ${counted(warnings, 'warning')}, ${ok} ok, ${notChecked.length} not checked. No call was placed.`;
  return [...lines, ...(callbacks.length === 0 ? [] : ['', ...linesOfCallbacks(callbacks)]), '', summary, ''].join('\n');
}

function lineOf({ level, check, found, advice }: Finding): string {
  return `${level.padEnd(LEVEL_WIDTH)}  ${check}: ${found}${advice === undefined ? '' : ` ${advice}`}`;
}

function lineOfNotChecked({ check, why }: NotChecked): string {
  return `${'-'.padEnd(LEVEL_WIDTH)}  ${check}: not checked. ${why}`;
}

function linesOfCallbacks(callbacks: readonly CallbackSetup[]): readonly string[] {
  return [
    'Webhooks to enter in the accounts. Their addresses hold a secret token: show them to nobody else.',
    ...callbacks.flatMap(({ provider, url, requestBody, isDocumented, header }) => [
      '',
      isDocumented
        ? `  ${provider}: Integrations, Webhooks, one for the event "Flash call" and one for "Password call". POST, JSON, "Retry on error" on`
        : `  ${provider}: its documents promise no reports. If your account can send them:`,
      `    URL           ${url.startsWith('/') ? `<public URL of callWebhooks>${url}` : url}`,
      ...(header === undefined ? [] : [`    Header        ${header}: the value of your option callback.header`]),
      ...(requestBody === undefined
        ? []
        : [
            `    Request body  ${requestBody}`,
            requestBody.startsWith('[{')
              ? '                  In place of each … insert the variable that is named before it, from the list of that page.'
              : '                  In place of each name insert the variable of that name, from the list of that page.',
          ]),
    ]),
  ];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The shape of `--json`, which docs/doctor.md has. Its tokens are hidden, because such output lands in logs. */
export function jsonOfReport(report: Report): string {
  const summary = summaryOf(report);
  const callbacks = report.callbacks.map(({ url, ...rest }) => ({ ...rest, url: url.replace(/[^/]*$/, '***') }));
  return `${JSON.stringify({ ok: summary.problems === 0, summary, findings: report.findings, notChecked: report.notChecked, callbacks }, null, 2)}\n`;
}
