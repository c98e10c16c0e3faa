/** `init`: a small app that signs people in by a call, to begin from. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Command, EXIT_CODES, PROGRAM, WrongUsage } from './command.js';
import { packageVersion } from './package-version.js';
import { readArguments } from './read-arguments.js';
import { DEPENDENCIES, type Language, START, TYPESCRIPT_DEPENDENCIES } from './starter/settings-files.js';
import { type WrittenStarter, writeStarter } from './write-starter.js';

const COMMAND = `${PROGRAM} init`;
const MANIFEST = 'package.json';

export const init: Command = {
  name: 'init',
  summary: 'writes a small app that runs: Express, a page, simulated providers, real ones once there is a key',
  usage: `Usage: ${COMMAND} [folder] [--js]

  folder  where to write (default: this one). No file that exists is overwritten
  --js    JavaScript instead of TypeScript

It writes server and providers, a page with the element, package.json, .env with a fresh secret, and .gitignore, and says what to do next.
`,
  async run(args) {
    const { values, positionals } = readArguments({
      args,
      options: { js: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const [folder = '.', ...others] = positionals;
    if (others.length > 0) throw new WrongUsage(`One folder at most can be named, but there are ${positionals.length}.`);
    const language: Language = values.js ? 'js' : 'ts';
    const starter = await writeStarter(folder, language, packageVersion());
    const declared = starter.kept.includes(MANIFEST) ? await dependenciesIn(folder) : undefined;
    process.stdout.write(nextSteps(folder, language, starter, declared));
    return EXIT_CODES.ok;
  },
};

/** @param declared what a manifest that was there already depends on; undefined if it was written */
function nextSteps(folder: string, language: Language, { written, kept }: WrittenStarter, declared?: ReadonlySet<string>): string {
  const place = resolve(folder) === process.cwd() ? '' : folder;
  const commands = [
    ...(place === '' ? [] : [`cd ${/^[\w./-]+$/.test(place) ? place : JSON.stringify(place)}`]),
    ...(declared === undefined ? ['npm install'] : installCommands(language, declared)),
    'npm start',
  ];
  const missing = kept.includes('.env')
    ? '\nIts .env was there already: CALL_VERIFICATION_SECRET must be in it (openssl rand -base64 32).\n'
    : '';
  return `Written${place === '' ? '' : ` to ${place}`}: ${written.join(', ')}
${kept.length === 0 ? '' : `Left as they were: ${kept.join(', ')}\n`}${missing}
Next:

${commands.map((command) => `  ${command}\n`).join('')}
Then open http://localhost:3000 and type the number +7 915 777-77-77. Its telephone is simulated: the terminal shows the call, and the code
between asterisks. For real calls, put the keys of your account into .env.
`;
}

/** What a manifest that was there already lacks. */
function installCommands(language: Language, declared: ReadonlySet<string>): readonly string[] {
  const install = (option: string, packages: Readonly<Record<string, string>>): readonly string[] => {
    const lacking = Object.entries(packages).filter(([name]) => !declared.has(name));
    return lacking.length === 0 ? [] : [`npm install ${option}${lacking.map(([name, range]) => `"${name}@${range}"`).join(' ')}`];
  };
  return [
    `npm pkg set type=module scripts.start="${START[language]}"`,
    ...install('', { ...DEPENDENCIES, 'express-call-verification': `^${packageVersion()}` }),
    ...(language === 'ts' ? install('--save-dev ', TYPESCRIPT_DEPENDENCIES) : []),
  ];
}

/** None if the manifest cannot be read: npm will say what is wrong with it. */
async function dependenciesIn(folder: string): Promise<ReadonlySet<string>> {
  try {
    const manifest: { dependencies?: object; devDependencies?: object } = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8'));
    return new Set(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }));
  } catch {
    return new Set();
  }
}
