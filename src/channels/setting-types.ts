import * as z from 'zod';
import { Secret } from '../app/model/secret.ts';

// How the texts of settings that several channels share are read: each schema's message says what is allowed, and shows
// nothing of a secret.

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** An address that alerts go to: it must not travel in the clear, except on this very machine. */
export const alertUrl = z
  .string()
  .refine((text) => {
    const url = URL.parse(text);
    return url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  }, 'must be an https URL (http on loopback only)')
  .transform((text) => new Secret(text));

/** A text that is kept from being printed. */
export const secretText = z.string().transform((text) => new Secret(text));
