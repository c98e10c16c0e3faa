/** The call ids of reports that a host sends to itself, to see whether callbacks reach it. No provider makes such ids. */

const BEGINNING = 'self-sent-by-doctor-';

/** @param random so that no two are the same */
export function selfSentCallId(random: string): string {
  return BEGINNING + random;
}

/** Whether a report about this call proves nothing about the provider. */
export function isSelfSent(callId: string): boolean {
  return callId.startsWith(BEGINNING);
}
