import { CONSENT_LOCALES, ServiceError } from '#domain';
import type { CallOptions } from '../provider/speech-rest-client.ts';
import type { TranslatorClient } from '../translation/translator-client.ts';
import { assertPreparable, type PreparationClient } from './preparation-client.ts';

export interface SpeakableRequest {
  readonly text: string;
  readonly locale: string;
  /** Locale into which it is translated before it is spoken. */
  readonly translateTo?: string | undefined;
  /** Numbers, abbreviations and lists are rewritten for speech. */
  readonly prepare?: 'speakable' | undefined;
}

/** What is spoken in place of a text. */
export interface SpeakableText {
  readonly text: string;
  readonly locale: string;
}

/** Locales that personal voices speak, as far as Microsoft documents them by name: those of the consent statements. */
const VOICE_LOCALES: ReadonlySet<string> = new Set(CONSENT_LOCALES);

/**
 * Translates and prepares texts before they are spoken, where the deployment has services for it.
 * See ADR 43.
 */
export class SpeakableTexts {
  constructor(
    private readonly translator: Pick<TranslatorClient, 'translate'> | undefined,
    private readonly preparation: Pick<PreparationClient, 'prepare'> | undefined,
  ) {}

  /**
   * Whether the request can be done at all, without asking anybody. How long a text becomes by translation is not known before.
   * @throws ServiceError `translation-not-configured`, `translation-unsupported`, `preparation-not-configured`, `text-too-long`
   */
  check({ text, translateTo, prepare }: Partial<Omit<SpeakableRequest, 'locale'>>): void {
    if (translateTo !== undefined) {
      if (!this.translator) {
        throw new ServiceError(
          'translation-not-configured',
          'This deployment has no Azure Translator. Translate the text first.',
        );
      }
      if (!VOICE_LOCALES.has(translateTo)) {
        throw new ServiceError('translation-unsupported', `The voice may not support ${translateTo}.`, {
          fields: [
            { pointer: '/translateTo', code: 'unsupported', detail: 'is a language that the voice may not support' },
          ],
        });
      }
    }
    if (prepare === undefined) return;
    if (!this.preparation) {
      throw new ServiceError('preparation-not-configured', 'This deployment has no Azure OpenAI model for `prepare`.');
    }
    if (text !== undefined && translateTo === undefined) assertPreparable(text);
  }

  /** @throws ServiceError as `check`, TranslatorClient and PreparationClient do */
  async make(request: SpeakableRequest, options?: CallOptions): Promise<SpeakableText> {
    this.check(request);
    const { translateTo, prepare } = request;
    let { text, locale } = request;
    if (translateTo !== undefined && this.translator) {
      ({ text } = await this.translator.translate({ text, to: translateTo, from: locale }, options));
      locale = translateTo;
    }
    if (prepare !== undefined && this.preparation) text = await this.preparation.prepare(text, locale, options);
    return { text, locale };
  }
}
