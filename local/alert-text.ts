import { z } from 'zod';

const text = z.string().optional().catch(undefined);

/** Whatever of a webhook event can be shown; other types of event lack some of it. */
const alert = z.object({
  type: text,
  data: z
    .object({
      tenantId: text,
      tokenId: text,
      cause: text,
      severity: text,
      title: text,
      message: text,
      impact: text,
      runbook: z
        .object({ title: text, url: text, steps: z.array(z.string()).catch([]) })
        .optional()
        .catch(undefined),
    })
    .catch({}),
});

/** An alert as a few lines for a terminal. Undefined where the body is not a JSON object. */
export function formatAlert(body: string): string | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  const parsed = alert.safeParse(json);
  if (!parsed.success) return undefined;
  const { type, data } = parsed.data;
  const { title, message, severity, impact, runbook } = data;
  const where = [data.cause, data.tenantId && `tenant ${data.tenantId}`, data.tokenId && `token ${data.tokenId}`];
  const lines = [
    [severity?.toUpperCase(), type].filter(Boolean).join('  '),
    title && `  ${title}`,
    message && message !== title && `  ${message}`,
    where.some(Boolean) && `  Cause: ${where.filter(Boolean).join(', ')}`,
    impact && `  Impact: ${impact}`,
    runbook && `  What to do: ${runbook.title ?? ''}`,
    ...(runbook?.steps ?? []).map((step, index) => `    ${index + 1}. ${step}`),
    runbook?.url && `    ${runbook.url}`,
  ];
  return lines.filter(Boolean).map(String).map(printable).join('\n');
}

/** A terminal obeys control characters, and texts come from outside. */
function printable(line: string): string {
  return line.replace(/\p{Cc}+/gu, ' ');
}
