/** What to enter in the pages of the providers' accounts, so that reports come. */
import type { CallbackForm, CallMethod, CallVerification } from '../../index.js';
import { type CallbackSetup, calledBackMethodsOf, type Patient } from './finding.js';

/** One for each provider that reports. @returns none if there is no service */
export function callbackSetups(patient: Patient): readonly CallbackSetup[] {
  const { calls, publicUrl } = patient;
  if (calls === undefined) return [];
  const providers = new Map<string, CallMethod[]>();
  for (const method of calledBackMethodsOf(patient))
    providers.set(method.provider.name, [...(providers.get(method.provider.name) ?? []), method]);
  return [...providers].map(([provider, methods]) => {
    const [{ callbackForm = undefined, guard = undefined } = {}] = methods.map((method) => method.provider);
    const fields = methods.flatMap(({ confirmingField }) => confirmingField ?? []);
    return {
      provider,
      url: urlOf(calls, provider, publicUrl),
      requestBody: callbackForm && templateOf(callbackForm, fields),
      isDocumented: methods.some(({ reports }) => reports === 'documented'),
      header: guard?.header?.name,
    };
  });
}

export function urlOf(calls: CallVerification, provider: string, publicUrl: URL | undefined): string {
  const path = calls.webhookPath(provider);
  return publicUrl === undefined ? path : publicUrl.href.replace(/\/+$/, '') + path;
}

/** How a variable is written in the field is in no document of MCN: its pages insert it. */
const VARIABLE = '…';

/** In a list of bare values, each name stands for the variable. */
function templateOf({ shape, fields }: CallbackForm, further: readonly string[]): string {
  if (shape === 'array') return JSON.stringify(fields).replaceAll(',', ', ');
  const all = [...fields, ...further.filter((field) => !fields.includes(field))];
  return `[{ ${all.map((field) => `${JSON.stringify(field)}: "${VARIABLE}"`).join(', ')} }]`;
}
