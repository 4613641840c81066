/** What a section is given. */
export interface Bench {
  /** A smoke run: everything is done, but too little of it for the figures to mean anything. */
  readonly isQuick: boolean;
  /** Reports how far it is. */
  readonly progress: (text: string) => void;
  /** The bundle of an older checkout, to be measured in turn with this one. */
  readonly older?: string;
}

/** A figure that the project promised. */
export interface Target {
  readonly what: string;
  readonly measured: number;
  readonly limit: number;
  readonly kind: 'at most' | 'at least';
  /** As in `ms`, or nothing for a ratio. */
  readonly unit?: string;
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Findings {
  /** How it was measured: enough to judge the figures, a paragraph each. */
  readonly method: readonly string[];
  readonly tables: readonly Table[];
  readonly targets: readonly Target[];
}

/** One question that the benchmarks answer; its name is the argument that asks for it alone. */
export interface Section {
  readonly name: string;
  readonly title: string;
  readonly run: (bench: Bench) => Promise<Findings>;
}
