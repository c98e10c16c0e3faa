/** Says which numbers may be verified, and how they are written. */
import type { RequestHandler } from 'express';
import type { Countries, DocumentOf } from '../contract/answers.js';
import { countryFormat } from '../core/phone/country-format.js';
import { etagOf, sendCached } from './cached-answer.js';
import type { Internals } from './internals.js';

/** If a host adds a country, its pages show it some minutes later. */
const CACHE_CONTROL = 'public, max-age=300, stale-while-revalidate=3600';

/** `GET /countries.json`: `{ countries: [{ country, callingCode, mask, lengths, nationalPrefix?, internationalPrefixes? }] | "any", defaultCountry? }` */
export function createCountriesHandler({ countries, defaultCountry }: Pick<Internals, 'countries' | 'defaultCountry'>): RequestHandler {
  const formats = countries === 'any' ? 'any' : countries.map(countryFormat).filter((format) => format !== undefined);
  const document: DocumentOf<Countries> = { countries: formats, ...(defaultCountry === undefined ? {} : { defaultCountry }) };
  const body = JSON.stringify(document);
  const answer = { type: 'application/json; charset=utf-8', body, cacheControl: CACHE_CONTROL, etag: etagOf(body) };
  return function servedCountriesMiddleware(_req, res) {
    sendCached(res, answer);
  };
}
