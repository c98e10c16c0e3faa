import { describe, expect, it } from 'vitest';
import { networkOf } from '../../src/engine/network.js';

describe('the network of an address', () => {
  it('is an IPv4 address itself, in whichever form it comes', () => {
    expect(networkOf('203.0.113.7')).toBe('203.0.113.7');
    expect(networkOf('::ffff:203.0.113.7')).toBe('203.0.113.7');
    expect(networkOf('::ffff:cb00:7107')).toBe('203.0.113.7');
    expect(networkOf('203.0.113.8')).not.toBe(networkOf('203.0.113.7'));
  });

  it('is an IPv6 address’s first 64 bits, which is what one customer is given', () => {
    expect(networkOf('2001:db8:1:2::1')).toBe(networkOf('2001:db8:1:2:ffff:ffff:ffff:ffff'));
    expect(networkOf('2001:DB8:1:2:0:0:0:1')).toBe(networkOf('2001:db8:1:2::1'));
    expect(networkOf('2001:db8:1:3::1')).not.toBe(networkOf('2001:db8:1:2::1'));
    expect(networkOf('fe80::1%eth0')).toBe(networkOf('fe80::2'));
  });

  it.each([undefined, '', 'localhost', '203.0.113.7:443', '300.1.1.1', '203.0.113', '[::1]'])('is none for %s', (address) => {
    expect(networkOf(address)).toBeUndefined();
  });
});
