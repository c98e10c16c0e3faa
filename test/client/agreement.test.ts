/** The client declares the server's documents a second time, since it takes nothing from the server: the compiler holds the two together. */
import type * as server from 'express-call-verification';
import type * as client from 'express-call-verification/client';
import { expectTypeOf, it } from 'vitest';

it('agrees with the server on every document', () => {
  expectTypeOf<client.MethodKind>().toEqualTypeOf<server.MethodKind>();
  expectTypeOf<client.CallOutcome>().toEqualTypeOf<server.CallOutcome>();
  expectTypeOf<client.ClosedReason>().toEqualTypeOf<server.ClosedReason>();
  expectTypeOf<client.Started>().toEqualTypeOf<server.Started>();
  expectTypeOf<client.Verified>().toEqualTypeOf<server.Verified>();
  expectTypeOf<client.AwaitingCall>().toEqualTypeOf<server.AwaitingCall>();
  expectTypeOf<client.VerificationStatus>().toEqualTypeOf<server.VerificationStatus>();
  expectTypeOf<server.ProblemCode>().toExtend<client.ServerProblemCode>();
  expectTypeOf<server.Problem>().toExtend<client.ClientProblem>();
});
