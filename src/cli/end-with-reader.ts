/** A program whose output is piped to one that stops reading, as in `… demo --script | head`. */

/** From now on the process ends quietly once nobody reads its output any more. */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      // With the exit code that it has so far.
      process.exit();
    });
  }
}
