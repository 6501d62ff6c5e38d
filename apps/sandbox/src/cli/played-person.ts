import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the sandbox's voice reads when no recordings are given: about half a minute of plain speech. */
const SAMPLE_TEXTS = [
  'The harbour wakes before the town does. Ropes creak, gulls argue over scraps, and the first boats push off into a flat gray sea.',
  'By the time the baker lights the lamps in the square, most of the nets are already down, and somebody has put the coffee on.',
  'People here say that you can tell the weather by the colour of the lighthouse. It is always white, so nobody is ever wrong.',
];

/** A prebuilt voice of the sandbox, which stands in for the person. */
const PLAYED_VOICE = 'en-US-AvaNeural';

/** Lets the sandbox's own voice play the person whose voice is enrolled. */
export class PlayedPerson {
  constructor(
    private readonly speechEndpoint: string,
    private readonly token: string,
    private readonly folder: string,
  ) {}

  /** Reads a consent statement aloud; returns the recording's path. */
  statement(text: string): Promise<string> {
    return this.read(text, join(this.folder, 'consent.wav'));
  }

  /** Reads the sample texts aloud; returns the recordings' paths. */
  samples(): Promise<string[]> {
    return Promise.all(
      SAMPLE_TEXTS.map((text, index) => this.read(text, join(this.folder, `sample-${index + 1}.wav`))),
    );
  }

  /** Reads a text aloud into a WAV file; returns its path. */
  async read(text: string, path: string): Promise<string> {
    const response = await fetch(`${this.speechEndpoint}/cognitiveservices/v1`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.token}`,
        'content-type': 'application/ssml+xml',
        'x-microsoft-outputformat': 'riff-24khz-16bit-mono-pcm',
        'user-agent': 'voice-demo',
      },
      body: `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US"><voice name="${PLAYED_VOICE}">${escaped(text)}</voice></speak>`,
    });
    if (!response.ok) throw new Error(`The sandbox's voice answered ${response.status}`);
    await writeFile(path, Buffer.from(await response.arrayBuffer()));
    return path;
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
