import autocannon from 'autocannon';

export interface Driven {
  /** Requests a second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/**
 * Sends report requests to an app, so many at once, with autocannon.
 *
 * @param next the body of the next request
 * @param until seconds, or how many requests
 * @throws where any of them is not answered 2xx: what is measured must be what was meant
 */
export async function drive(
  url: string,
  atOnce: number,
  until: { readonly duration: number } | { readonly amount: number },
  next: () => unknown,
): Promise<Driven> {
  const result = await autocannon({
    url,
    connections: atOnce,
    timeout: 30,
    ...until,
    requests: [
      {
        method: 'POST',
        path: '/api/sync-reports',
        headers: { 'content-type': 'application/json' },
        setupRequest: (request) => ({ ...request, body: JSON.stringify(next()) }),
      },
    ],
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${result.non2xx} answers were not 2xx, and ${result.errors} requests had none.`);
  }
  return { rate: result['2xx'] / result.duration, p50: result.latency.p50, p99: result.latency.p99 };
}
