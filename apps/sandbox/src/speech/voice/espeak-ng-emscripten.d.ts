/** The part that is used here of the WebIDL binding in the package's espeak-ng.js, which comes without types. */
declare module '@echogarden/espeak-ng-emscripten' {
  export interface EspeakEvent {
    type: 'samplerate' | 'sentence' | 'word' | 'mark' | 'play' | 'end' | 'msg_terminated' | 'phoneme';
    /** 1-based index of a character (code point) of the input. */
    text_position: number;
    /** Characters. */
    word_length: number;
    /** Milliseconds. */
    audio_position: number;
    id: number | string | undefined;
  }

  export interface EspeakWorker {
    /** 0 when the voice exists, otherwise the voice stays as it was. */
    set_voice(name: string): number;
    /** Words per minute, 80..450. */
    set_rate(rate: number): void;
    /** 0..100 */
    set_pitch(pitch: number): void;
    /** 0..100 */
    set_range(range: number): void;
    get_samplerate(): number;
    /** The input is SSML. The callback returns true to stop. */
    synthesize(ssml: string, callback: (audio: Int16Array, events: EspeakEvent[]) => boolean): void;
  }

  export interface EspeakModule {
    eSpeakNGWorker: new () => EspeakWorker;
  }

  export default function load(): Promise<EspeakModule>;
}
