/** What the running demo is configured with, as a module for `npx express-call-verification doctor`: it lies beside what the demo remembers. */
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CallVerificationOptions } from 'express-call-verification';
import { openMemory } from './memory.js';
import { type Providers, realProviders, type SimulatedAccounts, simulatedMethods } from './providers.js';
import { COUNTRIES } from './shop.js';

/** What another process cannot know by itself. Nothing of it is a secret. */
export interface RunningDemo {
  readonly dataFolder: string;
  /** Where its callbacks are taken. */
  readonly publicUrl: string;
  /** Absent where real telephones ring. */
  readonly simulated?: SimulatedAccounts;
}

/** Called by the module that the demo writes, in the process that looks at the demo. */
export async function demoConfiguration({ dataFolder, publicUrl, simulated }: RunningDemo) {
  const { secret, store } = await openMemory(dataFolder, process.env['CALL_VERIFICATION_SECRET']);
  const methods = simulated === undefined ? realProviders(process.env).methods : simulatedMethods(simulated).methods;
  const options: CallVerificationOptions = { secret, methods, countries: COUNTRIES, ...(store === undefined ? {} : { store }) };
  return { options, publicUrl };
}

export interface DoctorConfig {
  readonly path: string;
  remove(): void;
}

/** Writes the module, which is gone with the demo. */
export function writeDoctorConfig(dataFolder: string, publicUrl: string, { simulator }: Providers): DoctorConfig {
  const path = join(dataFolder, 'calls.mjs');
  const simulated = simulator && { mcn: simulator.mcn, mobilgroup: simulator.mobilgroup, sms: simulator.sms };
  const running: RunningDemo = { dataFolder: resolve(dataFolder), publicUrl, ...(simulated === undefined ? {} : { simulated }) };
  // By its address, because the folder may be anywhere.
  writeFileSync(
    path,
    `/** Written by the demo while it runs, for: npx express-call-verification doctor --config ${path} */
import { demoConfiguration } from ${JSON.stringify(import.meta.url)};

export const { options, publicUrl } = await demoConfiguration(${JSON.stringify(running, null, 2)});
`,
  );
  return { path, remove: () => rmSync(path, { force: true }) };
}
