/** The package as the README mounts it, with its defaults, behind one proxy. */
import { randomBytes } from 'node:crypto';
import express from 'express';
import {
  type CallVerification,
  callVerificationRouter,
  callWebhooks,
  createCallVerification,
  createMcn,
  createMobilGroup,
} from '../../../src/index.js';
import { addressOf, createProviderInMemory, phoneOf } from '../measuring.js';
import { forEachOf } from '../side-by-side.js';
import { fillStore } from '../stores/fill-store.js';
import { openStore, TIMEOUT_MS } from '../stores/open-store.js';
import { fetchFrom } from './fetch-in-memory.js';
import type { WireRequest } from './messages.js';
import { EXPECTED, MCN, type OpenSubject, PATHS } from './subject.js';
import { requestFor } from './wire-requests.js';

const MANY = 1_000_000;
const SIDE_BY_SIDE = 32;

/** Every callback is answered with 204, also one that means nothing. */
async function assertReported(calls: CallVerification, verificationId: string): Promise<void> {
  const seen = await calls.status({ verificationId });
  if (!seen.ok || seen.call.outcome !== 'answered') throw new Error('a callback had no effect');
}

/** How often each verification's status is asked for. */
const LOOKS = 10;

export const openOurs: OpenSubject = async ({ request, withKey, store: settings, entries, providerUrl }) => {
  const { store } = await openStore(settings);
  await fillStore(store, entries);
  const provider = createProviderInMemory();
  // Only where starts are measured does a call go over the network.
  if (request !== 'start') fetchFrom(provider.fetch);
  const mcn = createMcn({ ...MCN, apiUrl: providerUrl, timeoutMs: TIMEOUT_MS });
  const mobilGroup = createMobilGroup({ apiKey: 'key-of-the-bench' });
  const calls = createCallVerification({
    secret: randomBytes(32).toString('base64'),
    countries: ['RU', 'SK'],
    methods: [mcn.flashCall(), mobilGroup.voiceCall({ repeat: true }), mobilGroup.sms()],
    limits: { callsPerDay: 1000 * MANY },
    ipLimits: { startsPerHour: MANY, checksPerHour: MANY },
    store,
    storeTimeoutMs: TIMEOUT_MS,
  });
  const app = express();
  app.set('trust proxy', 1);
  app.use('/auth/call', callVerificationRouter(calls));
  app.use(PATHS.webhooks, callWebhooks(calls));

  let last = 0;
  let lastId: string | undefined;
  const callbackPath = calls.webhookPath('mcn');
  const prepareOne = async (): Promise<WireRequest> => {
    last += 1;
    const index = last;
    if (request === 'start') return requestFor(request, { index, withKey });
    const phone = phoneOf(index);
    const answer = await calls.start({ phone, ip: addressOf(index) });
    if (!answer.ok) throw new Error(`a start was answered ${answer.code}`);
    const { verificationId } = answer;
    lastId = verificationId;
    const { code: right, callId } = provider.take(phone);
    const wrong = right === '0000' ? '1111' : '0000';
    return requestFor(request, { index, withKey, verificationId, code: request === 'check-wrong' ? wrong : right, callId, callbackPath });
  };
  return {
    handler: app,
    expected: EXPECTED[request],
    async prepare(count) {
      if (request === 'callback' && lastId !== undefined) await assertReported(calls, lastId);
      if (request !== 'status') return forEachOf(count, SIDE_BY_SIDE, prepareOne);
      const looks = await forEachOf(Math.ceil(count / LOOKS), SIDE_BY_SIDE, prepareOne);
      return Array.from({ length: count }, (_, index) => looks[index % looks.length] as WireRequest);
    },
  };
};
