/** A name server that says nothing at first. Once it is told to answer, it answers what it was asked, and all that it is asked later. */
import dns from 'node:dns';

type Found = (error: Error | null, addresses: { address: string; family: number }[]) => void;

export interface LateNameServer {
  /** Answers with 127.0.0.1, from now on. */
  answer(): void;
  /** Gives the process its own name server back. */
  restore(): void;
}

/** Takes the place of the name server of this process. */
export function installLateNameServer(): LateNameServer {
  const own = dns.lookup;
  let waiting: Found[] | undefined = [];
  const tell = (found: Found): void => found(null, [{ address: '127.0.0.1', family: 4 }]);
  const lookup = (_name: string, _options: object, found: Found): void => {
    if (waiting === undefined) setImmediate(tell, found);
    else waiting.push(found);
  };
  Object.assign(dns, { lookup });
  return {
    answer() {
      for (const found of waiting ?? []) setImmediate(tell, found);
      waiting = undefined;
    },
    restore: () => void Object.assign(dns, { lookup: own }),
  };
}
