/** How captions are written, by `?format=`. */
export const CAPTIONS_FORMATS = ['vtt', 'srt'] as const;
export type CaptionsFormat = (typeof CAPTIONS_FORMATS)[number];

export const CAPTIONS_MEDIA_TYPES: Readonly<Record<CaptionsFormat, string>> = {
  vtt: 'text/vtt',
  srt: 'application/x-subrip',
};
