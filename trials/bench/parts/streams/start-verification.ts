/** Begins a verification over HTTP, as a page does. */

/** @returns the verification's id */
export async function startVerification(url: string, phone: string): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phone }),
  });
  const { verificationId } = (await response.json()) as { verificationId?: string };
  if (response.status !== 202 || verificationId === undefined) throw new Error(`a start was answered ${response.status}`);
  return verificationId;
}
