/** A port, as it is typed or stands in the environment. */
import { WrongUsage } from './command.js';

/** @throws {WrongUsage} for anything else */
export function readPort(text: string): number {
  const port = Number(text);
  if (text.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65_535)
    throw new WrongUsage(`The port must be a number from 0 to 65535, but is ${JSON.stringify(text)}.`);
  return port;
}
