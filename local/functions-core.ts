import Module from 'node:module';
import type { Binding, FunctionCallback, FunctionMetadata, ProgrammingModel } from './core-types.ts';
import type { LogSink } from './log.ts';

export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
  readonly triggerName: string;
  readonly trigger: Binding;
}

export interface LoadedApp {
  /** In order of name, which is the order in which the real host matches routes. */
  readonly functions: readonly RegisteredFunction[];
  /** What the app's entry file exports. */
  readonly exports: Readonly<Record<string, unknown>>;
}

type HookCallback = (context: object) => unknown;
type ModuleLoader = (request: string, parent: unknown, isMain: boolean) => unknown;

const FUNCTION_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,127}$/;

/**
 * The host's side of the contract with `@azure/functions`. That library asks for `@azure/functions-core` once and keeps
 * the answer for good, so there is one core a process, and it must be installed before the app is imported.
 */
export class FunctionsCore {
  readonly #hooks = new Map<string, Set<HookCallback>>(
    ['appStart', 'appTerminate', 'preInvocation', 'postInvocation', 'log'].map((name) => [name, new Set()]),
  );
  readonly #functions = new Map<string, RegisteredFunction>();
  readonly #apps = new Map<string, Promise<LoadedApp>>();
  #model: ProgrammingModel | undefined;
  #registrationOpen = false;
  sink: LogSink = () => {};

  /** What `require('@azure/functions-core')` gives. */
  readonly module = {
    version: '3.0.0',
    hostVersion: '4.0.0',
    Disposable: HookDisposable,
    setProgrammingModel: (model: ProgrammingModel) => {
      this.#model = model;
    },
    getProgrammingModel: () => this.#model,
    registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback) => this.#register(metadata, callback),
    registerHook: (name: string, callback: HookCallback) => {
      const callbacks = this.#hooks.get(name);
      if (!callbacks) throw new RangeError(`Unrecognized hook "${name}"`);
      callbacks.add(callback);
      return new HookDisposable(() => callbacks.delete(callback));
    },
    log: (level: string, _category: string, message: string) => this.log(level, 'host', message),
  };

  get model(): ProgrammingModel {
    if (!this.#model) throw new Error('The app has not loaded @azure/functions.');
    return this.#model;
  }

  /**
   * Imports the app and runs its start hooks; an app that was loaded before is given again, since imports are cached.
   * @throws what the app's modules throw, and where the app registers no function.
   */
  load(entry: URL): Promise<LoadedApp> {
    const loaded = this.#apps.get(entry.href) ?? this.#import(entry);
    this.#apps.set(entry.href, loaded);
    return loaded;
  }

  async runHooks(name: string, context: object): Promise<void> {
    for (const callback of this.#hooks.get(name) ?? []) await callback(context);
  }

  log(level: string, source: string, message: string, category = 'system', invocationContext?: unknown): void {
    const entry = { level, message, category, invocationContext, hookData: {} };
    for (const callback of this.#hooks.get('log') ?? []) callback(entry);
    this.sink({ level: entry.level, source, message: entry.message });
  }

  async #import(entry: URL): Promise<LoadedApp> {
    this.#functions.clear();
    this.#registrationOpen = true;
    try {
      const exports = (await import(/* @vite-ignore */ entry.href)) as Record<string, unknown>;
      if (this.#functions.size === 0) throw new Error(`${entry.pathname} registers no functions.`);
      await this.runHooks('appStart', { hookData: {} });
      const capabilities = await this.model.getCapabilities?.({});
      // With streaming, a throw or an undefined result hangs the request on current workers.
      if (capabilities?.HttpUri) throw new Error('The app turns HTTP streaming on, which this host does not serve.');
      return { functions: [...this.#functions.values()].sort(byName), exports };
    } finally {
      this.#registrationOpen = false;
    }
  }

  #register(metadata: FunctionMetadata, callback: FunctionCallback): HookDisposable {
    const { name, bindings } = metadata;
    if (!this.#registrationOpen) throw new Error('A function can only be registered during app startup.');
    if (!FUNCTION_NAME.test(name)) throw new Error(`"${name}" is not a name for a function.`);
    if (this.#functions.has(name)) throw new Error(`Two functions are called "${name}".`);
    const found = Object.entries(bindings).find(([, binding]) => /trigger$/i.test(binding.type ?? ''));
    if (!found) throw new Error(`The function "${name}" has no trigger.`);
    this.#functions.set(name, { metadata, callback, triggerName: found[0], trigger: found[1] });
    return new HookDisposable(() => this.#functions.delete(name));
  }
}

class HookDisposable {
  #dispose: (() => unknown) | undefined;

  constructor(dispose: () => unknown) {
    this.#dispose = dispose;
  }

  dispose(): void {
    this.#dispose?.();
    this.#dispose = undefined;
  }
}

function byName(a: RegisteredFunction, b: RegisteredFunction): number {
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

let installed: FunctionsCore | undefined;

/** Makes `require('@azure/functions-core')` work in this process, also from inside a bundle. Call it before importing the app. */
export function installFunctionsCore(sink: LogSink): FunctionsCore {
  if (!installed) {
    const core = new FunctionsCore();
    // Module._load is what the library's lazy `require` ends in; there is no public hook that serves CommonJS too.
    const loader = Module as unknown as { _load: ModuleLoader };
    const load = loader._load;
    loader._load = (request, parent, isMain) =>
      request === '@azure/functions-core' ? core.module : load.call(Module, request, parent, isMain);
    installed = core;
  }
  installed.sink = sink;
  return installed;
}
