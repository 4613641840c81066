import { type Expression, parse } from './expression.ts';
import { isModule, type Json, type Resource, resourcesOf, type Template } from './template.ts';

/** What Azure answers of a resource once it is there. */
const REFERENCES: Json = {
  clientId: '00000000-0000-0000-0000-00000000c11e',
  principalId: '00000000-0000-0000-0000-000000009a1d',
  ConnectionString: 'InstrumentationKey=00000000-0000-0000-0000-000000000000',
  defaultHostName: 'func.azurewebsites.example',
  primaryEndpoints: {
    blob: 'https://contoso.blob.storage.example/',
    queue: 'https://contoso.queue.storage.example/',
    table: 'https://contoso.table.storage.example/',
  },
};

type Values = Readonly<Record<string, Json>>;

/** The functions that take values and nothing of their surroundings. */
const FUNCTIONS: Readonly<Record<string, (...args: Json[]) => Json>> = {
  true: () => true,
  false: () => false,
  null: () => null,
  not: (it) => !it,
  equals: (a, b) => a === b,
  greater: (a, b) => a > b,
  empty: (it) => it === null || it.length === 0 || (typeof it === 'object' && Object.keys(it).length === 0),
  length: (it) => it.length,
  string: (it) => (typeof it === 'string' ? it : JSON.stringify(it)),
  format: (text, ...args) => text.replace(/\{(\d+)\}/g, (_: string, index: string) => args[Number(index)]),
  replace: (text, from, to) => text.replaceAll(from, to),
  union: (...all) => (Array.isArray(all[0]) ? [...new Set(all.flat())] : Object.assign({}, ...all)),
  items: (it) =>
    Object.keys(it)
      .sort()
      .map((key) => ({ key, value: it[key] })),
  objectKeys: (it) => Object.keys(it).sort(),
  createArray: (...all) => all,
  createObject: (...all) => Object.fromEntries(all.flatMap((key, i) => (i % 2 === 0 ? [[key, all[i + 1]]] : []))),
  uniqueString: () => 'abcdefghijklm',
  guid: (...parts) => parts.join('|'),
  resourceId: (...parts) => parts.join('/'),
  subscriptionResourceId: (...parts) => parts.join('/'),
  subscription: () => ({ id: '/subscriptions/s', tenantId: 't' }),
  tenant: () => ({ tenantId: 't' }),
  deployment: () => ({ name: 'd' }),
  reference: () => REFERENCES,
};

/** Works out what a template deploys, modules included, without Azure. @param cloud as `environment().name` says it */
export function deploymentOf(template: Template, given: Values, cloud = 'AzureCloud'): readonly Resource[] {
  const deployment = new Deployment(template, given, cloud);
  return resourcesOf(template).flatMap(([, resource]) => deployment.made(resource));
}

class Deployment {
  readonly #template: Template;
  readonly #given: Values;
  readonly #cloud: string;

  constructor(template: Template, given: Values, cloud: string) {
    this.#template = template;
    this.#given = given;
    this.#cloud = cloud;
  }

  made({ copy, condition = '[true()]', ...resource }: Resource): readonly Resource[] {
    const count = copy ? this.#valueOf(copy.count, {}) : 1;
    return Array.from({ length: count }, (_, index) => ({ copyIndex: index })).flatMap((scope): readonly Resource[] => {
      if (!this.#valueOf(condition, scope)) return [];
      if (!isModule(resource as Resource)) return [this.#valueOf(resource, scope)];
      const { parameters, template } = resource.properties;
      const values = Object.entries(parameters as Values).map(([name, { value }]) => [
        name,
        this.#valueOf(value, scope),
      ]);
      return deploymentOf(template, Object.fromEntries(values), this.#cloud);
    });
  }

  /** @param scope variables of lambdas, and the number of a copy */
  #valueOf(it: Json, scope: Values): Json {
    if (typeof it === 'string') return /^\[(?!\[)/.test(it) ? this.#result(parse(it.slice(1, -1)), scope) : it;
    if (Array.isArray(it)) return it.map((member) => this.#valueOf(member, scope));
    if (typeof it !== 'object' || it === null) return it;
    return Object.fromEntries(Object.entries(it).map(([key, member]) => [key, this.#valueOf(member, scope)]));
  }

  #result(it: Expression, scope: Values): Json {
    if (it.kind === 'literal') return it.value;
    if (it.kind === 'member') return this.#result(it.of, scope)[this.#result(it.key, scope)];
    const [first, second, third] = it.args;
    const of = (argument: Expression | undefined, inner = scope): Json => argument && this.#result(argument, inner);
    const lambda = (argument: Expression | undefined) => {
      if (argument?.kind !== 'call') throw new Error(`${it.name} needs a lambda`);
      const [name, body] = argument.args;
      return (value: Json) => of(body, { ...scope, [of(name)]: value });
    };
    switch (it.name) {
      case 'parameters':
        return this.#given[of(first)] ?? this.#valueOf(this.#template.parameters[of(first)]?.defaultValue, scope);
      case 'variables':
        return this.#valueOf(this.#template.variables?.[of(first)], scope);
      case 'lambdaVariables':
        return scope[of(first)];
      case 'copyIndex':
        return scope.copyIndex;
      case 'environment':
        return { name: this.#cloud, authentication: { loginEndpoint: 'https://login.example/' } };
      case 'if':
        return of(first) ? of(second) : of(third);
      case 'map':
        return of(first).map(lambda(second));
      case 'filter':
        return of(first).filter(lambda(second));
      case 'toObject': {
        const [key, value] = [lambda(second), lambda(third)];
        return Object.fromEntries(of(first).map((member: Json) => [key(member), value(member)]));
      }
      default: {
        const apply = FUNCTIONS[it.name];
        if (!apply) throw new Error(`the function ${it.name} is not known here`);
        return apply(...it.args.map((argument) => of(argument)));
      }
    }
  }
}
