/** Recognises the server's documents, so far that they differ from those of another server. */

import type { AwaitingCall, Countries, DocumentOf, Started, VerificationStatus, Verified } from '../contract/answers.js';
import type { JsonObject } from './read-answer.js';

export function isStarted(document: JsonObject): document is JsonObject & DocumentOf<Started> {
  return isText(document['verificationId']) && isText(document['method']) && isText(document['expiresAt']);
}

export function isVerified(document: JsonObject): document is JsonObject & DocumentOf<Verified> {
  return document['status'] === 'verified' && isText(document['token']);
}

export function isAwaitingCall(document: JsonObject): document is JsonObject & DocumentOf<AwaitingCall> {
  return document['status'] === 'awaiting_call' && typeof document['retryAfterSeconds'] === 'number';
}

export function isVerificationStatus(document: JsonObject): document is JsonObject & DocumentOf<VerificationStatus> {
  const { status, call } = document;
  return ['pending', 'awaiting_call', 'verified', 'closed'].some((known) => known === status) && typeof call === 'object' && call !== null;
}

export function isCountries(document: JsonObject): document is JsonObject & DocumentOf<Countries> {
  return document['countries'] === 'any' || Array.isArray(document['countries']);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
