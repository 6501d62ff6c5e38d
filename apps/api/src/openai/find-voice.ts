import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { isId, ServiceError } from '#domain';
import { DocumentStore } from '#storage';
import type { OpenAiSpeechBody } from './openai-speech.schema.ts';

/** Finds the voice that an OpenAI client means. */
@Injectable()
export class FindVoice {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DocumentStore) private readonly documents: DocumentStore,
  ) {}

  /**
   * The id of the voice: given as such, by an alias, or by the name of a ready voice of the tenant, the newest if there are several.
   * @throws ServiceError `invalid-request`
   */
  async execute(tenantId: string, voice: OpenAiSpeechBody['voice']): Promise<string> {
    const given = typeof voice === 'string' ? voice : voice.id;
    if (isId('voice', given)) return given;
    const { voiceAliases } = this.config.openai;
    const aliased = Object.hasOwn(voiceAliases, given) ? voiceAliases[given] : undefined;
    if (aliased !== undefined) return aliased;
    const { data } = await this.documents.list('voice', tenantId, {
      limit: 1,
      where: { name: given, status: 'ready' },
    });
    const found = data[0];
    if (found) return found.id;
    throw new ServiceError('invalid-request', 'There is no such voice.', {
      fields: [{ pointer: '/voice', code: 'not-found', detail: 'names no voice that is ready' }],
    });
  }
}
