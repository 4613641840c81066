import { request } from 'node:http';

const HOUR = 3_600_000;

/** Every report is of a newer sync than the one before, so that each of them changes something. */
export class Reports {
  readonly #from = Date.now() - 2 * HOUR;
  #syncs = 0;

  next(tokenId: string, status = 'completed'): object {
    this.#syncs += 1;
    return {
      id: tokenId,
      lastSyncStatus: status,
      // A millisecond apart, and never ahead of the clock: no run sends more in two hours than these hold.
      lastSyncDateTime: new Date(this.#from + this.#syncs).toISOString(),
      state: 'valid',
      expirationDateTime: new Date(this.#from + 200 * 24 * HOUR).toISOString(),
      organizationName: 'Contoso Schools',
      appleId: 'vpp@contoso.example',
      vppTokenAccountType: 'education',
      countryOrRegion: 'us',
    };
  }
}

/** @returns ids shaped as Intune's are, always the same for a number */
export function tokenIdOf(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

/**
 * Posts reports and waits for the whole answer.
 * @throws where it is anything but 200: what is measured must be what was meant
 */
export function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const bytes = Buffer.from(JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const call = request(`${url}/api/sync-reports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': bytes.length, ...headers },
    });
    call.once('error', reject);
    call.once('response', async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      if (response.statusCode === 200) resolve(JSON.parse(text));
      else reject(new Error(`The app answered ${response.statusCode}: ${text.slice(0, 300)}`));
    });
    call.end(bytes);
  });
}
