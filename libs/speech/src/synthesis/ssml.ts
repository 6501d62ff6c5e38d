import { ServiceError } from '#domain';

/** SSML of one turn on the WebSocket, in UTF-8 (speech-services-quotas-and-limits: 64 KB). */
export const SSML_MAX_BYTES = 65_536;
/** Range of `prosody rate`; the service clamps silently what lies outside (speech-synthesis-markup-voice). */
export const MIN_RATE = 0.5;
export const MAX_RATE = 2;

export interface PersonalVoiceSpeech {
  /** For example `DragonLatestNeural`. */
  readonly baseModel: string;
  /** UUID of the personal voice. */
  readonly speakerProfileId: string;
  /** BCP-47, the language of the document. The voice detects the language sentence by sentence. */
  readonly locale: string;
  /** Any text; spoken as it is, never read as markup. */
  readonly text: string;
  /** 0.5 to 2, 1 is the voice's own. */
  readonly rate?: number | undefined;
  /** Speak all of it in `locale`, whatever language is detected. */
  readonly forceLocale?: boolean | undefined;
}

/**
 * The SSML that speaks a text with a personal voice. Its text, read back by an XML parser, is `speakableText(text)`.
 * @throws ServiceError `invalid-request` for a malformed parameter, `text-too-long` beyond 64 KB of SSML.
 */
export function buildPersonalVoiceSsml(speech: PersonalVoiceSpeech): string {
  const { baseModel, speakerProfileId, locale, text, rate = 1 } = speech;
  // These come from our configuration and documents; what does not look right must not become markup.
  check(/^[A-Za-z0-9][A-Za-z0-9:.\-]{0,99}$/v.test(baseModel), 'The base model is not a voice name');
  check(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iv.test(speakerProfileId), 'The speaker profile id is not a UUID');
  check(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}$/v.test(locale), 'The locale is not a BCP-47 language tag');
  check(rate >= MIN_RATE && rate <= MAX_RATE, `The rate must lie between ${MIN_RATE} and ${MAX_RATE}`);
  let content = escapeXml(speakableText(text));
  const change = (rate - 1) * 100;
  if (rate !== 1) content = `<prosody rate="${change < 0 ? '' : '+'}${change.toFixed(2)}%">${content}</prosody>`;
  if (speech.forceLocale === true) content = `<lang xml:lang="${locale}">${content}</lang>`;
  const ssml =
    '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" ' +
    `xmlns:mstts="http://www.w3.org/2001/mstts" xml:lang="${locale}">` +
    `<voice name="${baseModel}"><mstts:ttsembedding speakerProfileId="${speakerProfileId}">` +
    `${content}</mstts:ttsembedding></voice></speak>`;
  checkSsmlSize(ssml);
  return ssml;
}

/** @throws ServiceError `text-too-long` when the SSML is beyond what one turn may hold. */
export function checkSsmlSize(ssml: string): void {
  const bytes = Buffer.byteLength(ssml);
  if (bytes > SSML_MAX_BYTES) {
    throw new ServiceError(
      'text-too-long',
      `The text is ${bytes} bytes as SSML; one synthesis takes ${SSML_MAX_BYTES}`,
    );
  }
}

/**
 * The text as it can stand in XML 1.0: control characters other than tab and line ends, lone surrogates, U+FFFE and U+FFFF become
 * spaces. Positions stay the same, so offsets into the result are offsets into the text.
 */
export function speakableText(text: string): string {
  return text.replaceAll(/[[\p{Cc}\p{Cs}\u{FFFE}\u{FFFF}]--[\t\n\r]]/gv, ' ');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // A parser turns CR LF and CR into LF, and CR LF CR LF ends the header block of a message on the wire.
  '\r': '&#13;',
};

/** Escapes a text for XML content and attribute values. */
export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"'\r]/gv, (character) => ENTITIES[character] ?? character);
}

function check(holds: boolean, detail: string): void {
  if (!holds) throw new ServiceError('invalid-request', detail);
}
