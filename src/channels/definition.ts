import type * as z from 'zod';
import type { Channel } from './channel.ts';

/** One setting: how its text is read, what stands in for it, and what it is for. */
export interface Setting<T> {
  readonly parse: z.ZodType<T, string>;
  readonly fallback?: string;
  readonly about: string;
  readonly isSecret?: true;
}

export type SettingTable = Readonly<Record<string, Setting<unknown>>>;

/** What the settings of a table come to; one that is not set is absent. */
export type SettingValues<Table extends SettingTable> = {
  readonly [Name in keyof Table]?: z.output<Table[Name]['parse']>;
};

/** Makes of a schema the schema of a reference to a setting, since what stands in a file for all to see is no secret. */
export type Reference = <T>(schema: z.ZodType<T, string>) => z.ZodType<T>;

/** Everything that the rest of the program needs to know of a channel before anything is sent; loads no sender. */
export interface ChannelDefinition<Own, Table extends SettingTable> {
  /** The settings of its one target that is called like the channel. */
  readonly settings: Table;
  /** What they come to; undefined where the channel is off. */
  fromSettings(values: SettingValues<Table>): Own | undefined;
  /** What is wrong with them together, in one sentence each. */
  problems?(isSet: (name: keyof Table & string) => boolean): readonly string[];
  /** The members of a target in `ALERT_ROUTES`, besides its kind; absent where routes can make none. */
  route?(reference: Reference): Readonly<Record<string, z.ZodType>>;
  /** Whether it holds alerts under keys, which later notices change and end. */
  readonly hasKeys?: true;
  /** Whether it forgets what is not said again. */
  readonly forgets?: true;
  /** The least severity that its target wants; everything where absent. */
  leastSeverity?(own: Own): 'info' | 'warning' | 'critical';
  /** Sends a second that the service takes of one sender for long; absent where it names no limit that we would reach. */
  readonly perSecond?: number;
  /** Loads what sends. */
  load(): Promise<Channel<Own>>;
}

/** Lets the compiler read a definition's types off it. */
export function defineChannel<Own, const Table extends SettingTable>(
  definition: ChannelDefinition<Own, Table>,
): ChannelDefinition<Own, Table> {
  return definition;
}
