/** Whether the providers can be reached: name, connection and TLS. No request is sent, so nothing can be dialled. */
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Check, type Finding, findingsOf, methodsOf } from './finding.js';
import { TooLate, within } from './within.js';

const { ok, warning, problem, notChecked } = findingsOf('host');
const CONNECT_MS = 5000;

export const checkHosts: Check = {
  check: 'host',
  withinMs: CONNECT_MS + 2000,
  async run(patient) {
    const addresses = methodsOf(patient).flatMap(({ apiUrl }) =>
      apiUrl !== undefined && URL.canParse(apiUrl) ? [new URL(apiUrl).origin] : [],
    );
    const origins = [...new Set(addresses)];
    if (origins.length === 0) return [notChecked('No method says where it asks.')];
    // A host's own may take another way, such as a proxy.
    const worse = patient.options.fetch === undefined ? problem : warning;
    return Promise.all(origins.map((origin) => reach(new URL(origin), worse)));
  },
};

async function reach(url: URL, worse: (found: string, advice: string) => Finding): Promise<Finding> {
  try {
    await within(CONNECT_MS, (signal) => open(url, signal));
    const how = url.protocol === 'https:' ? 'name, connection and certificate are right' : 'something listens there';
    return ok(`${url.host} can be reached: ${how}.`);
  } catch (error) {
    const { word, advice } = troubleOf(error);
    return worse(`${url.host} cannot be reached: ${word}.`, advice);
  }
}

/** Connects, and ends the connection at once. */
function open({ protocol, hostname, port }: URL, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const host = hostname.replace(/^\[|\]$/g, '');
    const isTls = protocol === 'https:';
    const address = { host, port: Number(port || (isTls ? 443 : 80)) };
    // A name of an address is none for TLS.
    const socket: Socket = isTls
      ? connectTls({ ...address, ...(/[a-z]/i.test(host) && !host.includes(':') ? { servername: host } : {}) })
      : connectTcp(address);
    const end = (settle: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      settle();
    };
    const onAbort = (): void => end(() => reject(new TooLate()));
    signal.addEventListener('abort', onAbort);
    socket.once(isTls ? 'secureConnect' : 'connect', () => end(resolve));
    socket.on('error', (error) => end(() => reject(error)));
  });
}

const FIREWALL = "Look at this machine's firewall and proxy: it must be allowed to connect to the provider.";

function troubleOf(error: unknown): { readonly word: string; readonly advice: string } {
  if (error instanceof TooLate) return { word: `no connection within ${CONNECT_MS / 1000} seconds`, advice: FIREWALL };
  const [inner] = (error as { errors?: unknown[] }).errors ?? [];
  const { code, syscall } = Object(inner ?? error) as { code?: unknown; syscall?: unknown };
  const word = typeof code === 'string' ? code : 'the connection failed';
  if (syscall === 'getaddrinfo')
    return { word: `there is no such name (${word})`, advice: 'Look at apiUrl and paidMethodsUrl, and at the DNS of this machine.' };
  if (/CERT|SIGNED|ALTNAME|ISSUER|VERIFY/.test(word)) {
    return {
      word: `its certificate is not trusted (${word})`,
      advice:
        'Look at apiUrl and paidMethodsUrl, and at the clock of this machine. If a proxy of yours stands in between, set NODE_EXTRA_CA_CERTS.',
    };
  }
  if (/SSL|TLS|EPROTO/.test(word)) return { word: `it does not speak TLS (${word})`, advice: 'Look at apiUrl and paidMethodsUrl.' };
  return { word, advice: FIREWALL };
}
