/** The program as it plays a history, in one piece, so that a changed copy of it can stand in its place. */
export { Play } from './play.ts';
