/** Providers have one name everywhere, and a wrong one throws with the nearest. */
import {
  createProviderSimulator,
  type ProviderName,
  type ProviderSimulatorOptions,
  type TelephoneMood,
} from 'express-call-verification/simulator';
import { describe, expect, it } from 'vitest';
import { openShop } from '../support/shop.js';
import { startSimulator } from './running-simulator.js';

const WRONG_NAMES = ['MobilGroup', 'mobilGroup', 'mobil_group', 'mobil-group', 'Mobil Group', 'mobilegroup', 'MOBILGROUP'];

describe('the one name of a provider', () => {
  it("is that of the webhook's path, of the app's events and of the simulator's events", async () => {
    const shop = await openShop();
    const placed = shop.simulator.next('call');
    await shop.begin({ method: 'voice_call' });
    const { provider } = await placed;
    expect(provider).toBe('mobilgroup');
    expect(shop.eventsOf('call.placed')).toMatchObject([{ provider }]);
    expect(shop.calls.webhookPath(provider).split('/')[1]).toBe(provider);
    expect(shop.simulator.callbacks[provider].url).toBeUndefined();
    expect(shop.simulator[provider].apiUrl).toMatch(/^http:/);
  });
});

describe.each(WRONG_NAMES)('the wrong name %s', (name) => {
  const wrong = name as ProviderName;
  const nearest = 'Did you mean "mobilgroup"?';

  it('throws with the nearest when a path is asked for', async () => {
    const { calls } = await openShop();
    expect(() => calls.webhookPath(name)).toThrow(RangeError);
    expect(() => calls.webhookPath(name)).toThrow(`No method of a provider "${name}" is configured. ${nearest}`);
  });

  it('throws with the nearest in the simulator', async () => {
    const simulator = await startSimulator();
    expect(() => simulator.fail(wrong, 503)).toThrow(nearest);
    expect(() => simulator.callbacks.setUrl(wrong, undefined)).toThrow(nearest);
    await expect(simulator.callbacks.report(wrong, { id: '1' })).rejects.toThrow(nearest);
  });

  it('throws with the nearest among the options of the simulator', async () => {
    const options: unknown = { [name]: {} };
    await expect(createProviderSimulator(options as ProviderSimulatorOptions)).rejects.toThrow(nearest);
    await expect(createProviderSimulator({ callbacks: options as object })).rejects.toThrow(nearest);
  });
});

it('a name that is near to none throws with all of them', async () => {
  const { calls, simulator } = await openShop();
  expect(() => calls.webhookPath('kompaas')).toThrow('Known names are: mcn, mobilgroup.');
  expect(() => simulator.fail('kompaas' as ProviderName, 503)).toThrow('Known names are: mcn, mobilgroup, sms.');
});

it("a telephone's mood that is none throws with the nearest", async () => {
  const wrong = 'answer' as TelephoneMood;
  await expect(createProviderSimulator({ mood: wrong })).rejects.toThrow('Did you mean "answers"?');
  const telephone = (await startSimulator()).telephone('+79157777777');
  expect(() => {
    telephone.mood = wrong;
  }).toThrow('Did you mean "answers"?');
  expect(telephone.mood).toBe('rings');
});
