import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { untraced } from 'express-call-verification/opentelemetry';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openShop, type Shop, type ShopOptions } from '../support/shop.js';
import { openTelemetry, type Telemetry } from '../support/telemetry.js';

/** A shop in a process whose requests are traced by OpenTelemetry, with all headers that its owner may have asked for. */
async function openTracedShop(options: ShopOptions): Promise<{ shop: Shop; telemetry: Telemetry }> {
  const telemetry = openTelemetry();
  const shop = await openShop(options);
  const instrumentation = new UndiciInstrumentation({ headersToSpanAttributes: { requestHeaders: ['authorization'] } });
  onTestFinished(() => instrumentation.disable());
  instrumentation.setTracerProvider(telemetry.tracerProvider);
  return { shop, telemetry };
}

/** What must be in no span, by what it is. */
function secretsIn(text: string, shop: Shop): string[] {
  const { phone, simulator } = shop;
  const secrets = {
    number: phone.slice(1),
    code: `=${shop.code()}`,
    'MCN token': simulator.mcn.token,
    'MobilGroup key': simulator.mobilgroup.apiKey,
  };
  return Object.entries(secrets).flatMap(([what, value]) => (text.includes(value) ? [what] : []));
}

describe('a request to a provider, in a process whose requests are traced', () => {
  it("is in a span with number, code and key, if its fetch is Node's own", async () => {
    const { shop, telemetry } = await openTracedShop({});
    await shop.begin();
    await expect.poll(telemetry.spans).toHaveLength(1);
    expect(telemetry.spans()[0]?.attributes['url.full']).toContain('flash_call');
    expect(secretsIn(await telemetry.text(), shop)).toEqual(['number', 'code', 'MCN token']);
  });

  it('is in no span, if its fetch is untraced', async () => {
    const { shop, telemetry } = await openTracedShop({ calls: { fetch: untraced() } });
    await shop.begin();
    // The instrumentation works: what the test itself asks for is in a span.
    await fetch(new URL('/health', shop.url)).then((response) => response.text());
    await expect.poll(telemetry.spans).not.toEqual([]);
    expect(telemetry.spans().map(({ attributes }) => attributes['url.path'])).toEqual(['/health']);
    expect(secretsIn(await telemetry.text(), shop)).toEqual([]);
  });

  it("is in no span, if a fetch of the host's own is untraced, which asks later and again", async () => {
    const asked: string[] = [];
    const own: typeof fetch = async (input, init) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      asked.push(String(input));
      await fetch(new URL('/nothing', String(input)), { method: 'POST' }).then((response) => response.text());
      return fetch(input, init);
    };
    const { shop, telemetry } = await openTracedShop({ calls: { fetch: untraced(own) } });
    await shop.begin();
    await fetch(new URL('/health', shop.url)).then((response) => response.text());
    await expect.poll(telemetry.spans).not.toEqual([]);
    expect(asked).toHaveLength(1);
    expect(telemetry.spans().map(({ attributes }) => attributes['url.path'])).toEqual(['/health']);
  });
});

describe('an untraced fetch', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('can be known by its mark', () => {
    expect(untraced()).toMatchObject({ [Symbol.for('express-call-verification.untraced')]: true });
  });

  it("is Node's own as it is at each call", async () => {
    const fetch = untraced();
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('from the test')));
    expect(await (await fetch('http://127.0.0.1/')).text()).toBe('from the test');
  });

  it('answers and fails as what it was made of', async () => {
    const failure = new Error('no way');
    const fetch = untraced(() => Promise.reject(failure));
    await expect(fetch('http://127.0.0.1/')).rejects.toBe(failure);
  });
});
