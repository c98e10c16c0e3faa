/** The floors of the source tree, and the rooms on them: a file imports downward or within its own folder. Type imports count. */

const FLOOR = 'error';

/** Rooms of a folder by height, lowest first: a room knows the lower ones, and none beside it. */
function rooms(folder, heights) {
  return heights.flatMap((names, height) =>
    names.map((name) => ({
      name: `${folder}-rooms`,
      severity: FLOOR,
      from: { path: `^src/${folder}/${name}` },
      to: { path: `^src/${folder}/`, pathNot: `^src/${folder}/(${[name, ...heights.slice(0, height).flat()].join('|')})` },
    })),
  );
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: FLOOR, from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: FLOOR, from: {}, to: { couldNotResolve: true } },
    { name: 'contract-stands-alone', severity: FLOOR, from: { path: '^src/contract/' }, to: { path: '^src/', pathNot: '^src/contract/' } },
    {
      name: 'core-on-contract',
      severity: FLOOR,
      from: { path: '^src/core/' },
      to: { path: '^src/', pathNot: '^src/(core|contract)/' },
    },
    {
      name: 'options-on-core',
      severity: FLOOR,
      from: { path: '^src/options/' },
      to: { path: '^src/', pathNot: '^src/(options|core|contract)/' },
    },
    ...rooms('core', [['limits', 'phone'], ['entry', 'fraud'], ['decisions']]),
    ...rooms('engine', [
      ['lifecycle', 'health'],
      ['events'],
      ['records'],
      ['defences'],
      ['watches'],
      ['engine.ts', 'input.ts'],
      ['start', 'check', 'status', 'cancel', 'callbacks', 'operator'],
      ['service.ts'],
    ]),
    {
      name: 'core-is-pure',
      comment: 'No I/O, no clock, no randomness: of Node only hashing.',
      severity: FLOOR,
      from: { path: '^src/core/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'ports-on-core',
      severity: FLOOR,
      from: { path: '^src/ports/' },
      to: { path: '^src/', pathNot: '^src/(ports|core|contract)/' },
    },
    {
      name: 'side-by-side',
      comment: 'Engine, tokens, providers and stores know contract, core, options, ports and themselves, but not each other.',
      severity: FLOOR,
      from: { path: '^src/(engine|tokens|providers|stores)/' },
      to: { path: '^src/', pathNot: '^src/(contract|core|options|ports|$1)/' },
    },
    {
      name: 'providers-apart',
      severity: FLOOR,
      comment: 'What both need lies in their common rooms, which know neither.',
      from: { path: '^src/providers/([^/]+)/' },
      to: { path: '^src/providers/[^/]+/', pathNot: '^src/providers/($1|callbacks|wire)/' },
    },
    {
      name: 'express-in-http-only',
      severity: FLOOR,
      from: { path: '^src/', pathNot: '^src/(http|console|simulator)/' },
      to: { path: '(^|/)node_modules/(@types/)?express/' },
    },
    {
      name: 'nothing-on-entry-points',
      comment:
        'The root, the console, the simulator, the store contract, the observer and the browser part are tops: nothing stands on them but the commands.',
      severity: FLOOR,
      from: { path: '^src/', pathNot: '^src/(console|simulator|testing|opentelemetry|client|cli)/' },
      to: { path: '^src/(index\\.ts$|(console|simulator|testing|opentelemetry|client)/)' },
    },
    {
      name: 'nothing-on-commands',
      comment: 'Who imports the package gets nothing of `npx express-call-verification`.',
      severity: FLOOR,
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'commands-on-entry-points',
      comment: 'A command uses the package as a host does. Beside that it knows how wrong names are answered, and how a store is tested.',
      severity: FLOOR,
      from: { path: '^src/cli/' },
      to: { path: '^src/', pathNot: '^src/(index\\.ts$|stores/(sqlite|redis|postgres)\\.ts$|(cli|simulator|testing|contract)/)' },
    },
    {
      name: 'console-on-http',
      comment: 'It sees what the root shows, and what is published. Of the work inside it knows nothing.',
      severity: FLOOR,
      from: { path: '^src/console/', pathNot: '^src/console/page/' },
      to: { path: '^src/', pathNot: '^src/(console/(?!page/)|(http|options|ports|contract)/|engine/service\\.ts$)' },
    },
    {
      name: 'page-alone',
      comment: 'It runs in a browser, and shares only types with its server.',
      severity: FLOOR,
      from: { path: '^src/console/page/' },
      to: { path: '^src/', pathNot: '^src/console/(page/|snapshot\\.ts$)' },
    },
    {
      name: 'testing-on-ports',
      comment: 'A contract is that of a port. Core and contract have the types which the ports are made of.',
      severity: FLOOR,
      from: { path: '^src/testing/' },
      to: { path: '^src/', pathNot: '^src/(testing|ports|core|contract)/' },
    },
    {
      name: 'observing-on-ports',
      comment: 'What observes a service hears of it by the channels, and needs only their types.',
      severity: FLOOR,
      from: { path: '^src/opentelemetry/' },
      to: { path: '^src/', pathNot: '^src/(opentelemetry|ports)/' },
    },
    {
      name: 'opentelemetry-in-one-place',
      comment: 'It is optional: who does not observe need not install it.',
      severity: FLOOR,
      from: { path: '^src/', pathNot: '^src/opentelemetry/' },
      to: { path: '(^|/)node_modules/@opentelemetry/' },
    },
    {
      name: 'programs-of-their-own',
      comment: 'The simulator and the browser part speak HTTP to the rest.',
      severity: FLOOR,
      from: { path: '^src/(simulator|client)/' },
      to: { path: '^src/', pathNot: '^src/($1|contract)/' },
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
      from: { path: '^src/(client|console/page)/' },
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
