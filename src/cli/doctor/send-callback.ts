/** Sends one callback, and says what its answer means. */

export interface SelfSentCallback {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The status, or one word for why there is none. */
export type CallbackAnswer = { readonly status: number } | { readonly failed: string };

const ANSWER_MS = 8000;

export async function send(url: string, { headers, body }: SelfSentCallback, signal: AbortSignal): Promise<CallbackAnswer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      // It would carry the token to another place.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    });
    await response.body?.cancel();
    return { status: response.status };
  } catch (error) {
    return { failed: wordOf(error) };
  }
}

/** Never a text, which may hold the address with its token. */
function wordOf(error: unknown): string {
  const { name, cause } = Object(error) as { name?: unknown; cause?: unknown };
  if (name === 'TimeoutError' || name === 'AbortError') return `no answer within ${ANSWER_MS / 1000} seconds`;
  const [inner] = (Object(cause) as { errors?: unknown[] }).errors ?? [];
  const { code } = Object(inner ?? cause) as { code?: unknown };
  return typeof code === 'string' && /^[A-Z0-9_]{2,60}$/.test(code) ? code : 'the connection failed';
}

export function adviceForStatus(status: number): string {
  if (status >= 300 && status < 400) return 'Name the address to which it redirects: a provider may not follow.';
  switch (status) {
    case 404:
    case 405:
      return 'Look whether callWebhooks is mounted exactly there, and whether the running service has the same secret, pseudonymKey and callback options.';
    case 401:
    case 403:
    case 429:
      return 'Something in front refuses it: let callbacks pass log-in, CSRF checks, firewalls and limits. Their path is their password.';
    case 400:
    case 413:
    case 415:
    case 422:
      return 'Something in front reads its body: mount callWebhooks before body parsers.';
    case 503:
      return 'The running service is closing, or its store fails: look at its event store.failed.';
    case 502:
    case 504:
      return 'The proxy does not reach the app: look whether it runs, and at the address that the proxy has for it.';
    default:
      return 'Look what answers there: callWebhooks answers 204.';
  }
}
