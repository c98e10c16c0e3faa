/** Sets the app up as `main.ts` runs it, and as a test can run it with the methods of the simulator. */
import { type NestApplicationOptions, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { CallVerificationOptions } from 'express-call-verification';
import { AppModule } from './app.module.js';

export async function createApp(options: CallVerificationOptions, nest: NestApplicationOptions = {}): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.register(options), nest);
  app.setGlobalPrefix('api');
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true }));
  // If proxies stand in front of the app, say how many: app.set('trust proxy', 1).
  app.enableShutdownHooks();
  return app;
}
