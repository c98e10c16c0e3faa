/** What `npm publish` in a clone comes to: the manifest would have the clone's scripts, and the read-me links that lead nowhere. */
import './end-with-reader.mjs';

console.error('Publish the tarball, not the folder: `npm run pack:check -- <folder>` makes and checks it. See CONTRIBUTING.md, Publish.');
process.exitCode = 1;
