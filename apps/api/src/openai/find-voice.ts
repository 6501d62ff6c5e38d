import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import type { Principal } from '#auth';
import { isId, ServiceError } from '#domain';
import { DocumentStore } from '#storage';
import { isGranted } from '../resources/ownership.ts';
import type { OpenAiSpeechBody } from './openai-speech.schema.ts';

/** Voices of one name that are looked at. */
const SAME_NAME = 100;

/** Finds the voice that an OpenAI client means. */
@Injectable()
export class FindVoice {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DocumentStore) private readonly documents: DocumentStore,
  ) {}

  /**
   * The id of the voice: given as such, by an alias, or by the name of a ready voice of the tenant. Of several with this name the newest that
   * the caller may use: nobody can take the place of another's voice by giving one the same name.
   * @throws ServiceError `invalid-request`
   */
  async execute(principal: Principal, voice: OpenAiSpeechBody['voice']): Promise<string> {
    const given = typeof voice === 'string' ? voice : voice.id;
    if (isId('voice', given)) return given;
    const { voiceAliases } = this.config.openai;
    const aliased = Object.hasOwn(voiceAliases, given) ? voiceAliases[given] : undefined;
    if (aliased !== undefined) return aliased;
    const { data } = await this.documents.list('voice', principal.tenantId, {
      limit: SAME_NAME,
      where: { name: given, status: 'ready' },
    });
    const usable = data.filter((each) => isGranted(principal, each));
    // Where there is none, the refusal says so.
    const found = usable.find(({ ownerId }) => ownerId === principal.objectId) ?? usable[0] ?? data[0];
    if (found) return found.id;
    throw new ServiceError('invalid-request', 'There is no such voice.', {
      fields: [{ pointer: '/voice', code: 'not-found', detail: 'names no voice that is ready' }],
    });
  }
}
