import { SaxesParser, type SaxesTagNS } from 'saxes';
import { runToEnd, type Steps } from '#loop';
import {
  ATTRIBUTE_MAX_CHARACTERS,
  breakMs,
  ELEMENT_RULES,
  type ElementRule,
  isPhoenix,
  LOCALE_HINT,
  NEVER_SUPPORTED,
  VOICE_EFFECTS,
} from './ssml-elements.ts';
import { positionOf, SsmlError, type SsmlReason } from './ssml-error.ts';
import {
  isLocale,
  isSpeakable,
  type VoiceName,
  type SpeechElement,
  type SpeechElementName,
  type SpeechNode,
  textOf,
} from './speech-script.ts';
import { isNamespaceOf, isSsmlNamespace, MSTTS_NAMESPACES, SCHEMA_NAMESPACE } from './ssml-namespaces.ts';
import { silencePointsInSteps } from './silence-settings.ts';
import { foreignVoice, shownName, shownTag, unsupported, withDetail } from './ssml-words.ts';
import { tidySegments } from './tidy-segments.ts';
import { firstXmlFault } from './xml-fault.ts';

/** Characters of the source. */
export const SSML_MAX_CHARACTERS = 400_000;
export const SSML_MAX_ELEMENTS = 5_000;
export const SSML_MAX_DEPTH = 20;
/** Pauses and marks in a row, without a word between them. */
export const SSML_MAX_EMPTY_RUN = 20;
/** All pauses together, those that `mstts:silence` makes of it. */
export const SSML_MAX_PAUSE_MS = 600_000;
/** `mstts:silence` in a document: they are repeated in each request in which a long text is spoken. */
export const SSML_MAX_SILENCES = 200;
/** Attributes of one element: the XML parser looks at all of them together. No element has more than three, beside namespaces. */
export const SSML_MAX_ATTRIBUTES = 50;
/** How much of the source is read in one step. */
const PIECE_CHARACTERS = 4_096;

export interface SsmlVoice extends VoiceName {
  /** What a `voice` element may name instead of the base model, for example our own id of the voice. */
  readonly aliases?: readonly string[];
}

/** Who speaks a document: the voice that is meant where none is named, and others that it may name. */
export interface SsmlSpeakers extends SsmlVoice {
  /** Each is named by one of its `aliases` only: their base models say nothing about which of them is meant. */
  readonly others?: readonly SsmlVoice[] | undefined;
}

export interface ParsedSegment {
  readonly voice: VoiceName;
  readonly effect?: string | undefined;
  readonly content: readonly SpeechNode[];
}

export interface ParsedSsml {
  /** `xml:lang` of the document. */
  readonly locale?: string | undefined;
  readonly segments: readonly ParsedSegment[];
}

interface Frame {
  /** With `mstts:` for Microsoft's elements. */
  readonly name: string;
  readonly rule: ElementRule | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: SpeechNode[];
}

/**
 * Reads the SSML of a caller. Only elements and attributes of an allow-list pass, and of these only what the base model of the voice
 * supports; there is no document type, so no entity but the five of XML. Comments are left out, CDATA is text. Nothing of the source
 * goes further: what is spoken is written again from what was understood.
 * @throws SsmlError with a reason and where it stands
 */
export function parseSsmlInSteps(source: string, voice: SsmlSpeakers): Steps<ParsedSsml> {
  return new SsmlReader(source, voice).read();
}

/** As `parseSsmlInSteps`, for SSML that is known to be short. */
export function parseSsml(source: string, voice: SsmlSpeakers): ParsedSsml {
  return runToEnd(parseSsmlInSteps(source, voice));
}

/** What is given to an XML parser at a time. */
export function* piecesOf(source: string): Generator<string, void, void> {
  for (let at = 0; at < source.length; at += PIECE_CHARACTERS) yield source.slice(at, at + PIECE_CHARACTERS);
}

/** See ADR 35. */
class SsmlReader {
  private readonly parser: SaxesParser<{ xmlns: true }>;
  private readonly stack: Frame[] = [];
  private readonly segments: { voice: VoiceName; effect?: string; content: SpeechNode[] }[] = [];
  /** Part of the text in `speak` without a voice element around it. */
  private isOpen = false;
  /** Of the voice element that is open, or of the document. */
  private speaker: SsmlVoice;
  private locale: string | undefined;
  private rootNamespace = '';
  private elements = 0;
  /** Of the tag that is being read. */
  private attributes = 0;
  private emptyRun = 0;
  private pausesMs = 0;
  /** Where the first `mstts:silence` stands. */
  private silenceAt: number | undefined;
  private silences = 0;
  private hasWords = false;

  constructor(
    private readonly source: string,
    private readonly voice: SsmlSpeakers,
  ) {
    this.speaker = voice;
    this.parser = new SaxesParser({ xmlns: true, position: true });
  }

  *read(): Steps<ParsedSsml> {
    if (this.source.length > SSML_MAX_CHARACTERS) {
      this.refuse('ssml-too-large', SSML_MAX_CHARACTERS, `at most ${SSML_MAX_CHARACTERS} characters`);
    }
    // The parser takes a lone surrogate for a character.
    if (!this.source.isWellFormed()) {
      this.refuse('ssml-not-well-formed', this.source.search(/\p{Cs}/v), 'a lone surrogate');
    }
    this.listen();
    for (const piece of piecesOf(this.source)) {
      this.parser.write(piece);
      yield;
    }
    this.parser.close();
    if (!this.hasWords) this.refuse('ssml-no-text', 0);
    const segments = tidySegments(this.segments);
    yield* this.checkSilences(segments);
    return { locale: this.locale, segments };
  }

  private listen(): void {
    const { parser } = this;
    parser.on('error', ({ message }) => this.onError(message));
    parser.on('xmldecl', ({ version }) => {
      if (version !== '1.0') this.refuse('ssml-not-well-formed', 0, 'only XML 1.0 is read');
    });
    parser.on('doctype', () => this.refuse('ssml-doctype', this.source.indexOf('<!')));
    parser.on('processinginstruction', () => this.refuse('ssml-processing-instruction', this.tagStart('<?')));
    // Before the attributes are read, so that a document of one endless tag is not read to its end for nothing.
    parser.on('opentagstart', () => this.count());
    parser.on('attribute', () => this.countAttribute());
    parser.on('opentag', (tag) => this.open(tag));
    parser.on('closetag', () => this.close());
    parser.on('text', (text) => this.text(text));
    parser.on('cdata', (text) => this.text(text));
  }

  private onError(message: string): never {
    const what = message.replace(/^\d+:\d+: /v, '');
    const at = Math.max(0, this.parser.position - 1);
    if (what.startsWith('undefined entity')) this.refuse('ssml-entity', this.source.lastIndexOf('&', at));
    if (what.startsWith('unbound namespace prefix')) this.refuse('ssml-namespace', this.tagStart('<'));
    const fault = firstXmlFault(this.source);
    if (fault !== undefined && fault.at <= at) {
      this.refuse(fault.kind === 'reference' ? 'ssml-entity' : 'ssml-not-well-formed', fault.at, fault.hint);
    }
    // The parser's words may quote the source.
    const words = what.slice(0, 200).replaceAll(/["':].*$/gv, '');
    this.refuse('ssml-not-well-formed', at, words.replace(/\.$/v, '').trim());
  }

  private count(): void {
    this.attributes = 0;
    if (++this.elements > SSML_MAX_ELEMENTS) {
      this.refuse('ssml-too-many-elements', this.tagStart('<'), `at most ${SSML_MAX_ELEMENTS}`);
    }
    if (this.stack.length >= SSML_MAX_DEPTH) {
      this.refuse('ssml-too-deep', this.tagStart('<'), `at most ${SSML_MAX_DEPTH} levels`);
    }
  }

  private countAttribute(): void {
    if (++this.attributes <= SSML_MAX_ATTRIBUTES) return;
    this.refuse('ssml-too-large', this.tagStart('<'), `at most ${SSML_MAX_ATTRIBUTES} attributes`);
  }

  private open(tag: SaxesTagNS): void {
    const name = this.nameOf(tag);
    const attributes = this.attributesOf(tag);
    const parent = this.stack.at(-1);
    if (parent === undefined) this.openRoot(name, tag.uri, attributes);
    else if (name === 'voice') this.openVoice(parent, attributes);
    else if (name === 'mstts:ttsembedding') this.checkEmbedding(parent, attributes);
    else this.checkElement(name, attributes, parent);
    const rule = ELEMENT_RULES.get(name);
    this.stack.push({ name, rule, attributes: rule?.canonical?.(attributes) ?? attributes, children: [] });
  }

  private nameOf({ uri, local }: SaxesTagNS): string {
    if (this.stack.length === 0) this.rootNamespace = uri;
    if (MSTTS_NAMESPACES.includes(uri)) return `mstts:${local}`;
    // A document may leave the namespace out, but then everywhere.
    if (isSsmlNamespace(uri) || (uri === '' && this.rootNamespace === '')) return local;
    return this.refuse('ssml-namespace', this.tagStart('<'));
  }

  private attributesOf({ attributes }: SaxesTagNS): Record<string, string> {
    const found: Record<string, string> = {};
    for (const attribute of Object.values(attributes)) {
      const { name, prefix, local, uri, value } = attribute;
      if (name === 'xmlns' || prefix === 'xmlns') {
        if (!isNamespaceOf(name === 'xmlns' ? '' : local, value)) this.refuse('ssml-namespace', this.tagStart('<'));
      } else if (uri === SCHEMA_NAMESPACE && this.stack.length === 0) continue;
      else if (prefix === '' || (prefix === 'xml' && local === 'lang')) found[name] = value;
      else this.notAllowed(name);
    }
    return found;
  }

  private openRoot(name: string, uri: string, attributes: Record<string, string>): void {
    const { version, 'xml:lang': locale, ...others } = attributes;
    if (name !== 'speak' || MSTTS_NAMESPACES.includes(uri)) this.refuse('ssml-root', this.tagStart('<'));
    if (version !== undefined && version !== '1.0') this.refuse('ssml-root', this.tagStart('<'));
    if (locale !== undefined && !isLocale(locale)) this.invalid('speak', 'xml:lang', locale, LOCALE_HINT);
    this.locale = locale;
    this.noOthers('speak', others);
  }

  private openVoice(parent: Frame, { name, effect, ...others }: Record<string, string>): void {
    if (parent.name !== 'speak') this.misplaced('<voice>', parent.name);
    this.speaker =
      this.speakerNamed(name) ?? this.say('ssml-foreign-voice', foreignVoice(name, this.voice.others !== undefined));
    if (effect !== undefined && !VOICE_EFFECTS.includes(effect)) {
      this.invalid('voice', 'effect', effect, `it is ${VOICE_EFFECTS.join(' or ')}`);
    }
    this.noOthers('voice', others);
    this.isOpen = false;
    this.segments.push({ voice: nameOf(this.speaker), ...(effect !== undefined && { effect }), content: [] });
  }

  private speakerNamed(name: string | undefined): SsmlVoice | undefined {
    const { voice } = this;
    if (name === undefined || name === voice.baseModel || voice.aliases?.includes(name) === true) return voice;
    return voice.others?.find(({ aliases = [] }) => aliases.includes(name));
  }

  private checkEmbedding(parent: Frame, { speakerProfileId, ...others }: Record<string, string>): void {
    if (parent.name !== 'voice') this.misplaced('<mstts:ttsembedding>', parent.name);
    const own = this.speaker.speakerProfileId;
    if (own === undefined || speakerProfileId?.toLowerCase() !== own.toLowerCase())
      this.say('ssml-foreign-voice', 'Remove <mstts:ttsembedding>: only the profile of the voice around it may speak');
    this.noOthers('mstts:ttsembedding', others);
  }

  private checkElement(name: string, attributes: Record<string, string>, parent: Frame): void {
    const rule = ELEMENT_RULES.get(name);
    if (rule === undefined) {
      if (NEVER_SUPPORTED.has(name)) return this.say('ssml-element-unsupported', unsupported(shownTag(name)));
      return this.say('ssml-element-not-allowed', `${shownTag(name)} is not allowed. Remove it`);
    }
    if (rule.phoenixOnly === true && !isPhoenix(this.speaker.baseModel)) {
      this.say('ssml-element-unsupported', unsupported(shownTag(name), this.speaker.baseModel));
    }
    if (parent.rule !== undefined && parent.rule.content !== 'flow') this.misplaced(shownTag(name), parent.name);
    const around = this.stack.find((open) => rule.notInside?.includes(open.name));
    if (around !== undefined) this.misplaced(shownTag(name), around.name);
    for (const [attribute, value] of Object.entries(attributes)) {
      const isValid = Object.hasOwn(rule.attributes, attribute) ? rule.attributes[attribute] : undefined;
      if (isValid === undefined) {
        if (!NEVER_SUPPORTED.has(`${name}@${attribute}`)) return this.notAllowed(attribute, name);
        return this.say('ssml-element-unsupported', unsupported(`The attribute ${attribute} of ${shownTag(name)}`));
      }
      if (!isValid(value)) this.invalid(name, attribute, value, rule.hints[attribute] ?? '');
    }
    for (const group of rule.required ?? []) {
      if (!group.some((attribute) => attribute in attributes)) {
        this.say('ssml-attribute-missing', `${shownTag(name)} needs the attribute ${group.join(' or ')}`);
      }
    }
  }

  private text(text: string): void {
    const frame = this.stack.at(-1);
    if (frame === undefined) return;
    if (isSpeakable(text)) {
      if (frame.rule?.content === 'empty') this.misplaced('Text', frame.name);
      this.hasWords = true;
      this.emptyRun = 0;
    }
    if (frame.rule?.content === 'empty') return;
    this.add(frame, text);
  }

  private close(): void {
    const frame = this.stack.pop();
    const parent = this.stack.at(-1);
    if (frame === undefined || parent === undefined) return;
    if (frame.name === 'voice') this.speaker = this.voice;
    if (frame.name === 'voice' || frame.name === 'mstts:ttsembedding') return;
    const { name, attributes, children } = frame;
    const element: SpeechElement = { name: name as SpeechElementName, attributes, children };
    if (frame.rule?.content === 'empty') this.countEmpty(element);
    else if (children.length === 0) return;
    else if (frame.rule?.content === 'text' && textOf(children).length > ATTRIBUTE_MAX_CHARACTERS) {
      this.refuse('ssml-too-large', this.tagStart('</'), `the text of ${name}`);
    }
    this.add(parent, element);
  }

  private countEmpty(element: SpeechElement): void {
    if (++this.emptyRun > SSML_MAX_EMPTY_RUN) {
      this.refuse(
        'ssml-too-many-elements',
        this.tagStart('<'),
        `more than ${SSML_MAX_EMPTY_RUN} in a row without a word between them`,
      );
    }
    if (element.name === 'mstts:silence') {
      this.silenceAt ??= this.tagStart('<');
      if (++this.silences > SSML_MAX_SILENCES) {
        this.refuse('ssml-too-many-elements', this.tagStart('<'), `at most ${SSML_MAX_SILENCES} mstts:silence`);
      }
    }
    this.pausesMs += breakMs(element);
    this.checkPauses(this.tagStart('<'));
  }

  /** How often a silence comes is only known when all of the text is. */
  private *checkSilences(segments: ParsedSsml['segments']): Steps<void> {
    if (this.silenceAt === undefined) return;
    for (const { content } of segments) {
      for (const { ms } of yield* silencePointsInSteps(content, this.locale ?? 'en')) this.pausesMs += ms;
    }
    this.checkPauses(this.silenceAt);
  }

  private checkPauses(at: number): void {
    if (this.pausesMs <= SSML_MAX_PAUSE_MS) return;
    this.refuse('ssml-too-much-silence', at, `at most ${SSML_MAX_PAUSE_MS / 1000} s in all`);
  }

  /** Text that comes in pieces, around a comment for example, is one text. */
  private add(frame: Frame, node: SpeechNode): void {
    const children = this.childrenOf(frame);
    const last = children.at(-1);
    if (typeof node === 'string' && typeof last === 'string') children[children.length - 1] = last + node;
    else children.push(node);
  }

  private childrenOf(frame: Frame): SpeechNode[] {
    if (frame.name !== 'speak' && frame.name !== 'voice' && frame.name !== 'mstts:ttsembedding') return frame.children;
    if (frame.name === 'speak' && !this.isOpen) {
      this.segments.push({ voice: nameOf(this.voice), content: [] });
      this.isOpen = true;
    }
    return this.segments.at(-1)?.content ?? [];
  }

  private noOthers(element: string, attributes: Record<string, string>): void {
    const [name] = Object.keys(attributes);
    if (name !== undefined) this.notAllowed(name, element);
  }

  private notAllowed(attribute: string, element?: string): never {
    const where = element === undefined ? '' : ` of ${shownTag(element)}`;
    this.say('ssml-attribute-not-allowed', `The attribute ${shownName(attribute)}${where} is not allowed. Remove it`);
  }

  private misplaced(what: string, inside: string): never {
    this.say('ssml-element-misplaced', `${what} is not allowed inside ${shownTag(inside)}`);
  }

  private invalid(element: string, attribute: string, value: string, hint: string): never {
    this.say('ssml-attribute-invalid', `${shownTag(element, attribute, value)} is not valid: ${hint}`);
  }

  /** Where the tag that was just read begins. */
  private tagStart(opening: string): number {
    return this.source.lastIndexOf(opening, Math.max(0, this.parser.position - 1));
  }

  /** Of the tag that was just read. */
  private say(reason: SsmlReason, what: string): never {
    throw new SsmlError(reason, positionOf(this.source, this.tagStart('<')), what);
  }

  private refuse(reason: SsmlReason, at: number, about?: string): never {
    throw new SsmlError(reason, positionOf(this.source, at), withDetail(reason, about));
  }
}

function nameOf({ baseModel, speakerProfileId, deploymentId }: VoiceName): VoiceName {
  return { baseModel, speakerProfileId, deploymentId };
}
