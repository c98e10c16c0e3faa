/**
 * Ends the program quietly once nobody reads its output any more, as in `npm run demo -- --script | head`. Imported for that alone, by every
 * program of ours that prints.
 */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    // With the exit code that it has so far.
    process.exit();
  });
}
