/** The settings of the app that `init` writes: its manifest, its environment, and what git and the compiler need to know. */

/** In the language that the app is written in. */
export type Language = 'ts' | 'js';

export const GITIGNORE = `node_modules
.env
`;

export const TSCONFIG = `{
  "compilerOptions": {
    "target": "ES2023",
    "module": "NodeNext",
    "types": ["node"],
    "strict": true,
    "skipLibCheck": true,
    "noEmit": true
  },
  "include": ["*.ts"]
}
`;

/** What starts the app. The environment is read by Node itself, so that no package is needed for it. */
export const START: Readonly<Record<Language, string>> = {
  ts: 'node --env-file=.env --import tsx server.ts',
  js: 'node --env-file=.env server.js',
};

/** What the app needs, apart from this package. */
export const DEPENDENCIES = { express: '^5.1.0' } as const;

export const TYPESCRIPT_DEPENDENCIES = {
  '@types/express': '^5.0.0',
  '@types/node': '^20.19.0',
  tsx: '^4.20.0',
  typescript: '>=5.8.0',
} as const;

export function manifestOf(name: string, language: Language, version: string): string {
  const manifest = {
    name,
    version: '0.0.0',
    private: true,
    type: 'module',
    scripts: { start: START[language], ...(language === 'ts' ? { typecheck: 'tsc' } : {}) },
    dependencies: { ...DEPENDENCIES, 'express-call-verification': `^${version}` },
    ...(language === 'ts' ? { devDependencies: TYPESCRIPT_DEPENDENCIES } : {}),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

export function environmentOf(secret: string): string {
  return `# This file holds secrets: keep it out of git.

# Signs tokens and seals what is stored. Another one for production: openssl rand -base64 32
CALL_VERIFICATION_SECRET=${secret}
PORT=3000

# Real calls, at your account's cost. Without a key both providers are simulated.
# MCN_TOKEN=
# MCN_ACCOUNT_ID=
# MOBILGROUP_KEY=
`;
}
