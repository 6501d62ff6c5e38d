import type { Container } from '@azure/cosmos';
import { statusOf, withCosmosErrors } from './cosmos-errors.ts';

interface KeyedItem {
  readonly id: string;
  readonly partitionKey: string;
}

/** @returns the ETag, or undefined when there is an item with this id already. @throws ServiceError */
export function createItem(container: Container, item: KeyedItem): Promise<string | undefined> {
  return unless([409], async () => (await container.items.create(item)).etag);
}

/** @returns the new ETag, or undefined when the item was changed or removed since it had this ETag. @throws ServiceError */
export function replaceItem(container: Container, item: KeyedItem, etag: string): Promise<string | undefined> {
  const accessCondition = { type: 'IfMatch', condition: etag };
  const stored = container.item(item.id, item.partitionKey);
  return unless([404, 412], async () => (await stored.replace({ ...item }, { accessCondition })).etag);
}

/** Removes the item, unless it was changed since it had this ETag. @throws ServiceError */
export async function removeItem(container: Container, { id, partitionKey }: KeyedItem, etag: string): Promise<void> {
  const accessCondition = { type: 'IfMatch', condition: etag };
  await unless([404, 412], () => container.item(id, partitionKey).delete({ accessCondition }));
}

async function unless<T>(statuses: readonly number[], work: () => Promise<T>): Promise<T | undefined> {
  return withCosmosErrors(async () => {
    try {
      return await work();
    } catch (error) {
      if (statuses.includes(statusOf(error) ?? 0)) return undefined;
      throw error;
    }
  });
}
