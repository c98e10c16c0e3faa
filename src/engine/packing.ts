/** Makes a value small before it is sealed: a store of a million verifications is mostly member names otherwise. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/**
 * What entries are made of, the most frequent last. Part of the sealed format: with another dictionary, values that were
 * packed before cannot be read.
 */
const DICTIONARY = Buffer.from(
  '{"link":{"number":"","idHash":"","attempt":1},"parked":[{"outcome":"no_answer","cause":16,"isConfirmed":true}]}' +
    '"isTest":true,"isWeak":true,"isVoid":true,"isFurther":true,"accepted":{"from":"other","digest":"","length":4}' +
    '"methodId":"mcn.confirmationCall","kind":"confirmation_call","reach":"key_press","codeLength":0' +
    '"methodId":"mobilgroup.sms","kind":"sms","reach":"text"' +
    '"methodId":"mobilgroup.voiceCall","provider":"mobilgroup","kind":"voice_call","reach":"speech"' +
    '"outcome":"unavailable","cause":21,"outcome":"busy","cause":17,"outcome":"answered","cause":16' +
    '{"state":"closed","idHash":"","purpose":"sign-in","startedAt":17,"expiresAt":17,"reason":"superseded","reason":"expired",' +
    '"reason":"verified","kind":"flash_call","codeLength":4,"outcome":"pending"}]' +
    '{"dials":[{"at":17,"network":""}],"failures":[{"at":17,"network":""}],"verifications":[{"state":"open","idHash":"",' +
    '"purpose":"sign-in","binding":"","startedAt":17,"expiresAt":17,"phone":"+79","keyId":"","generation":0,"allowedChecks":3,' +
    '"failedChecks":0,"attempts":[{"number":1,"methodId":"mcn.flashCall","provider":"mcn","kind":"flash_call",' +
    '"reach":"caller_number","codeLength":4,"dialledAt":17,"outcome":"pending","code":{"from":"us","generation":0},"callId":""}]}],"marks":["',
);

/** A small window is enough for small values, and cheaper to set up. */
const WINDOW_BITS = 11;

export function pack(value: unknown): Uint8Array {
  return deflateRawSync(JSON.stringify(value), { dictionary: DICTIONARY, windowBits: WINDOW_BITS, memLevel: 4, level: 1 });
}

/** @throws if the bytes were not packed here */
export function unpack(bytes: Uint8Array): unknown {
  return JSON.parse(inflateRawSync(bytes, { dictionary: DICTIONARY, windowBits: WINDOW_BITS }).toString('utf8'));
}
