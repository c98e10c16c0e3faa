/** The problems of the contract as schemas (RFC 9457): one for each code, with the members that its table names. */
import { z } from 'zod';
import { PROBLEM_MEMBERS, PROBLEMS, type ProblemCode, type ProblemMembers } from '../../src/contract/problems.js';
import { closedReason, shared } from './answers.js';
import { exactly } from './exactly.js';

export const problemCodes = Object.keys(PROBLEM_MEMBERS) as ProblemCode[];

const members = exactly<ProblemMembers>()(
  z.object({
    detail: z.string().min(1),
    retryAfterSeconds: shared.retryAfterSeconds,
    checksLeft: shared.checksLeft,
    reason: closedReason,
    verificationId: shared.verificationId,
    challenge: z.unknown().exactOptional(),
    nextMethods: shared.nextMethods,
    retryAt: shared.retryAt,
  }),
);

/** `code_incorrect` → `CodeIncorrect` */
export function problemName(code: ProblemCode): string {
  return code.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The members that every problem has, then those of its own. */
export function problemSchema(code: ProblemCode): z.ZodObject {
  const names: readonly (keyof ProblemMembers)[] = PROBLEM_MEMBERS[code];
  const { status, title, detail } = PROBLEMS[code];
  return z.object({
    type: z.literal(`urn:express-call-verification:${code}`),
    // A title and a detail may be written better at any time.
    title: z
      .string()
      .min(1)
      .meta({ examples: [title] }),
    status: z.literal(status),
    detail: members.shape.detail.meta({ examples: [detail] }),
    code: z.literal(code),
    ...Object.fromEntries(names.filter((name) => name !== 'detail').map((name) => [name, members.shape[name]])),
  });
}
