/** Sends a callback through the public URL, as a provider would, and looks whether the running service has taken it. */
import { randomBytes } from 'node:crypto';
import { isLoopback } from '../../contract/loopback.js';
import { selfSentCallId } from '../../contract/self-sent.js';
import type { CallProvider, CallVerification, CallVerificationStore } from '../../index.js';
import { urlOf } from './callback-setup.js';
import { sightOf, storeOf } from './check-store.js';
import { type Check, calledBackMethodsOf, type Finding, findingsOf, type NotChecked, type Patient } from './finding.js';
import { takenBy } from './self-sent-callback.js';
import { adviceForStatus, type SelfSentCallback, send } from './send-callback.js';

const { ok, problem, notChecked } = findingsOf('public-url');

const NAME_IT =
  'Say where callWebhooks is reached from outside: --public-url https://shop.example/webhooks/calls, or export "publicUrl". The doctor sends one callback there.';

export const checkPublicUrl: Check = {
  check: 'public-url',
  withinMs: 30_000,
  async run(patient, signal) {
    const { calls, publicUrl } = patient;
    if (publicUrl === undefined) return [notChecked(NAME_IT)];
    if (calls === undefined) return [notChecked('The path of callbacks is known only once the options fit.')];
    if (publicUrl.protocol !== 'https:' && !isLoopback(publicUrl.hostname)) {
      return [
        problem(
          'The public URL is not https, so the token in its path can be read on the way. Nothing was sent there.',
          'Serve it by https.',
        ),
      ];
    }
    const providers = [...new Map(calledBackMethodsOf(patient).map(({ provider }) => [provider.name, provider])).values()];
    return Promise.all(providers.map((provider) => sendTo({ patient, calls, publicUrl, provider, signal })));
  },
};

interface Sending {
  readonly patient: Patient;
  readonly calls: CallVerification;
  readonly publicUrl: URL;
  readonly provider: CallProvider;
  readonly signal: AbortSignal;
}

async function sendTo(sending: Sending): Promise<Finding | NotChecked> {
  const { calls, publicUrl, provider, signal } = sending;
  const { name, callbackForm, guard } = provider;
  if (callbackForm === undefined) return notChecked(`The provider ${name} does not say what its callbacks hold.`);
  if (guard.allowsAddress !== undefined) {
    return notChecked(
      `Callbacks of ${name} are taken from the addresses of the provider alone (callback.addresses), so one of the doctor cannot be.`,
    );
  }
  const callId = selfSentCallId(randomBytes(12).toString('hex'));
  const record = callbackForm.fields.map((field) => [field, field === callbackForm.id ? callId : ''] as const);
  const callback: SelfSentCallback = {
    headers: { 'content-type': 'application/json', ...(guard.header === undefined ? {} : { [guard.header.name]: guard.header.value }) },
    body: JSON.stringify(callbackForm.shape === 'array' ? record.map(([, value]) => value) : [Object.fromEntries(record)]),
  };
  const url = urlOf(calls, name, publicUrl);
  const answer = await send(url, callback, signal);
  if ('failed' in answer) {
    return problem(
      `The public URL cannot be reached from here: ${answer.failed}.`,
      'Look at its name, its certificate and the proxy. If this machine cannot reach its own public address, run the doctor on another one.',
    );
  }
  if (answer.status !== 204)
    return problem(`A callback of ${name} through the public URL is answered with HTTP ${answer.status}.`, adviceForStatus(answer.status));
  return recognised(sending, callback, url);
}

/** 204 came. Whether this very service has answered shows in the store, or else by what a wrong token gets. */
async function recognised({ patient, provider, signal }: Sending, callback: SelfSentCallback, url: string): Promise<Finding> {
  const { name } = provider;
  const store = storeOf(patient);
  const { isShared: isVisible, isEmpty } = store === undefined ? { isShared: false, isEmpty: true } : await sightOf(store);
  if (store !== undefined && isVisible && !isEmpty && (await isFoundIn(store, patient, name, callback))) {
    return ok(
      `A callback of ${name} through the public URL reaches the running service, which writes to this store. Nothing of it is left.`,
    );
  }
  const forged = await send(`${url.slice(0, url.lastIndexOf('/'))}/${randomBytes(24).toString('base64url')}`, callback, signal);
  if (!('status' in forged) || forged.status !== 404) {
    return problem(
      `Something at the public URL takes every callback, whatever token is in its path: it is not callWebhooks of ${name}.`,
      'Look where callWebhooks is mounted, and whether a page or a proxy answers in its place.',
    );
  }
  if (isVisible) {
    return problem(
      'The running service takes the callback, and does not write to the store of this configuration.',
      'Give both the same store: server, database, prefix or table, and schema.',
    );
  }
  return ok(`A callback of ${name} through the public URL reaches a running service with this secret.`);
}

async function isFoundIn(
  store: CallVerificationStore,
  { options }: Patient,
  provider: string,
  callback: SelfSentCallback,
): Promise<boolean> {
  const key = await takenBy(options, provider, callback);
  if (key === undefined || (await store.get(key)) === undefined) return false;
  // It would go in two minutes.
  await store.delete(key);
  return true;
}
