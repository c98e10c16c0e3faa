import { expect, it } from 'vitest';
import { readForwards } from '../../src/cli/read-forwards.js';

const URL = 'http://127.0.0.1:8000/hook';

it.each([
  ['nothing', [], {}],
  ['a URL, for both', [URL], { mcn: URL, mobilgroup: URL }],
  ['a URL with a query', [`${URL}?token=a=b`], { mcn: `${URL}?token=a=b`, mobilgroup: `${URL}?token=a=b` }],
  ['a URL for one', [`mobilgroup=${URL}`], { mobilgroup: URL }],
  ['a URL for each', [`mobilgroup=${URL}`, `mcn=${URL}/2`], { mcn: `${URL}/2`, mobilgroup: URL }],
  ['a path that names one', [`${URL}/mcn/token`], { mcn: `${URL}/mcn/token` }],
  ['a path that names one, given for the other', [`mobilgroup=${URL}/mcn`], { mobilgroup: `${URL}/mcn` }],
  ['a path that names both', [`${URL}/mcn/mobilgroup`], { mcn: `${URL}/mcn/mobilgroup`, mobilgroup: `${URL}/mcn/mobilgroup` }],
  ['a URL for reports of messages', [URL, `sms=${URL}/sms`], { mcn: URL, mobilgroup: URL, sms: `${URL}/sms` }],
  ['a path that has the word sms', [`${URL}/sms`], { mcn: `${URL}/sms`, mobilgroup: `${URL}/sms` }],
  ['a path with a longer word', [`${URL}/mcn-sk`], { mcn: `${URL}/mcn-sk`, mobilgroup: `${URL}/mcn-sk` }],
])('reads %s', (_, texts, expected) => {
  expect(Object.fromEntries(readForwards(texts))).toEqual(expected);
});

it.each([
  ['mcn='],
  ['=http://127.0.0.1/'],
  [''],
  ['mcn=mobilgroup=http://127.0.0.1/'],
  ['ftp://127.0.0.1/'],
  ['/hook'],
  ['localhost:8000/hook'],
])('refuses %j', (text) => {
  expect(() => readForwards([text])).toThrow(/^--forward/);
});
