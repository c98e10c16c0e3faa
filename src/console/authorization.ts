/** Asks the host who may see the console. */
import type { Request } from 'express';

/** Who looks: `by` is the host's word for the person, which `operator.acted` tells. */
export interface Operator {
  readonly by?: string | undefined;
}

/** As the service takes it. */
const LONGEST_NAME = 64;

/** `true`, or an object with a name, lets the request in. Anything else does not. */
export type Authorized = boolean | { readonly by: string } | undefined;

/** Undefined: the request is refused. Rejects if the host's function throws. */
export async function operatorOf(
  authorize: (req: Request) => Authorized | Promise<Authorized>,
  req: Request,
): Promise<Operator | undefined> {
  const said: unknown = await authorize(req);
  if (said === true) return {};
  // A user that was found lets nobody in: the function must have looked at the user's rights, and then it names the person.
  const by = typeof said === 'object' && said !== null && 'by' in said ? said.by : undefined;
  return typeof by === 'string' && by !== '' ? { by: by.slice(0, LONGEST_NAME) } : undefined;
}
