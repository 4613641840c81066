import { isJsonObject, type JsonValue } from './json.ts';

/**
 * What a value that should be an object, and is none, tells of its sender, and how the sender mends it. Each of these
 * was seen in the field.
 *
 * @returns a clause that goes on from what is wrong, or undefined where nothing is to be said.
 */
export function mendClause(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') {
    if (isPowerShellText(value)) return POWERSHELL_DEPTH;
    return holdsJson(value) ? 'it is JSON inside a text: send the object itself, not a text that holds it' : undefined;
  }
  if (isJsonObject(value) && Object.hasOwn(value, '$content') && Object.hasOwn(value, '$content-type')) {
    return "it is what Logic Apps makes of a binary body: wrap the expression in json(…), as in json(body('HTTP'))";
  }
  return undefined;
}

/** A date may be an object where PowerShell 5.1 wrote it: `{"value":"/Date(1784299853497)/","DateTime":"…"}`. */
export function mendDate(value: JsonValue | undefined): string | undefined {
  const isObject = typeof value === 'object' && value !== null;
  if (isObject || (typeof value === 'string' && /^\/Date\(-?\d+/.test(value))) {
    return "in PowerShell, write it as a text with .ToUniversalTime().ToString('o')";
  }
  const hasNoOffset = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?$/.test(value);
  return hasNoOffset ? 'the offset is missing: add Z for UTC' : undefined;
}

/** Whether a text is what PowerShell writes for an object that it did not look into. */
export function isPowerShellText(text: string): boolean {
  return /^(?:@\{|System\.(?:Collections|Object)\b)/.test(text);
}

export const POWERSHELL_DEPTH =
  'it is how PowerShell writes an object it did not look into: give ConvertTo-Json -Depth 10';

function holdsJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // Then it is some other text.
  }
}
