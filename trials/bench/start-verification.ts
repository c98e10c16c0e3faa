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

/** Does `work` with 0, 1, … and so many of them side by side. */
export async function forEachOf<T>(count: number, concurrency: number, work: (index: number) => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  let next = 0;
  const run = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      results[index] = await work(index);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, run));
  return results;
}
