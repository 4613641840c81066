import type { ContentOptions } from '../../src/channels/content/content.ts';

/** How alerts are worded in tests: English, UTC, one tenant; `over` replaces what a test is about. */
export function contentOptions(over: Partial<ContentOptions> = {}): ContentOptions {
  return { locale: 'en', timeZone: 'UTC', severalTenants: false, tenantNames: new Map(), ...over };
}
