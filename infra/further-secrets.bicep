metadata description = 'Secrets of settings that have no parameter of their own; apart, since what-if cannot list them.'

@description('Name of the vault.')
param vaultName string

@description('Secrets by the names of their settings.')
@secure()
param secrets { *: string }

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

resource secret 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = [
  for secret in items(secrets): if (!empty(secret.value)) {
    parent: vault
    name: replace(secret.key, '_', '-')
    properties: { value: secret.value }
  }
]
