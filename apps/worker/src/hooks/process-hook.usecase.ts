import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore, RequestIds, type Stored } from '#documents';
import { type Hook, HOOK_TRANSITIONS, newFetchedUpload, ServiceError, transition, type Upload } from '#domain';
import { checkUrl } from '#egress';
import { DONE, type HandlerOutcome, Handles, messages, type MessageSubject } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { type HookAction, readPayload } from './hook-actions.ts';

/** Acts on a verified webhook: once, whatever is delivered twice. */
@Handles('hook.received')
@Injectable()
export class ProcessHook {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly commit: Commit,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async handle({ tenantId, subjectId: hookId }: MessageSubject): Promise<HandlerOutcome> {
    const hook = await this.documents.find('hook', tenantId, hookId);
    if (!hook) throw new ServiceError('unknown-subject', 'The webhook does not exist.');
    if (hook.status !== 'received') {
      await this.commit.catchUp(hook);
      return DONE;
    }
    const read = readPayload(hook.payload);
    if ('unknown' in read) {
      await this.commit.save(transition(HOOK_TRANSITIONS, hook, 'ignored'));
      return DONE;
    }
    if ('invalid' in read) {
      await this.fail(
        hook,
        new ServiceError('invalid-request', `These fields are invalid: ${read.invalid.join(', ')}.`),
      );
      return DONE;
    }
    try {
      const upload = await this.createUpload(hook, read.action);
      const subject = { kind: upload.kind, id: upload.id };
      await this.commit.save(transition(HOOK_TRANSITIONS, hook, 'processed', { subject }));
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'url-refused') throw error;
      await this.fail(hook, error);
    }
    return DONE;
  }

  async onFailed({ tenantId, subjectId: hookId }: MessageSubject, error: ServiceError): Promise<void> {
    const hook = await this.documents.find('hook', tenantId, hookId);
    if (hook?.status === 'received') await this.fail(hook, error);
  }

  private async fail(hook: Stored<Hook>, { code, detail }: ServiceError): Promise<void> {
    this.logger.warn({ source: hook.source, code }, 'a webhook could not be processed');
    await this.commit.save(transition(HOOK_TRANSITIONS, hook, 'failed', { failure: { code, detail } }));
  }

  /** The upload of a recording that can be fetched; its id follows from the webhook's, so that there is one of it. */
  private async createUpload(hook: Hook, { data }: HookAction): Promise<Upload> {
    const { tenantId, ownerId, createdAt } = hook;
    const url = checkUrl(data.sourceUrl, this.config.egress);
    const id = RequestIds.derived(hook.id, Date.parse(createdAt)).id('upload');
    const message = messages.uploadFetch({ tenantId, subjectId: id });
    const upload = newFetchedUpload({ ...data, id, tenantId, ownerId, sourceUrl: url.href, host: url.host, message });
    return this.commit.createOnce(upload);
  }
}
