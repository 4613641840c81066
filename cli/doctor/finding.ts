/** What `doctor` found out about one thing. */
export interface Finding {
  readonly about: 'settings' | 'storage' | 'access' | 'channels' | 'app' | 'graph';
  /** A note is a choice to know of, and no fault. */
  readonly level: 'ok' | 'note' | 'problem';
  /** In whole sentences, without the value of any secret. */
  readonly text: string;
  /** Commands or steps that mend it, a line each. */
  readonly mend?: readonly string[];
}

/** How the app is called in Azure, for commands to be copied; what is not known is left to be filled in. */
export interface AppName {
  readonly group: string;
  readonly app: string;
}

/** @param settings `NAME=value`, each as it stands on a command line */
export function setCommand({ group, app }: AppName, ...settings: readonly string[]): string {
  return `az functionapp config appsettings set -g ${group} -n ${app} --settings ${settings.join(' ')}`;
}

/** The command that deletes a setting of the app. */
export function deleteCommand({ group, app }: AppName, name: string): string {
  return `az functionapp config appsettings delete -g ${group} -n ${app} --setting-names ${name}`;
}

/** @param scope the id of a resource, or what stands for it */
export function roleCommand(role: string, scope: string): string {
  return `az role assignment create --assignee "<principal ID of the app>" --role "${role}" --scope "${scope}"`;
}
