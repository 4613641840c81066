/** An HTTP function's place in the URL space. */
export interface Route {
  readonly functionName: string;
  /** Upper case; empty means any. */
  readonly methods: readonly string[];
  /** With the prefix and a leading slash, as in `/api/tokens/{tenantId}/{tokenId}`. */
  readonly template: string;
  /** Whether the host in Azure asks for a key before it calls the function. */
  readonly needsKey?: true;
}

export interface RouteMatch {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/**
 * @param route the binding's route; without one a function is served under its name.
 * @throws for a route that the real host keeps for itself, and for template syntax that this host does not know.
 */
export function createRoute(
  functionName: string,
  route: string | undefined,
  methods: readonly string[],
  prefix: string,
  authLevel: unknown = 'anonymous',
): Route {
  const own = (route ?? functionName).replace(/^\/|\/$/g, '');
  if (/^(admin|runtime)(\/|$)/i.test(own)) throw new Error(`The route of "${functionName}" is reserved: ${own}`);
  const unknown = own.split('/').find((segment) => /[{}]/.test(segment) && !PARAM.test(segment));
  if (unknown) throw new Error(`The local host does not know the "${unknown}" in the route of "${functionName}".`);
  return {
    functionName,
    methods: methods.map((method) => method.toUpperCase()),
    template: `/${[prefix, own].filter((part) => part !== '').join('/')}`,
    ...(authLevel !== 'anonymous' && { needsKey: true as const }),
  };
}

/**
 * The first route, in the order given, whose path and method fit: neither a literal nor a longer route takes
 * precedence, and a wrong method is no match.
 * @param pathname still percent-encoded.
 */
export function matchRoute(routes: readonly Route[], method: string, pathname: string): RouteMatch | undefined {
  const segments = pathname.replace(/\/$/, '').split('/').slice(1);
  for (const route of routes) {
    if (route.methods.length > 0 && !route.methods.includes(method)) continue;
    const params = matchSegments(route.template.split('/').slice(1), segments);
    if (params) return { route, params };
  }
  return undefined;
}

const PARAM = /^\{(\w+)\}$/;

function matchSegments(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const text = decodeSegment(segments[index] ?? '');
    const name = PARAM.exec(part)?.[1];
    if (name !== undefined && text !== '') params[name] = text;
    else if (part.toLowerCase() !== text.toLowerCase()) return undefined;
  }
  return params;
}

/** Percent-decodes as the real server does: an encoded slash stays as it is, and so does what is no valid encoding. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment.replace(/%2f/gi, (slash) => `%25${slash.slice(1)}`));
  } catch {
    return segment;
  }
}
