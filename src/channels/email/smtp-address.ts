/** What an SMTP URL says, as nodemailer takes it. */
export interface SmtpAddress {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS. */
  readonly secure: boolean;
  /** Fails where the server offers no STARTTLS. */
  readonly requireTLS: boolean;
  readonly auth?: { readonly user: string; readonly pass: string };
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;

/**
 * Reads `smtp://` (STARTTLS, port 587) or `smtps://` (TLS at once, port 465), with user and password where the server asks for
 * them. STARTTLS is used where it is offered; with a password it is required, except on loopback: a password is never sent in
 * clear text over a network.
 *
 * @returns undefined where the text is not such a URL.
 */
export function smtpAddress(text: string): SmtpAddress | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const secure = url.protocol === 'smtps:';
  if ((!secure && url.protocol !== 'smtp:') || url.hostname === '') return undefined;
  const user = decoded(url.username);
  const pass = decoded(url.password);
  if (user === undefined || pass === undefined) return undefined;
  const hasAuth = user !== '' || pass !== '';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: hasAuth && !LOOPBACK.test(url.hostname),
    ...(hasAuth && { auth: { user, pass } }),
  };
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
