/**
 * Lets a provider in memory take what is fetched. It must be loaded before the package, which takes the `fetch` that it finds for Node's own:
 * to follow one that was replaced later makes all promises of the process dearer before Node 24.
 */
let take: typeof fetch = globalThis.fetch;
globalThis.fetch = (...request) => take(...request);

export function fetchFrom(provider: typeof fetch): void {
  take = provider;
}
