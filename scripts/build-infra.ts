/**
 * Builds `infra/azuredeploy.json` from the Bicep beside it, with every rule of the linter an error. Fetches the compiler
 * itself, by the .NET SDK and its package source; only those who change `infra` need that.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { BICEP_VERSION, hashOfSources, SOURCES_HASH, TEMPLATE } from './infra-sources.ts';

const CACHE = 'node_modules/.cache/bicep';
/** Not `infra/bicepconfig.json`: azd would build with that, and a rule about the age of API versions fails by the calendar. */
const RULES = 'test/infra/bicepconfig.json';

const bicep = fetchCompiler();
for (const file of globSync('infra/*.bicep')) {
  run(bicep, 'format', file);
  run(bicep, 'lint', file, '--no-restore', '--config', RULES);
}
run(bicep, 'build', 'infra/main.bicep', '--no-restore', '--config', RULES, '--outfile', TEMPLATE);
writeFileSync(SOURCES_HASH, `${hashOfSources()}\n`);
console.log(TEMPLATE);

/** @returns the path of the compiler for this machine */
function fetchCompiler(): string {
  const system = { linux: 'linux', darwin: 'osx', win32: 'win' }[process.platform as string] ?? process.platform;
  const name = `azure.bicep.commandline.${system}-${process.arch}`;
  const compiler = join(CACHE, name, BICEP_VERSION, 'tools', system === 'win' ? 'bicep.exe' : 'bicep');
  if (existsSync(compiler)) return compiler;
  mkdirSync(CACHE, { recursive: true });
  const project = join(CACHE, 'bicep.csproj');
  writeFileSync(
    project,
    `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <RestorePackagesPath>.</RestorePackagesPath>
  </PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="${name}" Version="[${BICEP_VERSION}]" />
  </ItemGroup>
</Project>
`,
  );
  const restored = spawnSync('dotnet', ['restore', project], { encoding: 'utf8' });
  if (restored.status !== 0) throw new Error(`dotnet restore: ${restored.error?.message ?? restored.stdout}`);
  chmodSync(compiler, 0o755);
  return compiler;
}

/** Warnings leave the exit status of the compiler at 0, so a word on its standard error fails it too. */
function run(command: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0 || stderr !== '') throw new Error(`bicep ${args.join(' ')}\n${stderr}`);
}
