/** The guard of routes that need a verified number, and the parameter that gives them its claims. */
import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Inject,
  Injectable,
  mixin,
  type Type,
  UnauthorizedException,
} from '@nestjs/common';
import type { Request, RequestHandler, Response } from 'express';
import {
  type CallVerification,
  type PhoneTokenClaims,
  type RequireVerifiedPhoneOptions,
  requireVerifiedPhone,
} from 'express-call-verification';
import { CALLS } from './calls.js';

/**
 * `@UseGuards(verifiedPhoneGuard({ purpose: 'payment' }))`: whoever has no good token gets the problem document that every client of the
 * package knows. A wrong option throws when the app starts.
 */
export function verifiedPhoneGuard(options: RequireVerifiedPhoneOptions = {}): Type<CanActivate> {
  @Injectable()
  class VerifiedPhoneGuard implements CanActivate {
    readonly #check: RequestHandler;

    constructor(@Inject(CALLS) calls: CallVerification) {
      this.#check = requireVerifiedPhone(calls, options);
    }

    canActivate(context: ExecutionContext): Promise<boolean> {
      const http = context.switchToHttp();
      const response = http.getResponse<Response>();
      return new Promise((resolve, reject) => {
        // The answer has been sent. Nest's own filter sees that and sends nothing more; a filter of yours must ask `headersSent`, too.
        response.once('close', () => reject(new UnauthorizedException()));
        void this.#check(http.getRequest<Request>(), response, (error?: unknown) => {
          if (error === undefined) resolve(true);
          else reject(error);
        });
      });
    }
  }
  return mixin(VerifiedPhoneGuard);
}

/** `@VerifiedPhone() phone: PhoneTokenClaims` in a handler behind the guard. */
export const VerifiedPhone = createParamDecorator((_data: unknown, context: ExecutionContext): PhoneTokenClaims => {
  const { verifiedPhone } = context.switchToHttp().getRequest<Request>();
  if (verifiedPhone === undefined) throw new Error('@VerifiedPhone() needs @UseGuards(verifiedPhoneGuard()) on its route');
  return verifiedPhone;
});
