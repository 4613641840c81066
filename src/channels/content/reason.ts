import { kindOfReason } from '../../network/reason.ts';
import type { Catalogue } from './catalogue.ts';
import { clean, truncate } from './text.ts';

/** Longest reason that is not one of ours, in graphemes. */
const REASON_LENGTH = 200;

/** Why a send failed, in the words of the language; what is not known is said as it came. */
export function reasonWords(reason: string, words: Catalogue): string {
  const kind = kindOfReason(reason);
  if (kind !== undefined) return words.reasons[kind];
  const status = /^answered (\d{3})/.exec(reason)?.[1];
  return status === undefined ? words.otherReason(truncate(clean(reason), REASON_LENGTH)) : words.answered(status);
}

/** What Microsoft's services call a fault needs no translation. */
const CODE = /^(?:HTTP \d{3}\b|AADSTS\d+$)/;
const SIGN_IN = 'sign-in: ';

/** The same, of why Microsoft Graph cannot be read. */
export function graphReasonWords(reason: string, words: Catalogue): string {
  if (reason.startsWith(SIGN_IN)) return words.atSignIn(graphReasonWords(reason.slice(SIGN_IN.length), words));
  return CODE.test(reason) ? clean(reason) : reasonWords(reason, words);
}
