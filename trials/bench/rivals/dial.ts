/** What a rival does to place a call: it sends the package's request to the provider, and reads the answer. */
import { parsePhoneNumberWithError } from 'libphonenumber-js/max';
import { MCN } from '../http/subject.js';

export async function dial(digits: string, code: string, providerUrl: string): Promise<void> {
  const query = new URLSearchParams({ login_did: digits, code });
  const response = await fetch(`${providerUrl}/v2/rest/account/${MCN.accountId}/flash_call?${query}`, {
    method: 'POST',
    headers: { Accept: 'application/json', 'Content-Type': 'application/json', Authorization: `Bearer ${MCN.token}` },
    redirect: 'manual',
  });
  const answer = (await response.json()) as { readonly status?: string };
  if (answer.status !== 'success') throw new Error('the provider refused');
}

/** Reads the number as the package does, first. */
export async function readAndDial(phone: string, providerUrl: string): Promise<void> {
  const parsed = parsePhoneNumberWithError(phone, { extract: false });
  if (parsed.getType() !== 'MOBILE' || !parsed.isValid()) throw new Error('not a number to be called');
  await dial(parsed.number.slice(1), '1234', providerUrl);
}
