/** What an operator does is told, with who it was. */
import { expect, it } from 'vitest';
import { openShop } from '../support/shop.js';

it('each act of an operator is an event with the masked number or the prefix, and with who it was', async () => {
  const { calls, phone, eventsOf, now } = await openShop();
  await calls.unlock(phone, { by: 'anna' });
  await calls.forget(phone);
  await calls.release(phone, { by: 'support, ticket 81' });
  const masked = `+7********${phone.slice(-2)}`;
  const at = new Date(now());
  expect(eventsOf('operator.acted')).toEqual([
    { type: 'operator.acted', action: 'unlock', by: 'anna', phone: masked, at },
    { type: 'operator.acted', action: 'forget', by: undefined, phone: masked, at },
    { type: 'operator.acted', action: 'release', by: 'support, ticket 81', prefix: `${phone.slice(0, -4)}****`, at },
  ]);
});

it('an act that is refused is no event', async () => {
  const { calls, phone, eventsOf } = await openShop();
  for (const act of [calls.unlock, calls.forget, calls.release]) {
    expect(await act('nobody', { by: 'anna' })).toMatchObject({ ok: false });
    for (const by of ['', 'x'.repeat(65), 7 as unknown as string]) {
      expect(await act(phone, { by })).toMatchObject({ ok: false, code: 'invalid_request' });
    }
  }
  expect(eventsOf('operator.acted')).toEqual([]);
});
