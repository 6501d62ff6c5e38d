import { Injectable } from '@nestjs/common';
import { DocumentStore } from '#documents';
import { isId, type NotificationFacts } from '#domain';
import { idsIn, type Names } from './content.ts';

/** Looks up what the voices and consents of a notification are called now: one that was erased has no name. */
@Injectable()
export class ResolveNames {
  constructor(private readonly documents: DocumentStore) {}

  /** @throws ServiceError `dependency-unavailable` */
  async of(tenantId: string, facts: NotificationFacts): Promise<Names> {
    const names = new Map<string, string>();
    for (const id of new Set(idsIn(facts))) {
      if (isId('voice', id)) names.set(id, (await this.documents.find('voice', tenantId, id))?.name ?? '');
      if (isId('consent', id))
        names.set(id, (await this.documents.find('consent', tenantId, id))?.voiceTalentName ?? '');
    }
    return names;
  }
}
