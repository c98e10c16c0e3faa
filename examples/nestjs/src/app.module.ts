/** The app: its controller, and verification by calls for all its modules. */
import { type DynamicModule, Inject, type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { type CallVerification, type CallVerificationOptions, callVerificationRouter } from 'express-call-verification';
import { AccountController } from './account.controller.js';
import { CallVerificationModule } from './call-verification/call-verification.module.js';
import { CALLS } from './call-verification/calls.js';

@Module({ controllers: [AccountController] })
export class AppModule implements NestModule {
  readonly #calls: CallVerification;

  static register(options: CallVerificationOptions): DynamicModule {
    return { module: AppModule, imports: [CallVerificationModule.register(options)] };
  }

  constructor(@Inject(CALLS) calls: CallVerification) {
    this.#calls = calls;
  }

  /** The same endpoints once more, for another purpose. */
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(callVerificationRouter(this.#calls, { purpose: 'close-account' })).forRoutes('account/call');
  }
}
