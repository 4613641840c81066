export type Law = 'complete' | 'true' | 'story' | 'prompt' | 'apart' | 'few';

/** A law that did not hold. */
export interface Breach {
  readonly law: Law;
  readonly at: number;
  readonly target: string;
  /** What a person would object to. */
  readonly text: string;
}
