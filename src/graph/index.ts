import type { Answered, GraphReader } from '../app/model/graph.ts';
import type { Log } from '../app/model/ports.ts';
import { claimsOf } from './access-token.ts';
import type { SignInOptions } from './credentials.ts';
import type { GetPorts } from './get-json.ts';
import type { GraphSettings } from './graph-settings.ts';
import { createIdentity, type Identity } from './identity.ts';
import { readerOver } from './reader.ts';
import { Slots } from './slots.ts';

export interface GraphPorts extends Omit<GetPorts, 'identity' | 'slots'> {
  readonly log: Log;
  /** Who this app is; without it, what the settings name. */
  readonly identity?: Identity;
  /** How the login endpoint is reached, where it is not the cloud's. */
  readonly signIn?: SignInOptions;
}

/** Graph as this app uses it: read, and asked what it may. */
export interface Graph extends GraphReader {
  /**
   * The application permissions that a tenant granted, as its access token names them; undefined where the token is one
   * that only Graph can read. Never throws.
   */
  grantedRoles(tenantId: string, deadline: number): Promise<Answered<readonly string[] | undefined>>;
}

/** Requests that one instance has under way at most, over all tenants. */
const REQUESTS_AT_ONCE = 16;

/** The reader of Graph that the settings ask for. Nothing is loaded or sent before the first use. */
export function createGraphReader(settings: GraphSettings, ports: GraphPorts): Graph {
  const identity = ports.identity ?? createIdentity(settings, ports);
  const reader = readerOver(settings, { ...ports, identity, slots: new Slots(REQUESTS_AT_ONCE) });
  return {
    ...reader,
    async grantedRoles(tenantId, deadline) {
      const token = await identity.accessToken(tenantId, deadline, true);
      return token.ok ? { ok: true, value: claimsOf(token.value)?.roles } : token;
    },
  };
}
