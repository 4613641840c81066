import { isUnresolved, UNRESOLVED } from '../../src/config/key-vault.ts';
import { readSettings, SETTINGS } from '../../src/config/settings.ts';
import { editDistance } from '../../src/reports/resemblance.ts';
import type { Source } from '../source.ts';
import { type AppName, type Finding, roleCommand, setCommand } from './finding.ts';

/** Whether settings are valid, whether something resembles one, and which stand in a key vault. */
export function settingsFindings(source: Source, app: AppName): readonly Finding[] {
  const { environment, isExported } = source;
  const read = readSettings(environment);
  const problems = (read.ok ? [] : read.problems).filter((problem) => !problem.includes(UNRESOLVED));
  const set = Object.keys(SETTINGS).filter((name) => environment[name]?.trim()).length;
  const valid: Finding = {
    about: 'settings',
    level: 'ok',
    text: `${set} settings are set, and all of them are valid.`,
  };
  return [
    ...(problems.length === 0 ? [valid] : problems.map((problem) => invalid(problem, app))),
    ...misspelled(environment, app),
    ...(isExported ? references(source, app) : unresolved(source, app)),
  ];
}

function invalid(problem: string, app: AppName): Finding {
  const [name = ''] = problem.split(' ');
  const mend = name in SETTINGS && { mend: [setCommand(app, `'${name}=<value>'`)] };
  return { about: 'settings', level: 'problem', text: `${problem}.`, ...mend };
}

/** Names that nothing reads and that differ from a setting by a letter or two. */
function misspelled(environment: Source['environment'], app: AppName): readonly Finding[] {
  const known = Object.keys(SETTINGS);
  const inRoutes = environment.ALERT_ROUTES ?? '';
  return Object.entries(environment).flatMap(([name, value]): Finding[] => {
    if (name in SETTINGS || !value?.trim() || inRoutes.includes(`$${name}`)) return [];
    const meant = known.find(
      (it) => it.toLowerCase() !== name && editDistance(it.toLowerCase(), name.toLowerCase()) <= 2,
    );
    if (meant === undefined || environment[meant]?.trim()) return [];
    const text = `Nothing reads ${name}. ${meant} was probably meant.`;
    return [{ about: 'settings', level: 'problem', text, mend: [setCommand(app, `'${meant}=<value>'`)] }];
  });
}

function namesOfReferences({ environment }: Source): readonly string[] {
  return Object.entries(environment).flatMap(([name, value]) => (isUnresolved(value?.trim() ?? '') ? name : []));
}

/** In an export a reference looks alike whether Azure can resolve it or not. */
function references(source: Source, app: AppName): readonly Finding[] {
  const names = namesOfReferences(source);
  if (names.length === 0) return [];
  const text = `${names.join(', ')}: references to a key vault, whose values an export does not hold. Whether Azure can resolve them:`;
  return [{ about: 'settings', level: 'note', text, mend: [stateOfReferences(app)] }];
}

function unresolved(source: Source, app: AppName): readonly Finding[] {
  return namesOfReferences(source).map((name) => ({
    about: 'settings',
    level: 'problem',
    text: `${name} ${UNRESOLVED}.`,
    mend: [stateOfReferences(app), roleCommand('Key Vault Secrets User', '<ID of the vault>')],
  }));
}

function stateOfReferences({ group, app }: AppName): string {
  const site = `/subscriptions/<subscription>/resourceGroups/${group}/providers/Microsoft.Web/sites/${app}`;
  return `az rest --method get --url "${site}/config/configreferences/appsettings?api-version=2025-03-01"`;
}
