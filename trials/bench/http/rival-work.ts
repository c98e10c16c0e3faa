/** What a rival does of a start: it reads the number as the package does, and sends the package's request to the provider. */
import { parsePhoneNumberWithError } from 'libphonenumber-js/max';
import { MCN } from './subject.js';

export async function callPhone(phone: string, providerUrl: string): Promise<void> {
  const parsed = parsePhoneNumberWithError(phone, { extract: false });
  if (parsed.getType() !== 'MOBILE' || !parsed.isValid()) throw new Error('not a number to be called');
  const query = new URLSearchParams({ login_did: parsed.number.slice(1), code: '1234' });
  const response = await fetch(`${providerUrl}/v2/rest/account/${MCN.accountId}/flash_call?${query}`, {
    method: 'POST',
    headers: { Accept: 'application/json', 'Content-Type': 'application/json', Authorization: `Bearer ${MCN.token}` },
    redirect: 'manual',
  });
  const answer = (await response.json()) as { readonly status?: string };
  if (answer.status !== 'success') throw new Error('the provider refused');
}
