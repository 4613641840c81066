import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** Prints the files of ours that are loaded with the settings, one a line. */
const SCRIPT = `
  import { registerHooks } from 'node:module';
  registerHooks({ load: (url, context, next) => (console.log(url), next(url, context)) });
  await import('./src/config/settings.ts');
`;

it('loads no sender and no words while settings are read', () => {
  const run = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', SCRIPT];
  const loaded = execFileSync(process.execPath, run, { encoding: 'utf8' }).split('\n');
  expect(loaded.some((url) => url.endsWith('/src/channels/teams/index.ts'))).toBe(true);
  expect(loaded.filter((url) => /send\.ts$|content\/(describe|en|ja)|nodemailer|standardwebhooks/.test(url))).toEqual(
    [],
  );
});
