import { ServiceError } from '#domain';
import { checkLocale, type SpeechNode, type SpeechSegment, type SpeechScript } from './speech-script.ts';
import { escapeAttribute, escapeXml, speakableText } from './xml-text.ts';

/** SSML of one turn on the WebSocket, in UTF-8 (speech-services-quotas-and-limits: 64 KB). */
export const SSML_MAX_BYTES = 65_536;
/** Voice elements in one document (speech-services-quotas-and-limits). */
export const SSML_MAX_VOICES = 50;

/**
 * The SSML document of a script. Its text, read back by an XML parser, is `speakableText` of the script's text.
 * @throws ServiceError `invalid-request` for a malformed voice or locale, `text-too-long` beyond 64 KB or 50 parts.
 */
export function writeSsml(script: SpeechScript): string {
  const [first] = script;
  if (first === undefined) throw new ServiceError('invalid-request', 'There is nothing to speak');
  if (script.length > SSML_MAX_VOICES) {
    throw new ServiceError('text-too-long', `One synthesis may have at most ${SSML_MAX_VOICES} voice elements`);
  }
  const ssml = `${openSpeak(first.locale)}${script.map(writeSegment).join('')}</speak>`;
  checkSsmlSize(ssml);
  return ssml;
}

export function openSpeak(locale: string): string {
  checkLocale(locale);
  return (
    '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" ' +
    `xmlns:mstts="http://www.w3.org/2001/mstts" xml:lang="${locale}">`
  );
}

function writeSegment(segment: SpeechSegment): string {
  return `${openSegment(segment)}${writeContent(segment.content)}${closeSegment(segment)}`;
}

/** What ends a voice element. */
export function closeSegment({ voice }: Pick<SpeechSegment, 'voice'>): string {
  return voice.speakerProfileId === undefined ? '</voice>' : '</mstts:ttsembedding></voice>';
}

export function openSegment({ voice, effect }: Omit<SpeechSegment, 'content'>): string {
  const { baseModel, speakerProfileId } = voice;
  // These come from our configuration and documents; what does not look right must not become markup.
  check(/^[A-Za-z0-9][A-Za-z0-9:.\-]{0,99}$/v.test(baseModel), 'The base model is not a voice name');
  const effects = effect === undefined ? '' : ` effect="${escapeAttribute(effect)}"`;
  const opened = `<voice name="${baseModel}"${effects}>`;
  if (speakerProfileId === undefined) return opened;
  check(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iv.test(speakerProfileId), 'The speaker profile id is not a UUID');
  return `${opened}<mstts:ttsembedding speakerProfileId="${speakerProfileId}">`;
}

function writeContent(content: readonly SpeechNode[]): string {
  return content.map(writeNode).join('');
}

function writeNode(node: SpeechNode): string {
  if (typeof node === 'string') return escapeXml(speakableText(node));
  const open = openTag(node.name, node.attributes);
  return node.children.length === 0 ? `${open.slice(0, -1)}/>` : `${open}${writeContent(node.children)}</${node.name}>`;
}

export function openTag(name: string, attributes: Readonly<Record<string, string>>): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeAttribute(speakableText(value))}"`,
  );
  return `<${name}${written.join('')}>`;
}

/** @throws ServiceError `text-too-long` when the SSML is beyond what one turn may hold. */
export function checkSsmlSize(ssml: string): void {
  const bytes = Buffer.byteLength(ssml);
  if (bytes > SSML_MAX_BYTES) {
    throw new ServiceError(
      'text-too-long',
      `The text has ${bytes} bytes as SSML; the limit of one synthesis is ${SSML_MAX_BYTES}`,
    );
  }
}

function check(holds: boolean, detail: string): void {
  if (!holds) throw new ServiceError('invalid-request', detail);
}
