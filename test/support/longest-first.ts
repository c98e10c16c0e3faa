/** The order of test files: the long ones first, so that no processor is left idle at the end, and the files of a project together, so that they share processes. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes ten seconds or more, longest first: folders, and single files. All others follow, by size. */
const LONG = [
  'test/trials/attack/attacks',
  'test/demo/everyday-stories',
  'test/client/element/states',
  'test/trials/proof/history-runs',
  'test/trials/proof/one-fault-each',
  'test/demo/demo',
  'test/demo/scenarios',
  'test/packaging/',
  'test/client/element/call-verification-element',
  'test/client/element/element-in-a-page',
  'test/trials/attack/',
  'test/client/watch-verification',
  'test/demo/',
  'test/floors',
  'test/stores/',
];

export class LongestFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(specifications);
    return sorted.sort((a, b) => compare(a.project.name, b.project.name) || placeOf(a) - placeOf(b));
  }
}

/** Express 5 first: all long files are there. */
function compare(a: string, b: string): number {
  return a === b ? 0 : a > b ? -1 : 1;
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONG.findIndex((long) => moduleId.includes(`/${long}`));
  return place === -1 ? LONG.length : place;
}
