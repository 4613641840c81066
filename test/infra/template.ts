import { readFileSync } from 'node:fs';

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of many shapes; the assertions are what types it.
export type Json = any;

export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly existing?: true;
  readonly scope?: string;
  readonly condition?: string;
  readonly copy?: { readonly count: string };
  readonly properties: Json;
  readonly [member: string]: Json;
}

export interface Template {
  readonly $schema: string;
  readonly parameters: Readonly<Record<string, { readonly type: string; readonly defaultValue?: Json }>>;
  readonly variables?: Readonly<Record<string, Json>>;
  /** A map in templates of language version 2.0, a list in others. */
  readonly resources: Readonly<Record<string, Resource>> | readonly Resource[];
  readonly outputs?: Readonly<Record<string, { readonly value: Json }>>;
}

export const TEMPLATE_TEXT = readFileSync('infra/azuredeploy.json', 'utf8');
export const TEMPLATE: Template = JSON.parse(TEMPLATE_TEXT);

/** Resources with the names by which the template refers to them; those of a list have none. */
export function resourcesOf({ resources }: Template): readonly (readonly [string, Resource])[] {
  return Object.entries(resources).filter(([, { existing }]) => !existing);
}

export function isModule({ type }: Resource): boolean {
  return type === 'Microsoft.Resources/deployments';
}

/** A template and all that are nested in it. */
export function templatesIn(template: Template): readonly Template[] {
  const nested = resourcesOf(template).flatMap(([, it]) => (isModule(it) ? templatesIn(it.properties.template) : []));
  return [template, ...nested];
}
