/** A member that is not known is named, but only if its name can do no harm in an answer or a log. */
import { expect, it } from 'vitest';
import { expectProblem } from '../support/problem.js';
import { newNumber, newSecret, openShop } from '../support/shop.js';

async function detailsOf(path: string, bodies: readonly object[]): Promise<readonly unknown[]> {
  const shop = await openShop();
  const details: unknown[] = [];
  for (const body of bodies) {
    const answer = await shop.client.post(path).send(body);
    expectProblem(answer, 'invalid_request');
    details.push(answer.body['detail']);
  }
  expect(shop.requests).toEqual([]);
  return details;
}

const named = (name: string, hint = 'Leave it out.'): string => `The member "${name}" is not known here. ${hint}`;
const NAMELESS = 'The request has a member that is not known here. Leave it out.';

it('at a start', async () => {
  const phone = newNumber();
  const members = ['remember', 'g-recaptcha-response', 'phone_number', 'Phone', 'methods', 'verification_id', 'purpose', 'constructor'];
  expect(
    await detailsOf(
      '/auth/call',
      members.map((name) => ({ phone, [name]: 'x' })),
    ),
  ).toEqual([
    named('remember'),
    named('g-recaptcha-response'),
    named('phone_number'),
    named('Phone', 'The nearest known one is "phone".'),
    named('methods', 'The nearest known one is "method".'),
    named('verification_id', 'The nearest known one is "verificationId".'),
    named('purpose'),
    named('constructor'),
  ]);
});

it('at a check', async () => {
  const verificationId = 'A'.repeat(60);
  const members = ['codes', 'phone', 'verificationID', 'ip', 'binding'];
  expect(
    await detailsOf(
      '/auth/call/check',
      members.map((name) => ({ verificationId, [name]: 'x' })),
    ),
  ).toEqual([
    named('codes', 'The nearest known one is "code".'),
    named('phone'),
    named('verificationID', 'The nearest known one is "verificationId".'),
    named('ip'),
    named('binding'),
  ]);
});

it('but not if it could be a secret or a number, or does more than name', async () => {
  const phone = newNumber();
  const bad = [
    newSecret('a secret as a name'),
    newNumber(),
    'code4821',
    '<script>alert(1)</script>',
    'a\nb',
    'a'.repeat(25),
    'имя',
    '',
    '"',
    '$ne',
  ];
  expect(
    await detailsOf(
      '/auth/call',
      bad.map((name) => ({ phone, [name]: 'x' })),
    ),
  ).toEqual(bad.map(() => NAMELESS));
});

it('and of several the first that may be named', async () => {
  expect(await detailsOf('/auth/call', [{ phone: newNumber(), '<b>': 1, remember: 1, me: 1 }])).toEqual([named('remember')]);
});
