import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Cruise {
  readonly summary: { readonly violations: readonly { readonly rule: { readonly name: string }; readonly from: string }[] };
  readonly modules: readonly { readonly source: string; readonly dependencies: readonly { readonly resolved: string }[] }[];
}

function cruise(cwd: string): Cruise {
  const program = join(root, 'node_modules', '.bin', 'depcruise');
  const { stdout, stderr } = spawnSync(program, ['src', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'], {
    cwd,
    encoding: 'utf8',
    // All modules with all that they import: more than the megabyte that a program may write by default.
    maxBuffer: 64 * 1024 * 1024,
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Cruise;
}

/** `rule: file` */
const violationsOf = ({ summary }: Cruise): string[] => summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);

/** The room of the engine that a file lies in; a file beside the rooms is one of its own. */
const roomOf = (file: string): string | undefined => /^src\/engine\/([^/]+)/.exec(file)?.[1];

/** A tree with one file that is wrong by each rule. */
const WRONG_TREE: Record<string, string> = {
  'core/b.ts': '',
  'ports/b.ts': '',
  'stores/b.ts': '',
  'providers/mobilgroup/b.ts': '',
  'index.ts': '',
  'http/cycle-a.ts': `import type { B } from './cycle-b.js';`,
  'http/cycle-b.ts': `import type { A } from './cycle-a.js';`,
  'http/unresolvable.ts': `import { b } from './nowhere.js';`,
  'contract/not-alone.ts': `import type { B } from '../core/phone/b.js';`,
  'core/phone/b.ts': '',
  'core/not-on-contract.ts': `import type { B } from '../ports/b.js';`,
  'core/decisions/b.ts': '',
  'core/entry/out-of-its-room.ts': `import type { B } from '../decisions/b.js';`,
  'core/impure.ts': `import { readFileSync } from 'node:fs';`,
  'options/not-on-core.ts': `import { b } from '../ports/b.js';`,
  'ports/not-on-core.ts': `import { b } from '../stores/b.js';`,
  'engine/sideways.ts': `import { b } from '../stores/b.js';`,
  'engine/check/b.ts': '',
  'engine/start/out-of-its-room.ts': `import { b } from '../check/b.js';`,
  'engine/records/upward.ts': `import { b } from '../check/b.js';`,
  'providers/mcn/not-apart.ts': `import { b } from '../mobilgroup/b.js';`,
  'composition/express.ts': `import type { Request } from 'express';`,
  'http/upward.ts': `import { b } from '../index.js';`,
  'opentelemetry/not-on-ports.ts': `import { b } from '../stores/b.js';`,
  'ports/telemetry.ts': `import type { Span } from '@opentelemetry/api';`,
  'console/not-on-http.ts': `import { b } from '../stores/b.js';`,
  'console/page/not-alone.ts': `import { b } from '../../http/b.js';`,
  'http/b.ts': '',
  'testing/not-on-ports.ts': `import { b } from '../stores/b.js';`,
  'simulator/not-on-its-own.ts': `import { b } from '../core/b.js';`,
  'cli/b.ts': '',
  'cli/not-on-entry-points.ts': `import { b } from '../core/phone/b.js';`,
  'composition/on-commands.ts': `import type { B } from '../cli/b.js';`,
  'simulator/on-commands.ts': `import { b } from '../cli/b.js';`,
};

describe('the floors', { timeout: 60_000 }, () => {
  it('hold', () => {
    expect(violationsOf(cruise(root))).toEqual([]);
  });

  it('leave few doors between the rooms of the engine', () => {
    const arrows = cruise(root).modules.flatMap(({ source, dependencies }) =>
      dependencies.map(({ resolved }) => ({ from: roomOf(source), to: roomOf(resolved), arrow: `${source} -> ${resolved}` })),
    );
    const through = arrows.filter(({ from, to }) => from !== undefined && to !== undefined && from !== to).map(({ arrow }) => arrow);
    expect(through).not.toEqual([]);
    expect(through.length, through.join('\n')).toBeLessThanOrEqual(36);
  });

  it('would not hold a file that is wrong by any of the rules', () => {
    const tree = mkdtempSync(join(tmpdir(), 'express-call-verification-floors-'));
    onTestFinished(() => rmSync(tree, { recursive: true, force: true }));
    for (const [name, text] of Object.entries(WRONG_TREE)) {
      mkdirSync(dirname(join(tree, 'src', name)), { recursive: true });
      writeFileSync(join(tree, 'src', name), `${text}\nexport {};\n`);
    }
    for (const name of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) cpSync(join(root, name), join(tree, name));
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'), 'dir');
    expect(violationsOf(cruise(tree)).sort()).toEqual([
      'commands-on-entry-points: src/cli/not-on-entry-points.ts',
      'console-on-http: src/console/not-on-http.ts',
      'contract-stands-alone: src/contract/not-alone.ts',
      'core-is-pure: src/core/impure.ts',
      'core-on-contract: src/core/not-on-contract.ts',
      'core-rooms: src/core/entry/out-of-its-room.ts',
      'engine-rooms: src/engine/records/upward.ts',
      'engine-rooms: src/engine/start/out-of-its-room.ts',
      'express-in-http-only: src/composition/express.ts',
      'no-cycle: src/http/cycle-a.ts',
      'no-unresolvable: src/http/unresolvable.ts',
      'nothing-on-commands: src/composition/on-commands.ts',
      'nothing-on-commands: src/simulator/on-commands.ts',
      'nothing-on-entry-points: src/http/upward.ts',
      'observing-on-ports: src/opentelemetry/not-on-ports.ts',
      'opentelemetry-in-one-place: src/ports/telemetry.ts',
      'options-on-core: src/options/not-on-core.ts',
      'page-alone: src/console/page/not-alone.ts',
      'ports-on-core: src/ports/not-on-core.ts',
      'programs-of-their-own: src/simulator/not-on-its-own.ts',
      'programs-of-their-own: src/simulator/on-commands.ts',
      'providers-apart: src/providers/mcn/not-apart.ts',
      'side-by-side: src/engine/sideways.ts',
      'testing-on-ports: src/testing/not-on-ports.ts',
    ]);
  });
});
