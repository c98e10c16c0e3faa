import { describe, expect, it } from 'vitest';
import { expectProblem } from '../support/problem.js';
import { type CallbackReport, openShop, otherThan, type Shop, type ShopOptions } from '../support/shop.js';

type Fate = 'alive' | 'waits' | 'dead';

/** What the outcome means, by how the code reaches the person. */
interface Row {
  readonly outcome: string;
  /** `undefined`: no report came. */
  readonly reports: readonly (CallbackReport | undefined)[];
  readonly shown: Fate;
  readonly spoken: Fate;
  readonly confirmation: Fate;
}

const ROWS: readonly Row[] = [
  { outcome: 'pending', reports: [undefined], shown: 'waits', spoken: 'waits', confirmation: 'waits' },
  {
    outcome: 'unknown',
    reports: [{ cause: 16 }, { cause: 16, word: 'BRIDGED' }, { word: 'BRIDGED' }, { cause: 'none', word: 'ANSWER' }],
    shown: 'waits',
    spoken: 'waits',
    confirmation: 'waits',
  },
  { outcome: 'failed', reports: [{ cause: 41 }, { cause: 41, word: 'ANSWER' }], shown: 'dead', spoken: 'dead', confirmation: 'dead' },
  { outcome: 'rejected', reports: [{ cause: 31 }, { cause: 31, word: 'ANSWER' }], shown: 'dead', spoken: 'dead', confirmation: 'dead' },
  {
    outcome: 'unavailable',
    reports: [{ cause: 1 }, { cause: 20, word: 'CANCEL' }, { cause: 27, word: 'ANSWER' }, { cause: 127 }],
    shown: 'dead',
    spoken: 'dead',
    confirmation: 'dead',
  },
  {
    outcome: 'unavailable',
    reports: [{ cause: 18 }, { cause: 19, word: 'NO ANSWER' }, { cause: 21, word: 'CANCEL' }],
    shown: 'alive',
    spoken: 'dead',
    confirmation: 'dead',
  },
  {
    outcome: 'no_answer',
    reports: [
      { cause: 16, word: 'CANCEL' },
      { cause: 16, word: 'NO ANSWER' },
    ],
    shown: 'alive',
    spoken: 'dead',
    confirmation: 'dead',
  },
  {
    outcome: 'busy',
    reports: [{ cause: 17, word: 'CANCEL' }, { cause: 17, word: 'NO ANSWER' }, { cause: 17 }, { cause: 17, word: 'ANSWER' }],
    shown: 'alive',
    spoken: 'dead',
    confirmation: 'dead',
  },
  {
    outcome: 'answered',
    reports: [
      { cause: 16, word: 'ANSWER' },
      { cause: 16, word: 'ANSWERED' },
    ],
    shown: 'alive',
    spoken: 'alive',
    confirmation: 'waits',
  },
];

const COLUMNS: readonly {
  readonly name: string;
  readonly reach: 'shown' | 'spoken' | 'confirmation';
  readonly methods: ShopOptions['methods'];
}[] = [
  { name: 'mcn.flashCall', reach: 'shown', methods: ({ mcn }) => [mcn.flashCall()] },
  { name: 'mcn.passwordCall', reach: 'shown', methods: ({ mcn }) => [mcn.passwordCall()] },
  { name: 'mobilGroup.flashCall', reach: 'shown', methods: ({ mobilGroup }) => [mobilGroup.flashCall()] },
  { name: 'mobilGroup.voiceCall', reach: 'spoken', methods: ({ mobilGroup }) => [mobilGroup.voiceCall()] },
  {
    name: 'mcn.confirmationCall',
    reach: 'confirmation',
    methods: ({ mcn }) => [mcn.confirmationCall({ confirmedBy: { field: 'dtmf', value: '9' } })],
  },
];

/** What a check is answered with that is right in every other respect. */
const ANSWERS = { alive: 200, waits: 202, dead: 409 };

function describeReport(report: CallbackReport | undefined): string {
  if (report === undefined) return 'no report';
  return `${report.cause ?? 'no cause'} ${report.word ?? 'without a word'}`;
}

async function expectFate(shop: Shop, verificationId: string, code: string | undefined, fate: Fate): Promise<void> {
  if (fate === 'dead') {
    const wrong = code === undefined ? undefined : otherThan(code);
    const members = { verificationId, nextMethods: expect.any(Array), retryAt: expect.any(String) };
    expectProblem(await shop.check(verificationId, wrong), 'call_failed', members);
    expectProblem(await shop.check(verificationId, code), 'call_failed', members);
    // Neither of them was evaluated.
    expect((await shop.status(verificationId)).body).toMatchObject({ status: 'pending', checksLeft: 3 });
    expect(shop.eventsOf('code.rejected')).toEqual([]);
    return;
  }
  const answer = await shop.check(verificationId, code);
  expect(answer.status).toBe(ANSWERS[fate]);
  expect(answer.body['status']).toBe(fate === 'alive' ? 'verified' : 'awaiting_call');
}

for (const requireCallReport of [false, true]) {
  describe(requireCallReport ? 'when a report is required' : 'when no report is required', () => {
    for (const { name, reach, methods = () => [] } of COLUMNS) {
      for (const { outcome, reports, ...fates } of ROWS) {
        const fate = fates[reach] === 'waits' && reach !== 'confirmation' && !requireCallReport ? 'alive' : fates[reach];
        it(`${name} is ${fate} after ${reports.map(describeReport).join(', or ')} (${outcome})`, async () => {
          const shop = await openShop({ methods, calls: { requireCallReport } });
          for (const report of reports) {
            const verificationId = await shop.begin();
            if (report !== undefined) expect((await shop.report(report)).status).toBe(204);
            expect((await shop.status(verificationId)).body['call']).toEqual({ outcome });
            await expectFate(shop, verificationId, reach === 'confirmation' ? undefined : shop.code(), fate);
            // Far enough for the next one not to meet the limits of the number.
            shop.advance(3600);
          }
        });
      }
    }
  });
}

describe('an SMS', () => {
  for (const requireCallReport of [false, true]) {
    it(`is alive from the moment it was accepted, ${requireCallReport ? 'though' : 'and'} ${requireCallReport ? 'a' : 'no'} report is required`, async () => {
      const shop = await openShop({
        methods: ({ mobilGroup }) => [mobilGroup.voiceCall(), mobilGroup.sms()],
        calls: { requireCallReport },
      });
      const verificationId = await shop.begin();
      const code = shop.code();
      await shop.report({ cause: 20 });
      expectProblem(await shop.check(verificationId, code), 'call_failed', {
        verificationId,
        nextMethods: ['sms', 'voice_call'],
        retryAt: expect.any(String),
      });
      shop.advance(30);
      expect((await shop.again(verificationId)).body).toMatchObject({ method: 'sms', codeLength: 4 });
      expect(shop.telephone.messages).toEqual([`Your code is ${code}.`]);
      expect((await shop.status(verificationId)).body['call']).toEqual({ outcome: 'pending' });
      expect((await shop.check(verificationId, code)).status).toBe(200);
    });
  }
});

describe('a confirmation', () => {
  for (const { outcome, reports } of ROWS) {
    const fate = outcome === 'answered' ? 'alive' : ['pending', 'unknown'].includes(outcome) ? 'waits' : 'dead';
    it(`is ${fate} when the key was reported and the call is ${outcome}, with ${describeReport(reports[0])}`, async () => {
      const shop = await openShop({ methods: ({ mcn }) => [mcn.confirmationCall({ confirmedBy: { field: 'dtmf', value: '9' } })] });
      const verificationId = await shop.begin();
      await shop.report({ ...reports[0], dtmf: '9' });
      await expectFate(shop, verificationId, undefined, fate);
    });
  }
});
