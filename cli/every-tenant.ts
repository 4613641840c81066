import type { ListedAtGlance } from '../src/app/tenants/list.ts';
import type { Opened } from './service.ts';

const PAGE = 500;

/** All tenants with what is known of their tokens, in the order of their ids. @throws StorageUnavailable */
export async function* everyTenant({ listTenants }: Opened['service']): AsyncGenerator<ListedAtGlance> {
  let continuation: string | undefined;
  do {
    const page = await listTenants({ limit: PAGE, ...(continuation && { continuation }) });
    yield* page.items;
    continuation = page.continuation;
  } while (continuation !== undefined);
}
