import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import type { Principal } from '#auth';
import { DocumentStore } from '#documents';
import { isId, isReadyOrMayBe, ServiceError, type Voice } from '#domain';
import { isGranted } from '#intake';
import type { OpenAiSpeechBody } from './openai-speech.schema.ts';

/** Voices of one name that are looked at; where there are more, the name says nothing. */
const MAX_SAME_NAME = 100;

/** Finds the voice that an OpenAI client means. */
@Injectable()
export class FindVoice {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
  ) {}

  /**
   * The id of the voice: given as such, by an alias, or by its name. A name means the caller's own voice, the newest that is ready; failing that the
   * one voice of this name that the caller may use. Others choose the names of their voices and to whom they grant them, so a name that
   * several of them bear is refused: otherwise a grant would be enough to have somebody speak with another voice than they mean.
   * @throws ServiceError `unknown-reference`; `invalid-request` where the name is ambiguous
   */
  async execute(principal: Principal, voice: OpenAiSpeechBody['voice']): Promise<string> {
    const given = typeof voice === 'string' ? voice : voice.id;
    if (isId('voice', given)) return given;
    const alias = Object.entries(this.config.openai.voiceAliases).find(([name]) => isSameName(name, given));
    if (alias !== undefined) return alias[1];
    const { tenantId, objectId: ownerId } = principal;
    const [own] = await this.named(given, tenantId, 1, { ownerId, status: 'ready' });
    if (own) return own.id;
    const data = await this.named(given, tenantId, MAX_SAME_NAME);
    // Also one that is suspended or in training: while it does not speak, no other voice speaks in its name.
    const usable = data.filter((each) => isReadyOrMayBe(each) && isGranted(principal, each));
    if (usable.length > 1 || data.length >= MAX_SAME_NAME) {
      throw refusal('ambiguous', 'matches several voices of other callers; use the id of one (`vce_…`)');
    }
    // Where the caller may use none, the refusal of the one that there is says so.
    const found = usable[0] ?? data.find((each) => each.status === 'ready');
    if (found) return found.id;
    throw refusal('not-found', 'matches no ready voice');
  }

  /** Voices of a name in any of its Unicode forms, the newest first. */
  private async named(
    name: string,
    tenantId: string,
    limit: number,
    where: Partial<Pick<Voice, 'ownerId' | 'status'>> = {},
  ): Promise<Voice[]> {
    const lists = await Promise.all(
      formsOf(name).map((form) => this.documents.list('voice', tenantId, { limit, where: { ...where, name: form } })),
    );
    return lists.flatMap(({ data }) => data).toSorted((a, b) => (a.id < b.id ? 1 : -1));
  }
}

/** A name as a client may have written it and as it may have been stored: composed, and decomposed as file names of macOS are. */
function formsOf(name: string): readonly string[] {
  return [...new Set([name.normalize('NFC'), name.normalize('NFD'), name])];
}

function isSameName(one: string, other: string): boolean {
  return one.normalize('NFC') === other.normalize('NFC');
}

function refusal(code: 'ambiguous' | 'not-found', detail: string): ServiceError {
  const message = code === 'ambiguous' ? 'The name of the voice is ambiguous.' : 'The voice does not exist.';
  const [problem, fieldCode] =
    code === 'ambiguous' ? (['invalid-request', code] as const) : (['unknown-reference', 'unknown-reference'] as const);
  return new ServiceError(problem, message, { fields: [{ pointer: '/voice', code: fieldCode, detail }] });
}
