/** Makes the service, and mounts its endpoints: those for clients below the global prefix, those for the providers outside of it. */
import {
  type BeforeApplicationShutdown,
  ConfigurableModuleBuilder,
  Inject,
  type MiddlewareConsumer,
  Module,
  type NestModule,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  type CallVerification,
  type CallVerificationOptions,
  callVerificationRouter,
  callWebhooks,
  createCallVerification,
} from 'express-call-verification';
import { CALLS } from './calls.js';

/** Where the endpoints for clients stand, below the global prefix. */
const CLIENTS_PATH = 'auth/call';

/** Where the providers report to: `${WEBHOOKS_PATH}${calls.webhookPath('mcn')}` is the address to set up with MCN. */
export const WEBHOOKS_PATH = '/webhooks/calls';

/** Gives the module `register(options)`, and `registerAsync({ inject, useFactory })` for options that come from a `ConfigService`. */
const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<CallVerificationOptions>()
  .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
  .build();

@Module({
  providers: [{ provide: CALLS, inject: [MODULE_OPTIONS_TOKEN], useFactory: createCallVerification }],
  exports: [CALLS],
})
export class CallVerificationModule extends ConfigurableModuleClass implements NestModule, BeforeApplicationShutdown {
  readonly #calls: CallVerification;

  constructor(@Inject(CALLS) calls: CallVerification, @Inject(HttpAdapterHost) host: HttpAdapterHost) {
    super();
    this.#calls = calls;
    // Here, because Nest puts its body parser in front of everything that is mounted later, and a body parser refuses the callbacks of a
    // webhook whose template is not valid JSON.
    host.httpAdapter.use(WEBHOOKS_PATH, callWebhooks(calls));
  }

  /** After the body parser, the session and CORS of `main.ts`, which the endpoints for clients may need. */
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(callVerificationRouter(this.#calls)).forRoutes(CLIENTS_PATH);
  }

  /** Before Nest closes the server, which would wait for ever for streams that are still open. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#calls.drain();
    await this.#calls.close();
  }
}
