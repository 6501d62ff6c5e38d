// learn.microsoft.com, "Speech service quotas and limits", real-time text to speech.

/** Audio of one request, ms; it is cut there without an error. */
export const MAX_AUDIO_MS = 10 * 60 * 1000;

/** SSML of one WebSocket turn, bytes. */
export const MAX_SSML_BYTES = 64 * 1024;
