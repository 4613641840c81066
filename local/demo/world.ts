import { DemoTime } from './time.ts';

/** The settings of the demo: its own ones, and nothing of what this machine is set to. Filled before the app is loaded. */
export const environment: Record<string, string> = {};

/** The time that the app and the stand-in for Graph live in. */
export const time = new DemoTime(Date.now());
