import type { IncomingMessage } from 'node:http';
import { SPEECH_USER_AGENT } from '../speech/custom-voice/fetch-blob.ts';
import { refusal, type StorageRefusal } from './storage-refusal.ts';

/**
 * Who reaches the storage account over the network. Closed, it is an account without public network access. Requests with a managed identity (the API and
 * the worker) come from inside. Requests with a SAS (a client with an upload URL), without credentials, or from Azure AI Speech come from outside.
 * (Addresses do not help here: all processes are on this machine.)
 */
export class StorageNetwork {
  constructor(public isClosed = false) {}

  refuse({ headers }: IncomingMessage, query: URLSearchParams): StorageRefusal | undefined {
    const isInside =
      headers.authorization !== undefined && !query.has('sig') && headers['user-agent'] !== SPEECH_USER_AGENT;
    if (!this.isClosed || isInside) return undefined;
    return refusal(403, 'AuthorizationFailure', 'This request is not authorized to perform this operation.');
  }
}
