/** What is wrong with such a setting; its name stands before it. */
export const UNRESOLVED =
  'is a Key Vault reference that Azure could not resolve: check the vault, the secret, and the access of the app';

/** Whether a setting still holds a reference to a secret instead of the secret: Azure passes on what it cannot resolve. */
export function isUnresolved(text: string): boolean {
  return text.startsWith('@Microsoft.KeyVault(');
}
