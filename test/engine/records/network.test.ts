import { describe, expect, it } from 'vitest';
import { addressOf, networkOf, siteOf } from '../../../src/engine/records/network.js';

describe('the network of an address', () => {
  it('is an IPv4 address itself, in whichever form it comes', () => {
    expect(networkOf('203.0.113.7')).toBe('203.0.113.7');
    expect(networkOf('::ffff:203.0.113.7')).toBe('203.0.113.7');
    expect(networkOf('::ffff:cb00:7107')).toBe('203.0.113.7');
    expect(networkOf('203.0.113.8')).not.toBe(networkOf('203.0.113.7'));
  });

  it('is the IPv4 address that a translator wrote into an IPv6 one, so that not all IPv4 clients are one network', () => {
    for (const translated of ['64:ff9b::203.0.113.7', '64:FF9B::cb00:7107', '0064:ff9b:0:0:0:0:cb00:7107', '[64:ff9b::203.0.113.7]:443']) {
      expect([networkOf(translated), siteOf(translated)]).toEqual(['203.0.113.7', undefined]);
    }
    expect(['64:ff9b::1', '64:ff9b::10.0.0.1', '64:ff9b::a00:1'].map(networkOf)).toEqual(['0.0.0.1', '10.0.0.1', '10.0.0.1']);
    for (const other of ['64:ff9b:0:0:0:1:cb00:7107', '64:ff9b:1::cb00:7107', '64:ff9c::cb00:7107', '::cb00:7107']) {
      expect(networkOf(other)).not.toBe('203.0.113.7');
      expect(siteOf(other)).toBeDefined();
    }
  });

  it('is an IPv6 address’s first 56 bits, which is what one customer is given', () => {
    expect(networkOf('2001:db8:1:200::1')).toBe(networkOf('2001:db8:1:2ff:ffff:ffff:ffff:ffff'));
    expect(networkOf('2001:DB8:1:200:0:0:0:1')).toBe(networkOf('2001:db8:1:200::1'));
    expect(networkOf('2001:db8:1:300::1')).not.toBe(networkOf('2001:db8:1:2ff::1'));
    expect(networkOf('fe80::1%eth0')).toBe(networkOf('fe80::2'));
  });

  it('is that of the address in what a proxy says, with a port or a zone', () => {
    expect(networkOf('203.0.113.7:443')).toBe('203.0.113.7');
    expect(networkOf('[2001:db8:1:2::1]:443')).toBe(networkOf('2001:db8:1:2::1'));
    expect(['[::1]', '::1', 'fe80::1%eth0', '[fe80::1%eth0]:1'].map(addressOf)).toEqual(['::1', '::1', 'fe80::1', 'fe80::1']);
  });

  const none = [
    undefined,
    '',
    'localhost',
    'localhost:80',
    '300.1.1.1',
    '300.1.1.1:80',
    '203.0.113',
    '203.0.113.7:',
    '[localhost]',
    '[::1',
    '::1]',
  ];
  it.each(none)('is none for %s, and neither is there a site', (address) => {
    expect(networkOf(address)).toBeUndefined();
    expect(siteOf(address)).toBeUndefined();
  });
});

describe('the site of an address', () => {
  it('is an IPv6 address’s first 48 bits', () => {
    expect(siteOf('2001:db8:1::1')).toBe(siteOf('2001:db8:1:ffff:ffff:ffff:ffff:ffff'));
    expect(siteOf('[2001:DB8:1:2::1]:443')).toBe(siteOf('2001:db8:1::1'));
    expect(siteOf('2001:db8:2::1')).not.toBe(siteOf('2001:db8:1:ffff::1'));
    expect(siteOf('2001:db8:1::1')).not.toBe(networkOf('2001:db8:1::1'));
  });

  it('is none for an IPv4 address, in whichever form it comes', () => {
    expect(['203.0.113.7', '203.0.113.7:443', '::ffff:203.0.113.7', '::ffff:cb00:7107'].map(siteOf)).toEqual(Array(4).fill(undefined));
  });
});
