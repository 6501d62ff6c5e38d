import type { Readable } from 'node:stream';
import { ServiceError } from '#domain';

/**
 * How long the file of a form may take to arrive. The ingress of Container Apps ends a request after 240 s (its documentation; according to issues
 * one that is idle for so long), without a word to the client: before that it is told what to do instead.
 */
export const MAX_FORM_UPLOAD_MS = 200_000;

/**
 * The file of a form, which fails with `upload-too-slow` when it has not ended after `MAX_FORM_UPLOAD_MS`.
 * @param direct whether there is another way: a deployment with closed storage has none for files at hand
 */
export function inTime<S extends Readable>(content: S, direct: boolean): S {
  // What the form parser still holds of a request that was answered early must not keep the process up.
  const timer = setTimeout(() => content.destroy(tooSlow(direct)), MAX_FORM_UPLOAD_MS).unref();
  const arrived = (): void => clearTimeout(timer);
  content.once('end', arrived).once('close', arrived);
  return content;
}

function tooSlow(direct: boolean): ServiceError {
  const advice = direct
    ? 'Create an upload instead (`POST /v1/uploads`), and send the file to the URL in the response. That may take as long as the URL is valid. The recording is checked too, and consents and voices accept the id of the upload.'
    : 'Send a smaller or compressed file, or use a faster network. You can also put the file where the API can fetch it, and pass its URL as `sourceUrl` in `POST /v1/uploads`.';
  return new ServiceError(
    'upload-too-slow',
    `The file did not arrive within ${MAX_FORM_UPLOAD_MS / 1000} s, and requests end after 240 s. ${advice}`,
  );
}
