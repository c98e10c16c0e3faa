/** What the trial knows of a host: what is installed, which files make its project, and which commands try it. */
import type { Findings } from './prove.js';

/** A program and its parameters. `{tarball}` stands for the packed package, `{alone}` for an empty folder without node_modules. */
export type Command = readonly [program: string, ...parameters: string[]];

/** One row of the table. */
export interface Host {
  /** For `--only`. */
  readonly name: string;
  /** For the table. */
  readonly title: string;
  /** What is installed beside the package, with the range that is tried. */
  readonly packages: readonly string[];
  /** Which of those have their versions told. */
  readonly told: readonly string[];
  /** Programs from the registry, installed apart from the project; their folder is the first on the PATH. */
  readonly tools?: readonly string[];
  /** @default npm */
  readonly install?: readonly Command[];
  /** A folder of this repository that the project begins as. */
  readonly copies?: string;
  /** Further files of the project: text by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Run one after the other in the project; the last one writes the findings. */
  readonly commands: readonly Command[];
  /** Run in `{alone}` instead of the project: its last command. */
  readonly isAlone?: boolean;
  /** What is known not to work there; the page says so. */
  readonly lacks?: readonly (keyof Findings)[];
  /** What one must know to use the package there: Markdown, one or two sentences. */
  readonly how: string;
}
