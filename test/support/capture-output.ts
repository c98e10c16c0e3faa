/** Copies what this process prints to files, for `output-check.ts`. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Appends at once, since a worker may be ended right after its last write; a file per process and stream keeps a text in one piece.
 *
 * @returns what ends it
 */
export function captureOutput(folder: string): () => void {
  const restorers = (['stdout', 'stderr'] as const).map((name) => {
    const stream = process[name];
    const file = join(folder, `${name}-${process.pid}.txt`);
    const original = stream.write;
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      appendFileSync(file, chunk);
      return (original as (...parameters: unknown[]) => boolean).call(stream, chunk, ...rest);
    };
    return () => {
      stream.write = original;
    };
  });
  return () => {
    for (const restore of restorers) restore();
  };
}
