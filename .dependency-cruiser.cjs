/** The floors of the source tree: a file imports downward or within its own folder. Type imports count. */

const FLOOR = 'error';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: FLOOR, from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: FLOOR, from: {}, to: { couldNotResolve: true } },
    { name: 'core-stands-alone', severity: FLOOR, from: { path: '^src/core/' }, to: { path: '^src/', pathNot: '^src/core/' } },
    {
      name: 'core-is-pure',
      comment: 'No I/O, no clock, no randomness: of Node only hashing.',
      severity: FLOOR,
      from: { path: '^src/core/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    { name: 'ports-on-core', severity: FLOOR, from: { path: '^src/ports/' }, to: { path: '^src/', pathNot: '^src/(ports|core)/' } },
    {
      name: 'side-by-side',
      comment: 'Engine, tokens, providers and stores know core, ports and themselves, but not each other.',
      severity: FLOOR,
      from: { path: '^src/(engine|tokens|providers|stores)/' },
      to: { path: '^src/', pathNot: '^src/(core|ports|$1)/' },
    },
    {
      name: 'providers-apart',
      severity: FLOOR,
      from: { path: '^src/providers/([^/]+)/' },
      to: { path: '^src/providers/[^/]+/', pathNot: '^src/providers/$1/' },
    },
    {
      name: 'express-in-http-only',
      severity: FLOOR,
      from: { path: '^src/', pathNot: '^src/(http|simulator)/' },
      to: { path: '(^|/)node_modules/(@types/)?express/' },
    },
    {
      name: 'nothing-on-entry-points',
      comment: 'The root, the simulator, the store contract and the browser part are tops: nothing stands on them.',
      severity: FLOOR,
      from: { path: '^src/', pathNot: '^src/(simulator|testing|client)/' },
      to: { path: '^src/(index\\.ts$|(simulator|testing|client)/)' },
    },
    { name: 'testing-on-ports', severity: FLOOR, from: { path: '^src/testing/' }, to: { path: '^src/', pathNot: '^src/(testing|ports)/' } },
    {
      name: 'programs-of-their-own',
      comment: 'The simulator and the browser part speak HTTP to the rest.',
      severity: FLOOR,
      from: { path: '^src/(simulator|client)/' },
      to: { path: '^src/', pathNot: '^src/$1/' },
    },
    {
      name: 'client-without-element',
      comment: 'The client is small: it knows nothing of the element, and takes no package. Only the script for pages joins the two.',
      severity: FLOOR,
      from: { path: '^src/client/[^/]+$', pathNot: '^src/client/browser-script\\.ts$' },
      to: { path: '^src/client/element/|(^|/)node_modules/' },
    },
    {
      name: 'browser-without-node',
      severity: FLOOR,
      from: { path: '^src/client/' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
