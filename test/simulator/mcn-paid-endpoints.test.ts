/** MCN's paid methods over HTTP. */
import { describe, expect, it } from 'vitest';
import { SCENARIO_NUMBERS } from '../../src/simulator/index.js';
import { callMcnPaid, envelopeOf, startSimulator } from './running-simulator.js';

describe('passwordcall', () => {
  it('answers as printed, shows the code in the calling number and speaks it after the answer', async () => {
    const simulator = await startSimulator();
    const answer = await callMcnPaid(simulator, 'passwordcall', {
      phone_number: '421901234567',
      verification_code: '0420',
      is_with_redirect: true,
    });
    expect(answer).toEqual({
      status: 200,
      body: {
        ok: true,
        caller_number: '421222200420',
        verification_code: '0420',
        verification_uuid: expect.stringMatching(/^[0-9a-f]{12}_117793$/),
        is_redirect: false,
      },
    });
    const telephone = simulator.telephone('+421901234567');
    expect(telephone.heard).toBeUndefined();
    telephone.answer();
    expect(telephone.heard).toBe('0420');
    expect(telephone.shown).toBe('+421222200420');
  });

  it('tells of a forwarded number only when asked', async () => {
    const simulator = await startSimulator();
    const phone_number = SCENARIO_NUMBERS.forwarded.SK.slice(1);
    const asked = await callMcnPaid(simulator, 'passwordcall', { phone_number, is_with_redirect: true });
    const unasked = await callMcnPaid(simulator, 'passwordcall', { phone_number, is_with_redirect: false });
    expect([asked.body['is_redirect'], unasked.body['is_redirect']]).toEqual([true, false]);
    const telephone = simulator.telephone(phone_number);
    expect(telephone.shown).toBeUndefined();
    expect(telephone.calls[0]).toMatchObject({ isForwarded: true, outcome: 'answered' });
  });

  it('chooses a code when none is given', async () => {
    const simulator = await startSimulator();
    const { body } = await callMcnPaid(simulator, 'passwordcall', { phone_number: '421901234567', verification_code: '' });
    expect(body['verification_code']).toMatch(/^\d{4}$/);
    simulator.telephone('+421901234567').answer();
    expect(simulator.telephone('+421901234567').heard).toBe(body['verification_code']);
  });

  it('calls the id by the name of the text when told to', async () => {
    const simulator = await startSimulator({ mcn: { answers: 'as_described' } });
    const { body } = await callMcnPaid(simulator, 'passwordcall', { phone_number: '421901234567' });
    expect(Object.keys(body)).toContain('verification_call_uuid');
    expect(Object.keys(body)).not.toContain('verification_uuid');
  });

  it.each([
    ['no number', {}],
    ['a number that is no text', { phone_number: 421901234567 }],
    ['a code that is no text', { phone_number: '421901234567', verification_code: 1234 }],
    ['a code of three digits', { phone_number: '421901234567', verification_code: '123' }],
    ['a redirect check that is no boolean', { phone_number: '421901234567', is_with_redirect: 'true' }],
    ['an array', ['421901234567']],
    ['a number that may not be called', { phone_number: SCENARIO_NUMBERS.not_permitted.SK.slice(1) }],
  ])('refuses %s and calls nobody', async (_case, body) => {
    const simulator = await startSimulator();
    expect(await callMcnPaid(simulator, 'passwordcall', body)).toMatchObject({ status: 400, body: { ok: false } });
    expect(simulator.telephone('+421901234567').calls).toEqual([]);
  });

  it('refuses a wrong token, and JSON that does not say so', async () => {
    const simulator = await startSimulator();
    const body = { phone_number: '421901234567' };
    expect((await callMcnPaid(simulator, 'passwordcall', body, { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await callMcnPaid(simulator, 'passwordcall', body, { 'content-type': 'text/plain' })).status).toBe(400);
  });
});

describe('confirmationCall', () => {
  it('answers with the envelope as printed, and says to press 9', async () => {
    const simulator = await startSimulator();
    const answer = await callMcnPaid(simulator, 'confirmationCall', { phone_number: '421901234567' });
    expect(answer.body).toMatchObject({ status: 'success', code: 200 });
    expect(envelopeOf(answer)).toEqual({
      login_did: '421901234567',
      code: expect.stringMatching(/^\d{4}$/),
      account_id: '117793',
      verification_call_uuid: expect.stringMatching(/^[0-9a-f]{12}_117793$/),
    });
    const telephone = simulator.telephone('+421901234567');
    telephone.answer();
    expect(telephone.heard).toContain('press 9');
    telephone.press('5');
    expect(telephone.calls[0]?.state).toBe('answered');
    telephone.press('9');
    expect(telephone.calls[0]).toMatchObject({ state: 'ended', outcome: 'answered', cause: 16, pressed: '59' });
  });

  it('answers flat, as the text describes, when told to', async () => {
    const simulator = await startSimulator({ mcn: { answers: 'as_described' } });
    const { body } = await callMcnPaid(simulator, 'confirmationCall', { phone_number: '421901234567' });
    expect(Object.keys(body).sort()).toEqual(['caller_number', 'ok', 'verification_call_uuid']);
  });
});
