import * as sdk from 'microsoft-cognitiveservices-speech-sdk';
import { now } from './now.ts';

/** The Speech SDK by itself: one synthesizer and one connection for each client. */
export class BareSdk {
  private readonly synthesizers: sdk.SpeechSynthesizer[] = [];

  constructor(private readonly url: string) {}

  async open(connections: number): Promise<void> {
    for (let index = 0; index < connections; index++) {
      const config = sdk.SpeechConfig.fromEndpoint(new URL(this.url), 'a-key');
      config.speechSynthesisOutputFormat = sdk.SpeechSynthesisOutputFormat.Raw24Khz16BitMonoPcm;
      const synthesizer = new sdk.SpeechSynthesizer(config, null);
      await new Promise<void>((resolve, reject) => {
        sdk.Connection.fromSynthesizer(synthesizer).openConnection(resolve, reject);
      });
      this.synthesizers.push(synthesizer);
    }
  }

  /** @param text goes into SSML as it is */
  speak(
    index: number,
    text: string,
    onAudio?: (chunk: Uint8Array) => void,
  ): Promise<{ startedAt: number; ttfaMs: number; bytes: number }> {
    const synthesizer = this.synthesizers[index];
    if (!synthesizer) throw new RangeError(`there is no synthesizer ${index}`);
    let ttfaMs = Number.NaN;
    let bytes = 0;
    const startedAt = now();
    synthesizer.synthesizing = (_, { result }) => {
      if (bytes === 0) ttfaMs = now() - startedAt;
      bytes += result.audioData.byteLength;
      onAudio?.(new Uint8Array(result.audioData));
    };
    return new Promise((resolve, reject) => {
      synthesizer.speakSsmlAsync(
        `<speak version="1.0" xml:lang="en-US"><voice name="en-US-AvaNeural">${text}</voice></speak>`,
        () => resolve({ startedAt, ttfaMs, bytes }),
        (error) => reject(new Error(error)),
      );
    });
  }

  close(): void {
    for (const synthesizer of this.synthesizers) synthesizer.close();
  }
}
