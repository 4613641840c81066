/** What tenants are called: as the settings say, else as their rows did when they were last read. */
export class TenantNames {
  readonly #settings: ReadonlyMap<string, string>;
  #rows: ReadonlyMap<string, string> = new Map();

  constructor(settings: ReadonlyMap<string, string> = new Map()) {
    this.#settings = settings;
  }

  get(tenantId: string): string | undefined {
    return this.#settings.get(tenantId) ?? this.#rows.get(tenantId);
  }

  /** @param rows names by tenant id, all that there are */
  learn(rows: ReadonlyMap<string, string>): void {
    this.#rows = rows;
  }
}
