/** One client of the shop: a browser or a program, at an address, with its cookies. */
import type { HttpAnswer, HttpClient } from './http-client.js';
import type { Ledger } from './ledger.js';

export interface ClientOptions {
  /** Who it is in the ledger. */
  readonly actor: string;
  readonly address: string;
  /** What the client itself writes into X-Forwarded-For, in front of what the proxy adds. */
  readonly claims?: () => string;
}

export interface Client {
  readonly address: string;
  /** A person solved the challenge: what is sent from now on says so. */
  solveChallenge(): void;
  start(phone: string, method?: string): Promise<HttpAnswer>;
  /** Another call for a verification of `phone`. */
  again(phone: string, verificationId: string, method?: string): Promise<HttpAnswer>;
  check(phone: string, verificationId: string, code?: string): Promise<HttpAnswer>;
}

/** Where the page puts what shows that a challenge was passed. */
export const SOLUTION_HEADER = 'x-solution';

export interface ClientNeeds {
  readonly http: HttpClient;
  readonly ledger: Ledger;
  readonly beforeStart: (phone: string) => void;
  /** What only a person can give. */
  readonly solution: string;
  readonly onSecret: (value: string, label: string) => void;
}

export function createClient(needs: ClientNeeds, { actor, address, claims }: ClientOptions): Client {
  const { http, ledger, beforeStart, solution, onSecret } = needs;
  const asker = { actor, address };
  const cookies = new Map<string, string>();
  let hasSolved = false;

  async function post(path: string, json: object): Promise<HttpAnswer> {
    const headers: Record<string, string> = {};
    if (cookies.size > 0) headers['cookie'] = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    if (hasSolved) headers[SOLUTION_HEADER] = solution;
    const forwardedFor = claims === undefined ? address : `${claims()}, ${address}`;
    const answer = await http.send('POST', path, { forwardedFor, headers, json });
    for (const cookie of answer.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (name !== undefined && value !== undefined) cookies.set(name, value);
    }
    return answer;
  }

  async function askForCall(phone: string, json: object): Promise<HttpAnswer> {
    beforeStart(phone);
    const answer = await post('/auth/call', json);
    ledger.start(asker, phone, answer);
    return answer;
  }

  return {
    address,
    solveChallenge() {
      hasSolved = true;
    },
    start: (phone, method) => askForCall(phone, { phone, ...(method === undefined ? {} : { method }) }),
    again: (phone, verificationId, method) => askForCall(phone, { verificationId, ...(method === undefined ? {} : { method }) }),
    async check(phone, verificationId, code) {
      const answer = await post('/auth/call/check', { verificationId, ...(code === undefined ? {} : { code }) });
      ledger.check(asker, phone, hasSolved, answer);
      if (typeof answer.body['token'] === 'string') onSecret(answer.body['token'], 'a token');
      return answer;
    },
  };
}

/** The member of an answer that is a text; empty if it has none. */
export function textOf(answer: HttpAnswer, member: string): string {
  const value = answer.body[member];
  return typeof value === 'string' ? value : '';
}

/** Seconds. */
export function retryAfterOf(answer: HttpAnswer): number {
  return Number(answer.headers['retry-after'] ?? 0);
}
