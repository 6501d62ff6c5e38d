import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { ServiceError } from '#domain';
import type { OpenAiModel } from './openai-speech.schema.ts';

/** When these routes came to be: the names stand for no model of their own that was made at some time. */
const CREATED = Date.UTC(2026, 10, 1) / 1000;

/** The names that OpenAI clients may send as `model`. */
@Injectable()
export class OpenAiModels {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  list(): OpenAiModel[] {
    return this.names().map((id) => ({ id, object: 'model', created: CREATED, owned_by: 'azure-ai-speech' }));
  }

  /** @throws ServiceError `not-found` */
  get(name: string): OpenAiModel {
    this.assertOffered(name);
    return { id: name, object: 'model', created: CREATED, owned_by: 'azure-ai-speech' };
  }

  /**
   * @param pointer to the model in the body
   * @throws ServiceError `not-found`
   */
  assertOffered(name: string, pointer?: string): void {
    if (this.names().includes(name)) return;
    const offered = this.names().join(', ');
    throw new ServiceError('not-found', `The model ${JSON.stringify(name)} does not exist. Use one of ${offered}.`, {
      fields: pointer === undefined ? [] : [{ pointer, code: 'not-found', detail: `must be one of ${offered}` }],
    });
  }

  private names(): readonly string[] {
    return [...new Set([...this.config.openai.models, this.config.speech.baseModel])];
  }
}
