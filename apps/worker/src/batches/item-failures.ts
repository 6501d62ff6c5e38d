import type { Failure } from '#domain';

export const NOT_SPOKEN: Failure = { code: 'provider-rejected', detail: 'Azure could not speak this item.' };

/** Azure calls an item without audio `Succeeded` too. Kept under its hash, its silence would be used again forever. */
export const NO_AUDIO: Failure = { code: 'provider-rejected', detail: 'Azure returned no audio for this item.' };

export const NO_RESULT: Failure = {
  code: 'provider-rejected',
  detail: 'Azure no longer has the result. Retry the batch.',
};
