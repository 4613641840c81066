/** Works on items side by side, no more than so many at once. The first failure ends it, once those under way are done. */
export async function eachOf<T>(
  items: Iterable<T> | AsyncIterable<T>,
  concurrency: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const source = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let isStopped = false;
  const worker = async () => {
    while (!isStopped) {
      const next = await source.next();
      if (next.done) return;
      await work(next.value);
    }
  };
  const workers = Array.from({ length: concurrency }, () =>
    worker().catch((error: unknown) => {
      isStopped = true;
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(workers)).find((it) => it.status === 'rejected');
  if (failed) throw failed.reason;
}
