/**
 * Whether a request that changes something may come from a page of this app. Browsers say where a request comes from in
 * `Sec-Fetch-Site`, older ones in `Origin`; what says neither is no browser, so no other site can have sent it.
 */
export function isSameOrigin({
  url,
  headers,
}: {
  readonly url: string;
  readonly headers: { get(name: string): string | null };
}): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const origin = headers.get('origin');
  return origin === null || URL.parse(origin)?.host === new URL(url).host;
}
