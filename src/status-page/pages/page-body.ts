import type { Html } from '../html.ts';
import type { Tone } from '../layout.ts';

/** What one page puts into the frame of all. */
export interface PageBody {
  readonly title: string;
  readonly tone: Tone;
  readonly body: Html;
}
