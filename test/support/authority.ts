import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { generate } from 'selfsigned';

export interface KeyAndCertificate {
  readonly key: string;
  readonly cert: string;
}

const HOUR = 3_600_000;

/** A certificate authority of this run, and a certificate of it for loopback. */
export async function loopbackCertificate(): Promise<KeyAndCertificate & { readonly authority: string }> {
  const authority = await generate([{ name: 'commonName', value: 'Authority of a test' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + HOUR),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + HOUR),
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  });
  return { key: made.private, cert: made.cert, authority: authority.cert };
}

/** Has this thread believe what an authority vouches for, besides all that it believes. */
export function trust(authority: string): void {
  setDefaultCACertificates([...getCACertificates('default'), authority]);
}

/** A key and a certificate as an app registration has them. */
export async function clientCertificate(): Promise<KeyAndCertificate> {
  const made = await generate([{ name: 'commonName', value: 'vpp-token-monitor' }], {
    keyType: 'rsa',
    algorithm: 'sha256',
  });
  return { key: made.private, cert: made.cert };
}
