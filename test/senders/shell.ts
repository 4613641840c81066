import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const POWERSHELL = 'pwsh';

export const hasPowerShell = spawnSync(POWERSHELL, ['-v']).status === 0;

type Variables = Readonly<Record<string, string>>;

/** Runs snippets as a person would who has set the variables of the page. All of it throws where a snippet fails. */
export class Shell {
  readonly #directory: string;
  readonly #variables: Variables;

  constructor(directory: string, variables: Variables) {
    this.#directory = directory;
    this.#variables = variables;
  }

  bash(code: string, more?: Variables): Promise<string> {
    return this.#run('bash', ['-euo', 'pipefail', '-c', code], more);
  }

  node(code: string): Promise<string> {
    const file = join(this.#directory, 'snippet.mjs');
    writeFileSync(file, code);
    return this.#run(process.execPath, [file]);
  }

  powerShell(code: string): Promise<string> {
    return this.#run(POWERSHELL, ['-NoProfile', '-Command', code]);
  }

  /** @returns all that it printed */
  async #run(command: string, args: readonly string[], more: Variables = {}): Promise<string> {
    const { PATH, HOME } = process.env;
    const env = { PATH, HOME, ...this.#variables, ...more };
    // With a pipe for its input, bash takes itself for a remote shell and reads the profile.
    const child = spawn(command, args, { cwd: this.#directory, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        printed += chunk;
      });
    }
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`it ended with ${code}: ${printed}`);
    return printed;
  }
}
