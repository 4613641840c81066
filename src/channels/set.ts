import * as z from 'zod';
import type { ChannelContext, Sender } from './channel.ts';
import type { ChannelDefinition, Reference, SettingTable } from './definition.ts';

type Definitions = Readonly<Record<string, ChannelDefinition<unknown, SettingTable>>>;
type Both<Union> = (Union extends unknown ? (it: Union) => void : never) extends (it: infer All) => void ? All : never;

/** A target that is yet to be made: its kind, and what the channel of that kind needs to know. */
export interface TargetPlan {
  readonly kind: string;
  readonly settings: unknown;
}

/** Several channels as one: what each brings is collected here, so that nothing else has to know which there are. */
export function channelSet<const All extends Definitions>(definitions: All) {
  const entries = Object.entries<Definitions[string]>(definitions);
  const find = (kind: string) => {
    const definition = definitions[kind];
    if (definition === undefined) throw new Error(`no channel is called ${kind}`);
    return definition;
  };
  const tables = entries.map(([, { settings }]) => settings);
  return {
    kinds: entries.map(([kind]) => kind),

    /** The settings of all of them. Each table came from its own definition, which a loop cannot show to the compiler. */
    settings: Object.assign({}, ...tables) as Both<All[keyof All]['settings']>,

    /** The targets that the single settings switch on, each called like its kind. */
    switchedOn(values: Readonly<Record<string, unknown>>): readonly TargetPlan[] {
      return entries.flatMap(([kind, definition]) => {
        const settings = definition.fromSettings(values);
        return settings === undefined ? [] : [{ kind, settings }];
      });
    },

    /** What is wrong with settings that belong together. */
    problems(isSet: (name: string) => boolean): readonly string[] {
      return entries.flatMap(([, { problems }]) => problems?.(isSet) ?? []);
    },

    /** The schema of a target in `ALERT_ROUTES`, told apart by `kind`. */
    routeSchema(reference: Reference): z.ZodType<TargetPlan> {
      const members = entries.flatMap(([kind, { route }]) =>
        route ? [z.strictObject({ kind: z.literal(kind), ...route(reference) })] : [],
      );
      const [first, ...others] = members;
      if (first === undefined) throw new Error('no channel can be the target of a route');
      return z
        .discriminatedUnion('kind', [first, ...others])
        .transform(({ kind, ...settings }): TargetPlan => ({ kind, settings }));
    },

    /** What is known of the channel of a plan before it is loaded. */
    definitionOf: ({ kind }: TargetPlan) => find(kind),

    /** Loads the channel of a plan and builds what sends. */
    async create({ kind, settings }: TargetPlan, context: ChannelContext): Promise<Sender> {
      return (await find(kind).load()).create(settings, context);
    },
  };
}
