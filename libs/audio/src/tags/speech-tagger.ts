import { taggedFlacHead } from './flac-tag.ts';
import { taggedMp3Head } from './id3-tag.ts';
import { taggedOggHead } from './ogg-tag.ts';
import type { HeadResult, TaggedContainer, TagPlace } from './speech-tag.ts';
import { taggedWebmHead, WebmBody } from './webm-tag.ts';

/** A beginning that is longer than this is not one. Azure's are below 1 KB. */
const MAX_HEAD_BYTES = 256 * 1024;
const NOTHING = new Uint8Array();

const HEADS: Readonly<Record<TaggedContainer, (start: Uint8Array, provenanceId: string) => HeadResult>> = {
  mp3: taggedMp3Head,
  opus: taggedOggHead,
  webm: taggedWebmHead,
  flac: taggedFlacHead,
};

/**
 * Puts the tag "made by a trained model" and an id into speech, while it is read: into its beginning, so that it goes with the first byte. The audio
 * itself stays as it is. Audio in another container passes unchanged, without a tag, so that no speech is lost.
 * See ADR 168.
 */
export class SpeechTagger {
  private held: Uint8Array = NOTHING;
  private isHeadDone = false;
  private body: WebmBody | undefined;
  #place: TagPlace | undefined;

  constructor(
    private readonly container: TaggedContainer,
    private readonly provenanceId: string,
  ) {}

  /** Where the id stands; undefined until the tag was written, and when it could not be. */
  get place(): TagPlace | undefined {
    return this.#place;
  }

  /** What can be sent now; empty while the beginning is not complete. */
  push(chunk: Uint8Array): Uint8Array {
    if (this.isHeadDone) return this.body?.push(chunk) ?? chunk;
    this.held = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    const head = HEADS[this.container](this.held, this.provenanceId);
    if (head === 'incomplete' && this.held.length <= MAX_HEAD_BYTES) return NOTHING;
    return this.headDone(head);
  }

  /** What is left at the end. */
  end(): Uint8Array {
    return this.isHeadDone ? (this.body?.end() ?? NOTHING) : this.headDone('unknown');
  }

  private headDone(head: HeadResult): Uint8Array {
    const { held } = this;
    this.isHeadDone = true;
    this.held = NOTHING;
    if (typeof head === 'string') return held;
    this.#place = head.place;
    if (this.container === 'webm') this.body = new WebmBody(head.bytes.length - head.replaced);
    const rest = held.subarray(head.replaced);
    return Buffer.concat([head.bytes, this.body?.push(rest) ?? rest]);
  }
}

/** Audio with the tag in its beginning, piece by piece. */
export async function* taggedSpeech(
  audio: AsyncIterable<Uint8Array>,
  tagger: SpeechTagger,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of audio) {
    const tagged = tagger.push(chunk);
    if (tagged.length > 0) yield tagged;
  }
  const rest = tagger.end();
  if (rest.length > 0) yield rest;
}
