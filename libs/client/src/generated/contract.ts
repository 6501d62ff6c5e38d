/** Generated from docs/openapi.json by `npm run generate`; do not edit it. */

/** The POSTs that take an `Idempotency-Key`. */
export const IDEMPOTENT_ROUTES: ReadonlySet<string> = new Set([
  '/v1/audio/voice_consents',
  '/v1/audio/voices',
  '/v1/batches',
  '/v1/batches/{id}/cancel',
  '/v1/batches/{id}/retry',
  '/v1/consents',
  '/v1/consents/{id}/recording',
  '/v1/consents/{id}/revoke',
  '/v1/dead-letters/{queue}/{sequenceNumber}/discard',
  '/v1/dead-letters/{queue}/{sequenceNumber}/resubmit',
  '/v1/notification-subscriptions',
  '/v1/operations/{id}/cancel',
  '/v1/schedules/{name}/pause',
  '/v1/schedules/{name}/resume',
  '/v1/schedules/{name}/run',
  '/v1/syntheses',
  '/v1/uploads',
  '/v1/uploads/files',
  '/v1/voices',
  '/v1/webhook-endpoints',
  '/v1/webhook-endpoints/{id}/deliveries/{deliveryId}/replay',
  '/v1/webhook-endpoints/{id}/rotate-secret',
  '/v1/webhook-endpoints/{id}/test',
]);

export interface paths {
  '/health': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the health of the process
     * @description Without a token only `status` is answered. A token of the operator’s tenant needs the role `Voice.Admin`, and gets resources, dependencies, pools and release of the replica that answers. Each dependency is asked at most twice in a second, Azure AI services every 10 s.
     */
    get: operations['getHealth'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get whether the process is alive
     * @description Needs no token.
     */
    get: operations['getLiveness'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get whether the process can serve requests
     * @description Needs no token.
     */
    get: operations['getReadiness'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/startup': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get whether the process has started
     * @description Needs no token.
     */
    get: operations['getStartup'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/hooks/{source}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Receive a webhook from another system
     * @description The body must be signed with a secret of the source, in the configured scheme. A repeated webhook has no further effect.
     */
    post: operations['receiveHook'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/audio-checks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Check a recording
     * @description The recording is not stored. Each caller may have one check running at each replica. Requires the role `Voice.Enroll`.
     */
    post: operations['checkAudio'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/audio/models': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List models for speech (OpenAI-compatible)
     * @description The same models as `GET /v1/models`, where servers other than OpenAI’s have them. Requires one of the roles `Voice.Read`, `Voice.Enroll`, `Voice.Synthesize`.
     */
    get: operations['listOpenAiAudioModels'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/audio/speech': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Create live speech (OpenAI-compatible)
     * @description Takes what OpenAI’s `POST /v1/audio/speech` takes. Unknown fields are ignored. The audio is streamed while it is spoken. Requires the role `Voice.Synthesize`.
     */
    post: operations['createOpenAiSpeech'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/audio/voice_consents': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List consents, newest first
     * @description Lists all consents of the tenant, in the format of OpenAI’s API. Requires one of the roles `Voice.Read`, `Voice.Enroll`.
     */
    get: operations['listOpenAiVoiceConsents'];
    put?: never;
    /**
     * Create a consent with its recording (OpenAI-compatible)
     * @description The recording must contain the statement from `GET /v1/consent-statements` in its language, with the names of the person and the company. The verification starts at once; poll `status`. Requires the role `Voice.Enroll`.
     */
    post: operations['createOpenAiVoiceConsent'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/audio/voice_consents/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a consent
     * @description Poll `status` until it is `active` or `rejected`. Requires one of the roles `Voice.Read`, `Voice.Enroll`.
     */
    get: operations['getOpenAiVoiceConsent'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/audio/voices': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List ready voices, newest first (OpenAI-compatible)
     * @description Lists the voices of the tenant that can speak, in the format of OpenAI’s API. Requires one of the roles `Voice.Read`, `Voice.Enroll`, `Voice.Synthesize`.
     */
    get: operations['listOpenAiVoices'];
    put?: never;
    /**
     * Create a voice from a recording (OpenAI-compatible)
     * @description Returns at once. The voice becomes `ready` a few minutes later. Requires the role `Voice.Enroll`.
     */
    post: operations['createOpenAiVoice'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/audit-events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List audit events, newest first
     * @description Lists the events of the caller’s tenant. `npm run audit:verify` detects changed or removed events. Requires the role `Audit.Read`.
     */
    get: operations['listAuditEvents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/batches': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List batches, newest first
     * @description Lists the batches of the tenant, without their items. Requires one of the roles `Voice.Read`, `Voice.Synthesize`.
     */
    get: operations['listBatches'];
    put?: never;
    /**
     * Create a batch of up to 10,000 texts
     * @description The body may be up to 8 MiB. Audio of an earlier batch is reused if voice, text, format and settings are the same. `POST /v1/batches/estimates` says what it would cost. Requires the role `Voice.Synthesize`.
     */
    post: operations['createBatch'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/batches/estimates': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Estimate the cost of a batch
     * @description Nothing is spoken. The estimate is the sum of all items, including items that would be reused from an earlier batch. Requires the role `Voice.Synthesize`.
     */
    post: operations['estimateBatch'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/batches/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a batch
     * @description Returns the state of the batch and the numbers of its items. `GET /v1/batches/{id}/items` lists the items. Requires one of the roles `Voice.Read`, `Voice.Synthesize`.
     */
    get: operations['getBatch'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/batches/{id}/archive': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Download the audio of a batch as a zip file
     * @description Available when the batch has ended and at least one item was spoken, even if it was canceled or failed. The zip contains the audio in the order of the items, and `manifest.json` with the result of each item, and the id in the tag of its audio. Requires the role `Voice.Synthesize`.
     */
    get: operations['getBatchArchive'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/batches/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Cancel a batch (audio in progress is discarded)
     * @description Items that were spoken before stay in the archive. Requires the role `Voice.Synthesize`.
     */
    post: operations['cancelBatch'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/batches/{id}/items': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the items of a batch
     * @description Lists the items in the order of the request, each with its state and result. Requires one of the roles `Voice.Read`, `Voice.Synthesize`.
     */
    get: operations['listBatchItems'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/batches/{id}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Retry the failed items of an ended batch
     * @description Items that succeeded are not spoken again. Requires the role `Voice.Synthesize`.
     */
    post: operations['retryBatch'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/budgets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the budgets of the month and what is used of them
     * @description The month is that of UTC. `used` includes accepted work that is not spoken yet; work that fails or is canceled is given back. Requires the role `Audit.Read`.
     */
    get: operations['listBudgets'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/budgets/{scope}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the limits of a budget
     * @description `tenant` is the budget of all speech of the tenant, the id of a voice that of one voice. Requires the role `Audit.Read`.
     */
    get: operations['getBudget'];
    /**
     * Update the limits of a budget
     * @description Replaces all limits; an empty body removes them. Replicas apply them within a minute. Usage of the month counts from its first day. A soft limit is told once a month to webhook endpoints, in the audit log and in the log. Beyond a hard limit speech is refused with `budget-exhausted`. Requires the role `Voice.Admin`.
     */
    put: operations['updateBudget'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/configuration': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the upload ways, formats and limits
     * @description Needs any role. The values change only when the API is deployed again. Requires one of the roles `Voice.Read`, `Voice.Enroll`, `Voice.Synthesize`, `Webhook.Manage`, `Audit.Read`, `Voice.Admin`.
     */
    get: operations['getConfiguration'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/consent-statements': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List consent statements by locale
     * @description A consent can be created in these locales. Replace the placeholders with the names of the person and the company. Requires one of the roles `Voice.Read`, `Voice.Enroll`.
     */
    get: operations['listConsentStatements'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/consents': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List consents, newest first
     * @description Lists the consents of the tenant, also those that were revoked. Requires one of the roles `Voice.Read`, `Voice.Enroll`.
     */
    get: operations['listConsents'];
    put?: never;
    /**
     * Create a consent
     * @description Returns the statement to read aloud. With `uploadId` (a recording of the statement) the verification starts at once. Requires the role `Voice.Enroll`.
     */
    post: operations['createConsent'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/consents/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a consent
     * @description Returns the state of the consent, and how its recording compares with the statement. Requires one of the roles `Voice.Read`, `Voice.Enroll`.
     */
    get: operations['getConsent'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/consents/{id}/recording': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Submit the consent recording
     * @description In a tenant one recording proves one consent, even if it is uploaded several times: 409 `recording-already-used` names the other consent. A recording of a revoked or expired consent is refused. Requires the role `Voice.Enroll`.
     */
    post: operations['submitConsentRecording'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/consents/{id}/revoke': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Revoke a consent
     * @description Allowed in every state for the owner, and with the role `Voice.Admin`. All consents with the same recording are revoked. After the response none of their voices may speak: live speech ends within two seconds, and queued work is canceled. With `erase` the person is erased too. `GET /v1/consents/{id}` then returns the signed receipt. Requires the role `Voice.Enroll`.
     */
    post: operations['revokeConsent'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/dead-letters': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List dead letters
     * @description Only in the operator’s tenant. Requires the role `Voice.Admin`.
     */
    get: operations['listDeadLetters'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/dead-letters/summary': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Count the dead letters of each queue
     * @description Only in the operator’s tenant. Requires the role `Voice.Admin`.
     */
    get: operations['getDeadLetterSummary'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/dead-letters/{queue}/{sequenceNumber}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a dead letter
     * @description Returns ids and the reason, but not the content of the message. Requires the role `Voice.Admin`.
     */
    get: operations['getDeadLetter'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/dead-letters/{queue}/{sequenceNumber}/discard': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Discard a dead letter
     * @description Deletes the message. Its subject does not change. Only in the operator’s tenant. Requires the role `Voice.Admin`.
     */
    post: operations['discardDeadLetter'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/dead-letters/{queue}/{sequenceNumber}/resubmit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Resubmit a dead letter
     * @description The message is sent to its queue again, with a new count of attempts. Work that failed with `attempts-exhausted` or `stalled` is reopened. Work that ended in another way does not change, and the response is 409. Requires the role `Voice.Admin`.
     */
    post: operations['resubmitDeadLetter'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/links': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Create a signed link to one resource
     * @description For `<audio>`, `<track>`, `EventSource` and downloads, which send no `Authorization` header. The link works for five minutes at most, for GET, and with the rights that the caller has: roles, consents and grants are checked when it is used. Ranges and `Last-Event-ID` work. The audit log records that it was created. Requires one of the roles `Voice.Read`, `Voice.Enroll`, `Voice.Synthesize`.
     */
    post: operations['createLink'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the caller as the token describes it
     * @description Needs a valid token, and no role. Useful to see which tenant and roles a token has.
     */
    get: operations['getMe'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List models (OpenAI-compatible)
     * @description For clients that list models. The base model is a property of the voice. Requires one of the roles `Voice.Read`, `Voice.Enroll`, `Voice.Synthesize`.
     */
    get: operations['listOpenAiModels'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a model (OpenAI-compatible)
     * @description For clients that read the model before they use it. Requires one of the roles `Voice.Read`, `Voice.Enroll`, `Voice.Synthesize`.
     */
    get: operations['getOpenAiModel'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/notification-subscriptions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List notification subscriptions, newest first
     * @description Lists the recipients of the tenant, without their addresses. Requires the role `Webhook.Manage`.
     */
    get: operations['listNotificationSubscriptions'];
    put?: never;
    /**
     * Create a notification subscription
     * @description The recipient gets digests, alerts and reminders of the tenant. The address is stored encrypted and is not shown again. Each e-mail has a link to unsubscribe. Only administrators of the operator’s tenant may choose `dead-letters`. Requires the role `Webhook.Manage`.
     */
    post: operations['createNotificationSubscription'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/notification-subscriptions/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a notification subscription
     * @description Returns the subscription, without its address. Requires the role `Webhook.Manage`.
     */
    get: operations['getNotificationSubscription'];
    put?: never;
    post?: never;
    /**
     * Delete a notification subscription
     * @description Its address is removed. Notifications that wait for the end of quiet hours are not sent. Requires the role `Webhook.Manage`.
     */
    delete: operations['deleteNotificationSubscription'];
    options?: never;
    head?: never;
    /**
     * Update a notification subscription
     * @description Can also suspend it, or end its suspension. The channel stays. Requires the role `Webhook.Manage`.
     */
    patch: operations['updateNotificationSubscription'];
    trace?: never;
  };
  '/v1/notification-subscriptions/{id}/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Preview a notification
     * @description Shows what the recipient would be told now, as e-mail, in Teams and as a webhook. Nothing is sent. If nothing of this kind is due, figures and ids are made up. Requires the role `Webhook.Manage`.
     */
    post: operations['previewNotification'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/operations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List operations, newest first
     * @description Lists the operations of the tenant. Requires one of the roles `Voice.Read`, `Voice.Enroll`, `Voice.Synthesize`.
     */
    get: operations['listOperations'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/operations/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get an operation
     * @description Poll it until `status` is `succeeded`, `failed` or `canceled`, or watch its events instead. Requires one of the roles `Voice.Read`, `Voice.Enroll`, `Voice.Synthesize`.
     */
    get: operations['getOperation'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/operations/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Cancel an operation
     * @description Queued work never starts. A running synthesis stops within seconds. An enrollment can be canceled until it is submitted to Azure. Requires one of the roles `Voice.Enroll`, `Voice.Synthesize`.
     */
    post: operations['cancelOperation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/operations/{id}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Stream the events of an operation
     * @description Server-sent events, one for each change, until the operation has ended or the token expires. The stream resumes after `Last-Event-ID`. An `EventSource` connects again by itself: it gets 204, which ends it, when the operation has ended and it has seen all events. Each caller may have 32 streams open at each replica. Requires one of the roles `Voice.Read`, `Voice.Enroll`, `Voice.Synthesize`.
     */
    get: operations['watchOperation'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/provenance/keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the public keys of records
     * @description Needs a valid token, and no role. Keys that are no longer configured are not listed.
     */
    get: operations['listProvenanceKeys'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/provenance/verify': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Verify a file
     * @description Says whether this deployment made the file, by its signed manifest, its tag and the hash of its audio. The file is not stored, and nothing is fetched. Needs a valid token and no role, or no token with `PROVENANCE_VERIFY_ANONYMOUS=true`. The record shows what `GET /v1/provenance/{id}` shows to this caller. The largest file is `PROVENANCE_VERIFY_MAX_BYTES`, 32 MiB if it is not set.
     */
    post: operations['verifyFile'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/provenance/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the record of a file by the id in its tag
     * @description Needs a valid token, and no role. Anyone with the id sees that the file is synthetic, its time and organization, its hashes and the signature. `Voice.Read` and `Voice.Synthesize` of its tenant also see the ids of voices, consents and caller.
     */
    get: operations['getProvenance'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/retention': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get how long data is kept
     * @description One rule for each class of data: that of the tenant, or that of the deployment (`RETENTION_DAYS`). Requires the role `Audit.Read`.
     */
    get: operations['getRetention'];
    /**
     * Update how long data is kept
     * @description Replaces the whole policy of the tenant; an empty list lets it follow the deployment. The sweep that runs every six hours applies it. Preview it first: what is removed cannot be brought back. Requires the role `Voice.Admin`.
     */
    put: operations['updateRetention'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/retention/holds': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List legal holds
     * @description Lists what is held of the tenant, in the order of ids. Requires the role `Audit.Read`.
     */
    get: operations['listLegalHolds'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/retention/holds/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a legal hold
     * @description Shows the hold of an upload, a consent or a synthesis, by the id of that; 404 where it has none. Requires the role `Audit.Read`.
     */
    get: operations['getLegalHold'];
    /**
     * Create or update a legal hold
     * @description Keeps an accepted upload, the recording of a consent, or a succeeded synthesis, until the hold is cleared: retention, deletions and erasures leave it out, and receipts name it. A worker then places the legal hold of Storage on all its files. A hold that exists gets the new reason. Requires the role `Voice.Admin`.
     */
    put: operations['updateLegalHold'];
    post?: never;
    /**
     * Delete a legal hold
     * @description A worker clears the hold of Storage, and then that of the product. What an erasure has left out because of the hold is removed then. Answers with the hold as it is now; it is gone when `GET` answers 404. Requires the role `Voice.Admin`.
     */
    delete: operations['deleteLegalHold'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/retention/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * List what retention would remove or move now
     * @description Lists the documents of a class that a sweep would remove now, or whose files it would move to another tier, by the policy or by other days. Nothing is removed or moved. A page may be shorter than `limit`, or empty, and have a next one. Requires the role `Voice.Admin`.
     */
    post: operations['listRetentionPreview'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/schedules': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List schedules with their last and next run
     * @description Only in the operator’s tenant. Requires the role `Voice.Admin`.
     */
    get: operations['listSchedules'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/schedules/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Update when a schedule runs
     * @description What is omitted becomes that of the product again. Times that have passed are not caught up. Each replica knows the new times within an hour. Only in the operator’s tenant. Requires the role `Voice.Admin`.
     */
    put: operations['updateSchedule'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/schedules/{name}/pause': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Pause a schedule
     * @description Its times pass without a run until it is resumed. A run that has started goes on. A schedule that is paused does not change. Only in the operator’s tenant. Requires the role `Voice.Admin`.
     */
    post: operations['pauseSchedule'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/schedules/{name}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Resume a schedule
     * @description It runs at its next time. Times that passed while it was paused are not caught up. A schedule that is not paused does not change. Only in the operator’s tenant. Requires the role `Voice.Admin`.
     */
    post: operations['resumeSchedule'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/schedules/{name}/run': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Run a schedule now
     * @description Sends its message to the workers, also while the schedule is paused. The next run at its time does not change. Poll `lastRun` in the list for the outcome. Only in the operator’s tenant. Requires the role `Voice.Admin`.
     */
    post: operations['runSchedule'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/speech': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Create live speech
     * @description The audio is streamed while it is spoken. `Server-Timing` contains the time to the first audio (`ttfa`). If the speech is cut off, the body is incomplete, and the client’s HTTP library reports an error. The WAV header says “length unknown” (0xFFFFFFFF in both size fields), because it is sent first. Except for raw formats, the audio begins with a tag that says that a model has made it: docs/provenance.md. Each caller may have 256 of these requests open at each replica. Requires the role `Voice.Synthesize`.
     */
    post: operations['streamSpeech'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/syntheses': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List syntheses, newest first
     * @description Lists the syntheses of the tenant, without their texts. Requires one of the roles `Voice.Read`, `Voice.Synthesize`.
     */
    get: operations['listSyntheses'];
    put?: never;
    /**
     * Create a synthesis
     * @description A voice speaks a text of up to 200,000 characters, or SSML. The audio can then be downloaded. With `store: false` it is kept for a day at most. `POST /v1/syntheses/estimates` says what it would cost. Requires the role `Voice.Synthesize`.
     */
    post: operations['createSynthesis'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/syntheses/estimates': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Estimate the cost of a synthesis
     * @description Nothing is spoken. Translation and preparation are billed, so they are skipped: with `translateTo` or `prepare` the spoken text may be longer than the estimated one. Requires the role `Voice.Synthesize`.
     */
    post: operations['estimateSynthesis'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/syntheses/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a synthesis
     * @description Returns the state of the synthesis, and where its audio is when it has succeeded. Requires one of the roles `Voice.Read`, `Voice.Synthesize`.
     */
    get: operations['getSynthesis'];
    put?: never;
    post?: never;
    /**
     * Delete a synthesis with its text, audio and timings
     * @description Allowed for the creator, and with the role Voice.Admin. The synthesis must have ended: cancel a running one first. Its operation is kept. Requires the role `Voice.Synthesize`.
     */
    delete: operations['deleteSynthesis'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/syntheses/{id}/audio': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Download the audio of a synthesis, whole or by range
     * @description Supports one range of bytes, conditions by ETag, and HEAD. The consent and the grants are checked each time. Requires the role `Voice.Synthesize`.
     */
    get: operations['getSynthesisAudio'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/syntheses/{id}/captions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get captions as WebVTT or SubRip
     * @description The sentences of the synthesis with their times, as a caption file for players. Requires the role `Voice.Synthesize`.
     */
    get: operations['getSynthesisCaptions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/syntheses/{id}/timings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get word and sentence timings
     * @description Returns when each word and sentence is said. Words are empty if the base model of the voice reports none. Requires the role `Voice.Synthesize`.
     */
    get: operations['getSynthesisTimings'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/system': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get what the system does
     * @description Only in the operator’s tenant, about the jobs of all tenants. How many are open, and how old are they? How many were accepted and ended in the last minutes? Which errors did failed jobs have? The figures are kept for some seconds (`refreshAfterMs`), so asking often costs nothing. A part that cannot be read is listed in `unavailable`. Requires the role `Voice.Admin`.
     */
    get: operations['getSystem'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/system/log-level': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get the log level of a replica
     * @description Only in the operator’s tenant. It is the level of the replica that answers; `instance` names it. Requires the role `Voice.Admin`.
     */
    get: operations['getLogLevel'];
    /**
     * Update the log level of a replica for some time
     * @description Only in the operator’s tenant. It changes the replica that answers; `instance` names it. The level falls back to `LOG_LEVEL` after `durationSeconds`, or when the replica restarts. It is recorded in the audit log. Requires the role `Voice.Admin`.
     */
    put: operations['updateLogLevel'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/uploads': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List uploads, newest first
     * @description Lists the uploads of the tenant, without their reports. Requires one of the roles `Voice.Read`, `Voice.Enroll`.
     */
    get: operations['listUploads'];
    put?: never;
    /**
     * Create an upload
     * @description Without a `sourceUrl` the response is 201 with a URL for the file, which takes one PUT or an upload in blocks. A deployment with closed storage answers 422 `direct-uploads-disabled`: send the file to `POST /v1/uploads/files` instead. With a `sourceUrl` the response is 202, and the file is fetched from there. The recording is then checked: poll the upload until it is `accepted` or `rejected`. Requires the role `Voice.Enroll`.
     */
    post: operations['createUpload'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/uploads/files': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Upload a recording as a form
     * @description Send the field `purpose` first, then the file as `file`. The response comes after the file was stored. The recording is then checked: poll the upload until it is `accepted` or `rejected`. Requires the role `Voice.Enroll`.
     */
    post: operations['uploadFile'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/uploads/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get an upload and the report on its audio
     * @description Poll it until `status` is `accepted` or `rejected`. `report` has the measurements and the advice. Requires one of the roles `Voice.Read`, `Voice.Enroll`.
     */
    get: operations['getUpload'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/uploads/{id}/audio': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Download a recording as it was sent
     * @description Allowed for the owner, and with the role `Voice.Admin`; the audit log records it. Accepted recordings are kept as they were sent until their upload URL has expired, and rejected ones as `GET /v1/retention` says (`raw`); after that the response is 409. Requires the role `Voice.Enroll`.
     */
    get: operations['getUploadAudio'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/uploads/{id}/waveform': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get an image of the waveform
     * @description Shows peaks and loudness over time, with speech, pauses and clipping, as SVG or PNG by `Accept`. Requires one of the roles `Voice.Read`, `Voice.Enroll`.
     */
    get: operations['getUploadWaveform'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/usage': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List usage and its cost, newest first
     * @description Lists the usage of the caller’s tenant in the last 400 days (`usage` in `RETENTION_DAYS`), by day, voice and kind or as `groupBy` says. Live speech appears within ten seconds, other speech at once. Spoken text counts once: a repeated request, or work that another worker resumed, is not counted twice. Requires the role `Audit.Read`.
     */
    get: operations['listUsage'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/voices': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List voices, newest first
     * @description Lists the voices of the tenant, also those that are being enrolled or erased. Requires one of the roles `Voice.Read`, `Voice.Enroll`, `Voice.Synthesize`.
     */
    get: operations['listVoices'];
    put?: never;
    /**
     * Create a voice
     * @description Creates a voice from uploaded samples and a consent. Name an existing consent by `consentId`, or send `consent` with a recording of the statement, which is verified first. A professional voice needs hundreds of samples, each with its `script`, and trains for a day or more. A deployment with closed storage does not offer it (`GET /v1/configuration`). Requires the role `Voice.Enroll`.
     */
    post: operations['createVoice'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/voices/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a voice
     * @description Returns the state of the voice, and the receipt of its erasure when it was erased. Requires one of the roles `Voice.Read`, `Voice.Enroll`, `Voice.Synthesize`.
     */
    get: operations['getVoice'];
    put?: never;
    post?: never;
    /**
     * Erase a voice and everything created with it
     * @description Allowed for the owner, and with the role `Voice.Admin`. After the response the voice does not speak. Its consent is erased too, unless another voice was enrolled with it. `GET /v1/voices/{id}` then returns the signed receipt. Requires the role `Voice.Enroll`.
     */
    delete: operations['deleteVoice'];
    options?: never;
    head?: never;
    /**
     * Update the name or the grants of a voice
     * @description Allowed for the owner, and with the role `Voice.Admin`. Requires the role `Voice.Enroll`.
     */
    patch: operations['updateVoice'];
    trace?: never;
  };
  '/v1/webhook-endpoints': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List webhook endpoints, newest first
     * @description Lists the webhook endpoints of the tenant, without their secrets. Requires the role `Webhook.Manage`.
     */
    get: operations['listWebhookEndpoints'];
    put?: never;
    /**
     * Create a webhook endpoint
     * @description Events are sent as Standard Webhooks (standardwebhooks.com). Verify `webhook-signature` with the secret, which only this response contains, and respond with 2xx within 15 s. Requires the role `Webhook.Manage`.
     */
    post: operations['createWebhookEndpoint'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/webhook-endpoints/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a webhook endpoint
     * @description Returns the endpoint, without its secrets. Requires the role `Webhook.Manage`.
     */
    get: operations['getWebhookEndpoint'];
    put?: never;
    post?: never;
    /**
     * Delete a webhook endpoint
     * @description Pending deliveries are not sent. Requires the role `Webhook.Manage`.
     */
    delete: operations['deleteWebhookEndpoint'];
    options?: never;
    head?: never;
    /**
     * Update a webhook endpoint
     * @description Can also enable a disabled endpoint. Requires the role `Webhook.Manage`.
     */
    patch: operations['updateWebhookEndpoint'];
    trace?: never;
  };
  '/v1/webhook-endpoints/{id}/deliveries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the deliveries of an endpoint, newest first
     * @description Kept for 30 days. Requires the role `Webhook.Manage`.
     */
    get: operations['listWebhookDeliveries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/webhook-endpoints/{id}/deliveries/{deliveryId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Get a delivery
     * @description With its attempts. Kept for 30 days. Requires the role `Webhook.Manage`.
     */
    get: operations['getWebhookDelivery'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/webhook-endpoints/{id}/deliveries/{deliveryId}/replay': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Replay a delivery
     * @description The event is sent with the same `webhook-id` at once, and then by the schedule until the endpoint accepts it. Requires the role `Webhook.Manage`.
     */
    post: operations['replayWebhookDelivery'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/webhook-endpoints/{id}/rotate-secret': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Rotate the secret of a webhook endpoint
     * @description For `overlapMs` webhooks are signed with both secrets, so that no webhook is lost during the rotation. Requires the role `Webhook.Manage`.
     */
    post: operations['rotateWebhookSecret'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/webhook-endpoints/{id}/test': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send a test event to a webhook endpoint
     * @description The event is `webhook-endpoint.test`. It is signed and retried like every other event. `Location` leads to its delivery, which shows what the endpoint answered. Requires the role `Webhook.Manage`.
     */
    post: operations['sendWebhookTestEvent'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export interface webhooks {
  'upload.accepted': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A recording was checked and can be used
     * @description Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onUploadAccepted'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'upload.rejected': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A recording was checked and cannot be used
     * @description Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onUploadRejected'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'consent.active': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A consent was verified
     * @description Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onConsentActive'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'consent.rejected': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A consent could not be verified
     * @description Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onConsentRejected'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'consent.revoked': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A consent was revoked
     * @description Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onConsentRevoked'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'voice.ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A voice can be used
     * @description Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onVoiceReady'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'voice.failed': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A voice could not be created
     * @description Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onVoiceFailed'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'voice.suspended': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A consent was revoked or expired: its voice is suspended
     * @description Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onVoiceSuspended'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'voice.deleted': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A voice was erased
     * @description Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onVoiceDeleted'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'synthesis.succeeded': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A text was spoken
     * @description Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onSynthesisSucceeded'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'synthesis.failed': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A text could not be spoken
     * @description Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onSynthesisFailed'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'batch.succeeded': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A batch has ended, and at least one item was spoken
     * @description Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onBatchSucceeded'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'batch.failed': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A batch has ended without a result
     * @description Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onBatchFailed'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'voice.base-model-expiring': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * The base model of a voice expires in 90, 30 or 7 days
     * @description Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onVoiceBaseModelExpiring'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'budget.soft-limit-reached': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A budget has reached its soft limit
     * @description Once a month for each budget. Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onBudgetSoftLimitReached'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'webhook-endpoint.test': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A test was requested
     * @description Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onWebhookEndpointTest'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'notification.daily-digest': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Jobs, failures, budgets and expiring consents
     * @description Once a day. Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onNotificationDailyDigest'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'notification.weekly-digest': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * The daily digest for a week from Monday to Sunday
     * @description Once a week. Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onNotificationWeeklyDigest'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'notification.quota': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A budget has used 80 or 100 % of its hard limit
     * @description Once each a month for each budget. Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onNotificationQuota'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'notification.failure-rate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * At least 20 % of the jobs of a day have failed
     * @description At least 10 jobs, once a day. Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onNotificationFailureRate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'notification.dead-letters': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Messages could not be handled and wait for an operator
     * @description Once a day. Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onNotificationDeadLetters'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'notification.consent-expiring': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A consent expires in 30, 7 or 1 days
     * @description Once each. Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onNotificationConsentExpiring'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'notification.voice-unused': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A voice has not spoken for 90 days
     * @description Once in 90 days. Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onNotificationVoiceUnused'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'notification.endpoint-idle': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * The endpoint of a voice is idle and costs by the hour
     * @description Once a day for each voice. Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onNotificationEndpointIdle'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'notification.training-stalled': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Azure did not finish the training of a voice in time
     * @description At once. Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onNotificationTrainingStalled'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  'notification.base-model-expiring': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * The base model of a voice expires in 90, 30 or 7 days
     * @description Once each. Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s.
     */
    post: operations['onNotificationBaseModelExpiring'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export interface components {
  schemas: {
    /** @description Jobs that were accepted */
    AcceptedJobs: {
      kind: components['schemas']['JobKind'];
      /**
       * Format: int32
       * @description Jobs created in the window
       * @example 30
       */
      count: number;
      /**
       * @description `count` for each minute of the window
       * @example 2
       */
      perMinute: number;
    };
    /** @description The process that answers. Others may run beside it */
    AnsweringProcess: {
      /**
       * @description Its host name: in Container Apps that of the replica
       * @example api--0000004-7f9c6d5b8-x2k4p
       */
      name: string;
      /**
       * Format: date-time
       * @description When it started
       * @example 2026-11-22T10:15:00.000Z
       */
      startedAt: string;
      /** @description Its limits */
      slots: components['schemas']['Slots'][];
    };
    /** @description One rule of the profile, applied to the recording */
    AudioCheck: {
      /**
       * @description Name of the rule; docs/audio-measurements.md explains each
       * @example loudness
       */
      check: string;
      /**
       * @description What was measured; null if it could not be measured
       * @example -23.1
       */
      value: number | null;
      /**
       * @description Unit of `value` and `limit`
       * @example LUFS
       */
      unit: string;
      /**
       * @description The limit that decided; null if the profile sets none
       * @example -40
       */
      limit: number | null;
      verdict: components['schemas']['AudioCheckVerdict'];
      /**
       * @description Positions in the recording, milliseconds; empty if the finding concerns all of it
       * @example []
       */
      atMs: number[];
      /**
       * @description What to do
       * @example
       */
      advice: string;
    };
    /**
     * @description `notMeasured`: the recording does not allow the measurement; the check was neither passed nor failed
     * @enum {string}
     */
    AudioCheckVerdict: 'accepted' | 'autoFixed' | 'needsReview' | 'autoRejected' | 'notMeasured';
    /**
     * @description Format of the audio
     * @enum {string}
     */
    AudioFormat: 'wav' | 'pcm' | 'mp3' | 'opus' | 'webm' | 'flac' | 'mulaw' | 'alaw';
    /** @description A format of speech */
    AudioFormatSettings: {
      /**
       * @description Value of `format`
       * @example mp3
       */
      name: string;
      /**
       * @description Media type of the audio
       * @example audio/mpeg
       */
      contentType: string;
      /** @description Rates that the format has */
      sampleRatesHz: number[];
    };
    /** @description Each name contains its unit, and null means that it could not be measured; docs/audio-measurements.md explains them */
    AudioMeasurements: {
      /**
       * @description Duration of what was decoded
       * @example 15000
       */
      durationMs: number;
      /**
       * Format: int32
       * @description Sample rate of the source
       * @example 48000
       */
      sampleRateHz: number;
      /**
       * Format: int32
       * @description Channels of the source
       * @example 1
       */
      channels: number;
      /**
       * @description Upper edge of the highest band with speech, at most 12000
       * @example 11953
       */
      effectiveBandwidthHz?: number | null;
      /**
       * @description Integrated loudness
       * @example -23.1
       */
      integratedLoudnessLufs?: number | null;
      /**
       * @description Loudness range
       * @example 4.2
       */
      loudnessRangeLu?: number | null;
      /**
       * @description Maximum momentary loudness
       * @example -18.4
       */
      maxMomentaryLoudnessLufs?: number | null;
      /**
       * @description Maximum short-term loudness
       * @example -20.6
       */
      maxShortTermLoudnessLufs?: number | null;
      /**
       * @description True peak
       * @example -6.2
       */
      truePeakDbtp?: number;
      /**
       * @description Sample peak
       * @example -6.4
       */
      samplePeakDbfs?: number;
      /**
       * @description RMS level
       * @example -26.8
       */
      rmsDbfs?: number;
      /**
       * @description DC offset of the worst channel, of full scale
       * @example 0.01
       */
      dcOffsetPercent?: number;
      /**
       * @description Clipped samples
       * @example 0
       */
      clippedSamplesPercent?: number;
      /**
       * @description Level at which the waveform is cut off; null if it is not
       * @example -0.1
       */
      clippingLevelDbfs?: number | null;
      /**
       * Format: int32
       * @description Number of clipped runs
       * @example 0
       */
      clippingRunCount?: number;
      /**
       * @description The first runs, at most 200
       * @example []
       */
      clippingRuns?: components['schemas']['ClippingRun'][];
      /**
       * @description Signal-to-noise ratio, the lower of two estimates
       * @example 38.5
       */
      signalToNoiseDb?: number | null;
      /**
       * @description Signal-to-noise ratio against noise that is always there
       * @example 41.2
       */
      steadySignalToNoiseDb?: number | null;
      /**
       * @description Noise floor; null if the pauses are digital silence
       * @example -66.3
       */
      noiseFloorDbfs?: number | null;
      /**
       * @description Level of the speech
       * @example -24.9
       */
      speechLevelDbfs?: number | null;
      /**
       * @description Frequency of mains hum; null if there is none
       * @example 50
       */
      humFrequencyHz?: number | null;
      /**
       * @description Level of mains hum; -120 if there is none
       * @example -120
       */
      humLevelDbfs?: number | null;
      /**
       * @description Parts with speech, at most 1000
       * @example [
       *       {
       *         "startMs": 180,
       *         "endMs": 4260
       *       }
       *     ]
       */
      speechSegments?: components['schemas']['RecordingSpan'][];
      /**
       * Format: int32
       * @description Number of parts with speech
       * @example 1
       */
      speechSegmentCount?: number;
      /**
       * @description Duration of the parts with speech
       * @example 11400
       */
      netSpeechMs?: number;
      /**
       * @description Share of the recording without speech
       * @example 24
       */
      silencePercent?: number;
      /**
       * @description Longest pause between two parts with speech
       * @example 620
       */
      longestGapMs?: number;
      /**
       * @description Where the longest pause begins
       * @example 4260
       */
      longestGapAtMs?: number | null;
      /**
       * @description Silence before the first speech
       * @example 180
       */
      leadingSilenceMs?: number;
      /**
       * @description Silence after the last speech
       * @example 240
       */
      trailingSilenceMs?: number;
      /**
       * @description Median of the pitch
       * @example 118
       */
      medianPitchHz?: number | null;
      /**
       * @description 10 % quantile of the pitch
       * @example 96
       */
      lowPitchHz?: number | null;
      /**
       * @description 90 % quantile of the pitch
       * @example 152
       */
      highPitchHz?: number | null;
      /**
       * @description Syllables for each second of speech
       * @example 4.6
       */
      syllablesPerSecond?: number | null;
      /**
       * @description How much the active parts sound like someone speaking
       * @example 92
       */
      speechLikenessPercent?: number | null;
      /**
       * @description Distance between the two most different groups of stretches
       * @example 1.4
       */
      speakerDistance?: number | null;
      /**
       * @description Where the recording passes from one group to the other
       * @example []
       */
      speakerChangesMs?: number[];
      /**
       * @description Correlation of left and right; null for other than two channels
       * @example 1
       */
      channelCorrelation?: number | null;
      /**
       * @description Level difference between the loudest and the quietest channel
       * @example 0
       */
      channelImbalanceDb?: number;
      /**
       * Format: int32
       * @description Packets that could not be decoded
       * @example 0
       */
      decodeErrorCount?: number;
      /**
       * @description Sound that the file states but does not contain
       * @example 0
       */
      missingMs?: number;
    } & {
      [key: string]: unknown;
    };
    /**
     * @description What the recording is for; it selects the limits
     * @enum {string}
     */
    AudioProfile: 'consent' | 'personal-voice' | 'professional-voice';
    /** @description Why a recording cannot be used, and what to do */
    AudioRejection: {
      /**
       * @description Stable code
       * @example audio-too-quiet
       */
      code: string;
      /**
       * @description What was found
       * @example The speech is at -48 dBFS.
       */
      detail: string;
      /**
       * @description What to do
       * @example Record again closer to the microphone or with more input gain.
       */
      advice: string;
    };
    /** @description Format, measurements (each name contains its unit), checks with advice, and fixes */
    AudioReport: {
      verdict: components['schemas']['AudioVerdict'];
      rejection?: components['schemas']['AudioRejection'];
      profile: components['schemas']['AudioProfile'];
      /**
       * Format: int64
       * @description Size of the recording
       * @example 1440044
       */
      sizeBytes?: number;
      /** @description Absent if the content could not be opened */
      format?: components['schemas']['RecordingFormat'];
      measurements?: components['schemas']['AudioMeasurements'];
      /**
       * @description Changes that were made
       * @example []
       */
      fixes?: components['schemas']['RecordingFix'][];
      /**
       * @description SHA-256 of the recording
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      sha256: string;
      /** @description Each rule of the profile, applied to the recording */
      checks: components['schemas']['AudioCheck'][];
    } & {
      [key: string]: unknown;
    };
    /**
     * @description The result; that of a report is the worst of its checks
     * @enum {string}
     */
    AudioVerdict: 'accepted' | 'autoFixed' | 'needsReview' | 'autoRejected';
    /**
     * @description What was done
     * @enum {string}
     */
    AuditAction:
      | 'upload.create'
      | 'upload.listen'
      | 'upload.delete'
      | 'consent.create'
      | 'consent.record'
      | 'consent.revoke'
      | 'consent.erase'
      | 'consent.erased'
      | 'consent.expire'
      | 'voice.create'
      | 'voice.update'
      | 'voice.speak'
      | 'voice.delete'
      | 'voice.erased'
      | 'synthesis.delete'
      | 'synthesis.expire'
      | 'operation.cancel'
      | 'link.create'
      | 'webhook-endpoint.create'
      | 'webhook-endpoint.update'
      | 'webhook-endpoint.rotate-secret'
      | 'webhook-endpoint.test'
      | 'webhook-endpoint.delete'
      | 'delivery.replay'
      | 'dead-letter.list'
      | 'dead-letter.show'
      | 'dead-letter.resubmit'
      | 'dead-letter.discard'
      | 'log-level.change'
      | 'schedule.run'
      | 'schedule.update'
      | 'schedule.pause'
      | 'schedule.resume'
      | 'budget.update'
      | 'budget.soft-limit'
      | 'notification-subscription.create'
      | 'notification-subscription.update'
      | 'notification-subscription.delete'
      | 'notification-subscription.unsubscribe'
      | 'notification-subscription.suspend'
      | 'retention.update'
      | 'retention.delete'
      | 'retention.move'
      | 'legal-hold.set'
      | 'legal-hold.clear'
      | 'request.refuse';
    /** @description Who did it */
    AuditActor: {
      kind: components['schemas']['AuditActorKind'];
      /**
       * @description `oid` of the caller
       * @example 11111111-2222-4333-8444-555555555555
       */
      id: string;
    };
    /**
     * @description Kind of caller
     * @enum {string}
     */
    AuditActorKind: 'user' | 'application' | 'system';
    /** @description An entry of the audit log. Each entry contains the hash of the previous one */
    AuditEvent: {
      /**
       * Format: int64
       * @description Number in the tenant’s chain, from 1 without gaps
       * @example 42
       */
      sequence: number;
      /**
       * @description Id of the event
       * @example vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D:voice.speak
       */
      eventId: string;
      action: components['schemas']['AuditAction'];
      outcome: components['schemas']['AuditOutcome'];
      /**
       * Format: date-time
       * @description Time of the event
       * @example 2026-11-22T10:15:00.000Z
       */
      at: string;
      /**
       * Format: date-time
       * @description When it was recorded
       * @example 2026-11-22T10:15:00.000Z
       */
      recordedAt: string;
      actor: components['schemas']['AuditActor'];
      subject: components['schemas']['AuditSubject'];
      /**
       * @description The request
       * @example 01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      requestId?: string;
      /**
       * @description The trace
       * @example 0af7651916cd43dd8448eb211c80319c
       */
      traceId?: string;
      /**
       * @description More about it: strings, numbers and flags
       * @example {
       *       "way": "live"
       *     }
       */
      details?: {
        [key: string]: unknown;
      };
      /**
       * @description `hash` of the entry before
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      previousHash: string;
      /**
       * @description SHA-256 of the canonical JSON of the entry without this field, with `tenantId`
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      hash: string;
    };
    /** @description A page of a list */
    AuditEventList: {
      /** @description The items of this page */
      data: components['schemas']['AuditEvent'][];
      /**
       * @description Whether there is a next page
       * @example false
       */
      hasMore: boolean;
      /**
       * @description Send it as `after` to get the next page
       * @example null
       */
      next: string | null;
    };
    /**
     * @description Whether it was accepted; the result of accepted work is in its resource
     * @enum {string}
     */
    AuditOutcome: 'accepted' | 'refused';
    /** @description What it was done to */
    AuditSubject: {
      kind: components['schemas']['AuditSubjectKind'];
      /**
       * @description Its id
       * @example vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
    };
    /**
     * @description Kind of resource
     * @enum {string}
     */
    AuditSubjectKind:
      | 'upload'
      | 'consent'
      | 'voice'
      | 'synthesis'
      | 'batch'
      | 'operation'
      | 'webhook-endpoint'
      | 'delivery'
      | 'dead-letter'
      | 'schedule'
      | 'notification-subscription'
      | 'route';
    /** @description Many texts that are spoken as one job */
    Batch: {
      /**
       * @description Id of the batch
       * @example bat_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
      status: components['schemas']['BatchStatus'];
      /** @description The batch succeeded, but some items failed */
      partial: boolean;
      /**
       * @description The voice that speaks
       * @example vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      voiceId: string;
      /**
       * @description Format of the audio
       * @example wav
       */
      format: string;
      /**
       * @description Locale of the texts
       * @example en-US
       */
      locale: string;
      /**
       * @description Speaking rate
       * @example 1
       */
      rate: number;
      disclosure: components['schemas']['Disclosure'];
      /**
       * @description Whether the archive contains one file
       * @example false
       */
      concatenate: boolean;
      /** @description Number of items by status */
      items: components['schemas']['BatchCounts'];
      /**
       * @description Its latest operation
       * @example op_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      operationId: string;
      archive?: components['schemas']['BatchArchive'];
      failure?: components['schemas']['Failure'];
      /**
       * Format: date-time
       * @description When it was created
       * @example 2026-11-22T10:15:00.000Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @description When it last changed
       * @example 2026-11-22T10:15:00.000Z
       */
      updatedAt: string;
    };
    /** @description The audio of a batch; present when there is some */
    BatchArchive: {
      /**
       * @description Path of the zip file
       * @example /v1/batches/bat_01JD8F3R5V6W7X8Y9Z0A1B2C3D/archive
       */
      href: string;
      /**
       * @description Of one file of all items: the id of its record, in its tag. Absent in batches that were canceled, where the file could not be made, and where a retry failed or was canceled
       * @example prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      provenanceId?: string;
      /** @description Of one file of all items: whether it has a signed manifest (C2PA); absent if the format has no place for one, or nobody signs */
      manifest?: components['schemas']['SpeechManifest'];
    };
    /**
     * @description Format of the audio
     * @enum {string}
     */
    BatchAudioFormat: 'wav' | 'mp3' | 'opus' | 'webm' | 'pcm' | 'mulaw' | 'alaw';
    /** @description Numbers of items */
    BatchCounts: {
      /**
       * Format: int32
       * @description All items
       * @example 2
       */
      total: number;
      /**
       * Format: int32
       * @description Waiting
       * @example 0
       */
      queued: number;
      /**
       * Format: int32
       * @description Being spoken
       * @example 0
       */
      running: number;
      /**
       * Format: int32
       * @description Spoken
       * @example 2
       */
      succeeded: number;
      /**
       * Format: int32
       * @description Failed
       * @example 0
       */
      failed: number;
      /**
       * Format: int32
       * @description Canceled
       * @example 0
       */
      canceled: number;
      /**
       * Format: int32
       * @description Items that succeeded by reusing earlier audio
       * @example 0
       */
      reused: number;
    };
    /** @description What speaking a batch would cost */
    BatchEstimate: {
      /**
       * Format: int32
       * @description Unicode code points of the text, without the sentence of `disclosure`
       * @example 17
       */
      characters: number;
      /**
       * Format: int32
       * @description Counted as Azure bills them: markup other than `speak` and `voice` counts, and each Chinese character (also kanji and hanja) counts twice
       * @example 114
       */
      billedCharacters: number;
      billedParts: components['schemas']['BilledParts'];
      /**
       * Format: int32
       * @description Estimated at a normal pace; the voice may differ by a third
       * @example 1240
       */
      estimatedDurationMs: number;
      costClass: components['schemas']['CostClass'];
      /**
       * Format: int32
       * @description Number of items
       * @example 2
       */
      items: number;
    };
    /** @description A text of a batch */
    BatchItem: {
      /**
       * Format: int32
       * @description Index in the request, from 0
       * @example 17
       */
      index: number;
      /**
       * @description Your key for the item
       * @example line-17
       */
      key?: string;
      status: components['schemas']['BatchItemStatus'];
      /**
       * Format: int32
       * @description Characters of the text, UTF-16 code units
       * @example 17
       */
      characters: number;
      /**
       * @description File name in the archive
       * @example 00018-line-17.wav
       */
      file?: string;
      /**
       * Format: int64
       * @description Size of the audio
       * @example 1440044
       */
      sizeBytes?: number;
      /**
       * Format: int32
       * @description Duration of the audio
       * @example 1240
       */
      durationMs?: number;
      /**
       * @description The id in the tag of the audio
       * @example prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D.00018
       */
      provenanceId?: string;
      /**
       * @description Whether audio of an earlier batch was reused
       * @example false
       */
      reused?: boolean;
      failure?: components['schemas']['Failure'];
    };
    /** @description A page of a list */
    BatchItemList: {
      /** @description The items of this page */
      data: components['schemas']['BatchItem'][];
      /**
       * @description Whether there is a next page
       * @example false
       */
      hasMore: boolean;
      /**
       * @description Send it as `after` to get the next page
       * @example null
       */
      next: string | null;
    };
    /**
     * @description State of an item
     * @enum {string}
     */
    BatchItemStatus: 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled';
    /** @description A page of a list */
    BatchList: {
      /** @description The items of this page */
      data: components['schemas']['Batch'][];
      /**
       * @description Whether there is a next page
       * @example false
       */
      hasMore: boolean;
      /**
       * @description Send it as `after` to get the next page
       * @example null
       */
      next: string | null;
    };
    /**
     * @description State of a batch
     * @enum {string}
     */
    BatchStatus: 'queued' | 'submitted' | 'running' | 'collecting' | 'succeeded' | 'failed' | 'canceled';
    /** @description What `billedCharacters` is the sum of */
    BilledParts: {
      /**
       * Format: int32
       * @description Characters that are spoken
       * @example 17
       */
      text: number;
      /**
       * Format: int32
       * @description Chinese characters among them (also kanji and hanja), which are billed a second time
       * @example 0
       */
      chinese: number;
      /**
       * Format: int32
       * @description Markup that the service adds to each request to Azure. The element that names the speaker profile is about 97 characters; `rate`, a lexicon and SSML elements add theirs. A long text is sent in several requests
       * @example 97
       */
      markup: number;
    };
    /** @description The limits of a tenant or a voice */
    Budget: {
      /**
       * @description `tenant`, or the id of a voice
       * @example tenant
       */
      scope: string;
      /** @description Billed characters in a UTC month */
      characters: components['schemas']['CharacterLimit'];
      /** @description Cost in a UTC month */
      cost: components['schemas']['CostLimit'];
      /**
       * @description Currency of all costs (`SPEECH_CURRENCY`)
       * @example USD
       */
      currency: string;
      /**
       * Format: date-time
       * @description When the limits were last changed; absent without limits
       * @example 2026-11-22T10:15:00.000Z
       */
      updatedAt?: string;
    };
    /**
     * @description `exhausted`: a hard limit is reached
     * @enum {string}
     */
    BudgetState: 'within-limits' | 'soft-limit-reached' | 'exhausted';
    /** @description A budget, and what is used of it */
    BudgetStatus: {
      /**
       * @description `tenant`, or the id of a voice
       * @example tenant
       */
      scope: string;
      /** @description Billed characters in a UTC month */
      characters: components['schemas']['CharacterLimit'];
      /** @description Cost in a UTC month */
      cost: components['schemas']['CostLimit'];
      /**
       * @description Currency of all costs (`SPEECH_CURRENCY`)
       * @example USD
       */
      currency: string;
      /**
       * Format: date-time
       * @description When the limits were last changed; absent without limits
       * @example 2026-11-22T10:15:00.000Z
       */
      updatedAt?: string;
      /** @description Spoken and accepted in this month, and up to 0.8 % of a limit that replicas have reserved */
      used: components['schemas']['Spending'];
      /** @description `used` at the end of the month if it goes on as until now */
      forecast: components['schemas']['Spending'];
      state: components['schemas']['BudgetState'];
    };
    /** @description The budgets of a tenant in this month */
    Budgets: {
      /**
       * @description The UTC month
       * @example 2026-11
       */
      period: string;
      /**
       * Format: date-time
       * @description When the next month begins
       * @example 2026-11-22T10:15:00.000Z
       */
      endsAt: string;
      /**
       * @description Currency of all costs (`SPEECH_CURRENCY`)
       * @example USD
       */
      currency: string;
      /** @description What was spoken in this month, by all voices */
      usage: components['schemas']['Spending'];
      /** @description `usage` at the end of the month if it goes on as until now */
      forecast: components['schemas']['Spending'];
      /**
       * @description The budgets that have limits, at most 101
       * @example []
       */
      data: components['schemas']['BudgetStatus'][];
    };
    /**
     * @description Whether a person signed in, or an application
     * @enum {string}
     */
    CallerKind: 'user' | 'application';
    /**
     * @description Format of captions
     * @enum {string}
     */
    CaptionsFormat: 'vtt' | 'srt';
    /** @description A limit that tells, and one that refuses; either may be absent */
    CharacterLimit: {
      /**
       * Format: int64
       * @description Reaching it is told once a month
       * @example 800000
       */
      soft?: number;
      /**
       * Format: int64
       * @description Speech that would exceed it is refused
       * @example 1000000
       */
      hard?: number;
    };
    /** @description Clipped samples in a row */
    ClippingRun: {
      /**
       * @description Where it begins
       * @example 1204
       */
      startMs: number;
      /**
       * @description Where it ends
       * @example 1205
       */
      endMs: number;
      /**
       * Format: int32
       * @description Index of the channel, from 0
       * @example 0
       */
      channel: number;
      /**
       * Format: int32
       * @description Number of clipped samples
       * @example 9
       */
      samples: number;
    } & {
      [key: string]: unknown;
    };
    /** @description What a client needs to know before it asks */
    Configuration: {
      uploads: components['schemas']['UploadSettings'];
      speech: components['schemas']['SpeechSettings'];
      /** @description Kinds of voices that can be created. `professional` is absent where Azure cannot fetch recordings from the storage */
      voiceKinds: components['schemas']['VoiceKind'][];
      /**
       * @description Locales with a consent statement
       * @example [
       *       "en-US"
       *     ]
       */
      consentLocales: string[];
      /** @description Absent if rates are not limited */
      rateLimits?: components['schemas']['RateLimitSettings'];
      /**
       * Format: int32
       * @description How long an `Idempotency-Key` is remembered
       * @example 86400000
       */
      idempotencyKeyTtlMs: number;
    };
    /**
     * @description `LOG_LEVEL`
     * @example info
     * @enum {string}
     */
    ConfiguredLogLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
    /** @description The consent of a person to the use of their voice */
    Consent: {
      /**
       * @description Id of the consent
       * @example cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
      status: components['schemas']['ConsentStatus'];
      /**
       * @description The person who consents
       * @example Ada Lovelace
       */
      voiceTalentName: string;
      /**
       * @description The company that uses the voice
       * @example Contoso
       */
      companyName: string;
      /**
       * @description Locale of the statement
       * @example en-US
       */
      locale: string;
      /**
       * @description The sentence to read aloud
       * @example I Ada Lovelace am aware that recordings of my voice will be used by Contoso to create and use a synthetic version of my voice.
       */
      statement: string;
      /**
       * @description The recording
       * @example upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      uploadId?: string;
      /**
       * @description Its latest operation
       * @example op_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      operationId?: string;
      /** @description Absent if Azure does not transcribe the locale; then Azure’s verification decides */
      statementMatch?: components['schemas']['StatementMatch'];
      failure?: components['schemas']['Failure'];
      /**
       * Format: date-time
       * @description After this time it counts as revoked
       * @example 2026-11-22T10:15:00.000Z
       */
      expiresAt?: string;
      /**
       * Format: date-time
       * @description When it was revoked
       * @example 2026-11-22T10:15:00.000Z
       */
      revokedAt?: string;
      /**
       * @description `oid` of the creator
       * @example 11111111-2222-4333-8444-555555555555
       */
      ownerId: string;
      /** @description Present when the status is `deleted` */
      receipt?: components['schemas']['ErasureReceipt'];
      /**
       * Format: date-time
       * @description When it was created
       * @example 2026-11-22T10:15:00.000Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @description When it last changed
       * @example 2026-11-22T10:15:00.000Z
       */
      updatedAt: string;
    };
    /** @description A page of a list */
    ConsentList: {
      /** @description The items of this page */
      data: components['schemas']['Consent'][];
      /**
       * @description Whether there is a next page
       * @example false
       */
      hasMore: boolean;
      /**
       * @description Send it as `after` to get the next page
       * @example null
       */
      next: string | null;
    };
    /**
     * @description A locale for which Microsoft has a consent statement
     * @example en-US
     * @enum {string}
     */
    ConsentLocale:
      | 'ar-EG'
      | 'ar-SA'
      | 'bg-BG'
      | 'ca-ES'
      | 'cs-CZ'
      | 'da-DK'
      | 'de-AT'
      | 'de-CH'
      | 'de-DE'
      | 'el-GR'
      | 'en-AU'
      | 'en-CA'
      | 'en-GB'
      | 'en-IE'
      | 'en-IN'
      | 'en-US'
      | 'es-ES'
      | 'es-MX'
      | 'fi-FI'
      | 'fr-BE'
      | 'fr-CA'
      | 'fr-CH'
      | 'fr-FR'
      | 'he-IL'
      | 'hi-IN'
      | 'hr-HR'
      | 'hu-HU'
      | 'id-ID'
      | 'it-IT'
      | 'ja-JP'
      | 'ko-KR'
      | 'ms-MY'
      | 'nb-NO'
      | 'nl-NL'
      | 'pl-PL'
      | 'pt-BR'
      | 'pt-PT'
      | 'ro-RO'
      | 'ru-RU'
      | 'sk-SK'
      | 'sl-SI'
      | 'sv-SE'
      | 'ta-IN'
      | 'te-IN'
      | 'th-TH'
      | 'tr-TR'
      | 'vi-VN'
      | 'zh-CN'
      | 'zh-HK'
      | 'zh-TW';
    /** @description The recording of a consent */
    ConsentRecording: {
      /**
       * @description The recording of the statement
       * @example upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      uploadId: string;
    };
    /** @description The sentence to read aloud in a locale */
    ConsentStatement: {
      /**
       * @description Locale of the statement
       * @example en-US
       */
      locale: string;
      /**
       * @description With the placeholders {talent} and {company}
       * @example I {talent} am aware that recordings of my voice will be used by {company} to create and use a synthetic version of my voice.
       */
      statement: string;
    };
    /** @description All statements */
    ConsentStatementList: {
      /** @description The statements */
      data: components['schemas']['ConsentStatement'][];
    };
    /**
     * @description State of a consent
     * @enum {string}
     */
    ConsentStatus:
      | 'awaitingRecording'
      | 'verifying'
      | 'active'
      | 'rejected'
      | 'canceled'
      | 'revoked'
      | 'expired'
      | 'deleting'
      | 'deleted';
    /**
     * @description Azure’s billing meter: `personalVoiceCharacters`, or `customNeuralCharacters` of a professional voice
     * @enum {string}
     */
    CostClass: 'personalVoice' | 'professionalVoice';
    /** @description A limit that tells, and one that refuses; either may be absent */
    CostLimit: {
      /**
       * @description Reaching it is told once a month
       * @example 20
       */
      soft?: number;
      /**
       * @description Speech that would exceed it is refused
       * @example 24
       */
      hard?: number;
    };
    /** @description Processor time */
    CpuHealth: {
      /**
       * @description Processors used in the last minute
       * @example 0.02
       */
      usedCpus: number;
      /**
       * @description Processors that the container may use
       * @example 0.5
       */
      limitCpus: number;
    };
    /**
     * @description Texts to be spoken as one job
     * @example {
     *       "voiceId": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
     *       "items": [
     *         {
     *           "key": "line-1",
     *           "text": "The kettle is on."
     *         },
     *         {
     *           "key": "line-2",
     *           "text": "Tea is ready."
     *         }
     *       ],
     *       "format": "wav"
     *     }
     */
    CreateBatch: {
      /**
       * @description The voice that speaks
       * @example vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      voiceId: string;
      /** @description The texts, in order */
      items: components['schemas']['CreateBatchItem'][];
      /** @description Default: `wav` */
      format?: components['schemas']['BatchAudioFormat'];
      /**
       * @description Locale of the texts; if omitted, that of the voice
       * @example en-US
       */
      locale?: string;
      /** @description Speaking rate; 1 is the voice’s normal rate. Default: `1` */
      rate?: number;
      /** @description `prefix`: the voice first says in each item, in a configured sentence, that it is generated. The sentence is that of the batch’s `locale`, also for items in SSML. If omitted, `DISCLOSURE_DEFAULT` applies */
      disclosure?: components['schemas']['Disclosure'];
      /** @description Whether the archive contains one file with all items in their order; for wav, pcm, mulaw, alaw. Default: `false` */
      concatenate?: boolean;
    };
    /**
     * @description A text of a batch
     * @example {
     *       "key": "line-17",
     *       "text": "The kettle is on."
     *     }
     */
    CreateBatchItem: {
      /**
       * @description Your key for the item, unique in the batch; part of its file name
       * @example line-17
       */
      key?: string;
      /**
       * @description Plain text; markup in it is read out
       * @example The kettle is on.
       */
      text?: string;
      /** @description SSML instead of `text`; see docs/ssml.md */
      ssml?: string;
    };
    /** @description A consent to be recorded */
    CreateConsent: {
      /**
       * @description First and last name of the person, as spoken in the recording
       * @example Ada Lovelace
       */
      voiceTalentName: string;
      /**
       * @description The company that uses the voice, as spoken in the recording
       * @example Contoso
       */
      companyName: string;
      locale: components['schemas']['ConsentLocale'];
      /**
       * Format: date-time
       * @description At this time the consent counts as revoked
       * @example 2027-11-22T00:00:00.000Z
       */
      expiresAt?: string;
      /**
       * @description A recording of the statement; the verification then starts at once
       * @example upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      uploadId?: string;
    };
    /** @description What a link is to lead to */
    CreateLink: {
      /**
       * @description Path of what the link leads to. One of `/v1/syntheses/{id}/audio`; `/v1/syntheses/{id}/captions?format=vtt`; `/v1/syntheses/{id}/captions?format=srt`; `/v1/operations/{id}/events`; `/v1/uploads/{id}/audio`; `/v1/uploads/{id}/waveform`; `/v1/batches/{id}/archive`
       * @example /v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D/audio
       */
      resource: string;
    };
    /** @description Which notification to preview */
    CreateNotificationPreview: {
      kind: components['schemas']['NotificationKind'];
    };
    /** @description A recipient of notifications to be created */
    CreateNotificationSubscription: {
      channel: components['schemas']['NotificationChannel'];
      /**
       * @description Where notifications are sent. `email`: an e-mail address. `teams`: the URL of a Teams workflow that starts when a webhook request is received. `webhook`: the id of a webhook endpoint of the tenant, which signs as for events
       * @example ada@example.com
       */
      address: string;
      /**
       * @description What the recipient is told of
       * @example [
       *       "daily-digest",
       *       "consent-expiring"
       *     ]
       */
      kinds: components['schemas']['NotificationKind'][];
      /**
       * @description Default: UTC
       * @example Europe/Berlin
       */
      timeZone?: string;
      quietHours?: components['schemas']['CreateQuietHours'];
      /** @description For people; the API does not read it */
      description?: string;
      /**
       * @description Consent of the person whom the address belongs to. Reminders are then of this consent alone, and its erasure removes the subscription
       * @example cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      consentId?: string;
    };
    /** @description When nothing is sent: what is due waits for their end. They may last over midnight */
    CreateQuietHours: {
      /**
       * @description Time of day in the time zone of the recipient
       * @example 22:00
       */
      from: string;
      /**
       * @description When they end, in the time zone of the recipient
       * @example 07:00
       */
      to: string;
    };
    /**
     * @description What to preview
     * @example {
     *       "class": "result",
     *       "afterDays": 90
     *     }
     */
    CreateRetentionPreview: {
      class: components['schemas']['RetentionClass'];
      /**
       * Format: int32
       * @description Days after the creation; if omitted, those of the policy. At most 30 for `deliveryLog`
       * @example 90
       */
      afterDays?: number;
      /** @description Where the files are moved; only with `moveAfterDays`. Originals (`archive`) are on `cool` already */
      moveTo?: components['schemas']['RetentionTier'];
      /**
       * Format: int32
       * @description Days after which they are moved, counted like `afterDays`, and fewer than these; only with `moveTo`
       * @example 30
       */
      moveAfterDays?: number;
      /**
       * Format: int32
       * @description Documents to look at; 100 if omitted
       * @example 100
       */
      limit?: number;
      /** @description `next` of the page before */
      after?: string;
    };
    /**
     * @description A text to be spoken at once
     * @example {
     *       "voiceId": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
     *       "text": "The kettle is on.",
     *       "format": "mp3"
     *     }
     */
    CreateSpeech: {
      /**
       * @description The voice that speaks
       * @example vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      voiceId: string;
      /**
       * @description Plain text; markup in it is read out
       * @example The kettle is on.
       */
      text?: string;
      /**
       * @description SSML instead of `text`; docs/ssml.md lists the supported elements. `voice` elements may name other voices of the tenant by their ids
       * @example <speak version="1.0">The kettle <break time="500ms"/> is on.</speak>
       */
      ssml?: string;
      /**
       * @description Pronunciation of words: as another text, or by their sounds (base models of the Phoenix family)
       * @example [
       *       {
       *         "grapheme": "GIF",
       *         "alias": "jif"
       *       }
       *     ]
       */
      lexicon?: components['schemas']['LexiconEntry'][];
      /**
       * @description Locale of the text; if omitted, that of the voice
       * @example en-US
       */
      locale?: string;
      /**
       * @description Locale into which `text` is translated before it is spoken
       * @example de-DE
       */
      translateTo?: string;
      /** @description A language model writes out numbers, abbreviations and lists in `text` before it is spoken. The translated text may have at most 12000 characters */
      prepare?: components['schemas']['Preparation'];
      /** @description Speaking rate; 1 is the voice’s normal rate. Default: `1` */
      rate?: number;
      /** @description `prefix`: the voice first says, in a configured sentence, that it is generated. If omitted, `DISCLOSURE_DEFAULT` applies */
      disclosure?: components['schemas']['Disclosure'];
      /** @description mp3; opus in Ogg or in WebM; flac; 16-bit PCM with or without a WAV header; mulaw and alaw (telephony) without a header. All are mono. Default: `mp3` */
      format?: components['schemas']['AudioFormat'];
      /**
       * Format: int32
       * @description If omitted, 24000, or 8000 for mulaw and alaw. wav: 8000, 16000, 22050, 24000, 44100, 48000; pcm: 8000, 16000, 22050, 24000, 44100, 48000; mp3: 16000, 24000, 48000; opus: 16000, 24000, 48000; webm: 16000, 24000; flac: 24000, 48000; mulaw: 8000; alaw: 8000
       * @example 24000
       */
      sampleRateHz?: number;
      /**
       * @description Only `false`: live speech is never stored
       * @example false
       */
      store?: boolean;
    };
    /**
     * @description A text to be spoken
     * @example {
     *       "voiceId": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
     *       "text": "The kettle is on.",
     *       "format": "wav"
     *     }
     */
    CreateSynthesis: {
      /**
       * @description The voice that speaks
       * @example vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      voiceId: string;
      /**
       * @description Plain text; markup in it is read out
       * @example The kettle is on.
       */
      text?: string;
      /**
       * @description SSML instead of `text`; docs/ssml.md lists the supported elements. `voice` elements may name other voices of the tenant by their ids
       * @example <speak version="1.0">The kettle <break time="500ms"/> is on.</speak>
       */
      ssml?: string;
      /**
       * @description Pronunciation of words: as another text, or by their sounds (base models of the Phoenix family)
       * @example [
       *       {
       *         "grapheme": "GIF",
       *         "alias": "jif"
       *       }
       *     ]
       */
      lexicon?: components['schemas']['LexiconEntry'][];
      /**
       * @description Locale of the text; if omitted, that of the voice
       * @example en-US
       */
      locale?: string;
      /**
       * @description Locale into which `text` is translated before it is spoken
       * @example de-DE
       */
      translateTo?: string;
      /** @description A language model writes out numbers, abbreviations and lists in `text` before it is spoken. The translated text may have at most 12000 characters */
      prepare?: components['schemas']['Preparation'];
      /** @description Speaking rate; 1 is the voice’s normal rate. Default: `1` */
      rate?: number;
      /** @description `prefix`: the voice first says, in a configured sentence, that it is generated. If omitted, `DISCLOSURE_DEFAULT` applies */
      disclosure?: components['schemas']['Disclosure'];
      /** @description mp3; opus in Ogg or in WebM; flac; 16-bit PCM with or without a WAV header; mulaw and alaw (telephony) without a header. All are mono. Default: `wav` */
      format?: components['schemas']['AudioFormat'];
      /**
       * Format: int32
       * @description If omitted, 24000, or 8000 for mulaw and alaw. wav: 8000, 16000, 22050, 24000, 44100, 48000; pcm: 8000, 16000, 22050, 24000, 44100, 48000; mp3: 16000, 24000, 48000; opus: 16000, 24000, 48000; webm: 16000, 24000; flac: 24000, 48000; mulaw: 8000; alaw: 8000
       * @example 24000
       */
      sampleRateHz?: number;
      /**
       * @description `false`: the text is removed after it was spoken. Everything else goes an hour after the audio was first downloaded completely, at the latest a day after the end. If omitted, it is stored
       * @example true
       */
      store?: boolean;
      /**
       * Format: date-time
       * @description When the synthesis is deleted, with its text, audio and timings: at least an hour and at most ten years ahead. Not together with `store: false`, which has its own times
       * @example 2027-01-31T00:00:00Z
       */
      expiresAt?: string;
    };
    /**
     * @description A recording to be sent or fetched
     * @example {
     *       "purpose": "sample",
     *       "fileName": "sample.wav",
     *       "contentType": "audio/wav",
     *       "sizeBytes": 1440044
     *     }
     */
    CreateUpload: {
      /** @description A consent statement, or a sample of the voice */
      purpose: components['schemas']['UploadPurpose'];
      /**
       * @description Required unless there is a `sourceUrl`
       * @example statement.wav
       */
      fileName?: string;
      /**
       * @description https URL of the recording, on a public host
       * @example https://recordings.example.com/statement.wav
       */
      sourceUrl?: string;
      /**
       * @description Media type of the file
       * @example audio/wav
       */
      contentType?: string;
      /**
       * Format: int64
       * @description Size of the file
       * @example 1440044
       */
      sizeBytes?: number;
    };
    /**
     * @description A voice to be enrolled
     * @example {
     *       "name": "Narration",
     *       "kind": "personal",
     *       "consentId": "cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
     *       "samples": [
     *         {
     *           "uploadId": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
     *         }
     *       ]
     *     }
     */
    CreateVoice: {
      /**
       * @description Name of the voice
       * @example Narration
       */
      name: string;
      /** @description For people; the API does not read it */
      description?: string;
      kind: components['schemas']['VoiceKind'];
      /**
       * @description Locale of the voice’s speech; if omitted, that of the consent
       * @example en-US
       */
      locale?: string;
      /**
       * @description Azure base model of a personal voice; if omitted, the configured one
       * @example DragonLatestNeural
       */
      baseModel?: string;
      gender?: components['schemas']['VoiceGender'];
      /**
       * @description An existing consent. Either this or `consent`
       * @example cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      consentId?: string;
      consent?: components['schemas']['CreateVoiceConsent'];
      /** @description Recordings of the person, each of them once. A personal voice takes at most 50, a professional voice at most 2000 */
      samples: components['schemas']['CreateVoiceSample'][];
    };
    /** @description A consent with the recording of its statement */
    CreateVoiceConsent: {
      /**
       * @description First and last name of the person, as spoken in the recording
       * @example Ada Lovelace
       */
      voiceTalentName: string;
      /**
       * @description The company that uses the voice, as spoken in the recording
       * @example Contoso
       */
      companyName: string;
      locale: components['schemas']['ConsentLocale'];
      /**
       * Format: date-time
       * @description At this time the consent counts as revoked
       * @example 2027-11-22T00:00:00.000Z
       */
      expiresAt?: string;
      /**
       * @description A recording that was uploaded. Either this or `sourceUrl`
       * @example upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      uploadId?: string;
      /**
       * @description https URL of the recording, on a public host
       * @example https://recordings.example.com/statement.wav
       */
      sourceUrl?: string;
    };
    /**
     * @description A recording that was uploaded, or one to be fetched
     * @example {
     *       "uploadId": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
     *     }
     */
    CreateVoiceSample: {
      /**
       * @description A recording that was uploaded. Either this or `sourceUrl`
       * @example upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      uploadId?: string;
      /**
       * @description https URL of the recording, on a public host
       * @example https://recordings.example.com/statement.wav
       */
      sourceUrl?: string;
      /**
       * @description What the recording says, word for word. Required for a professional voice; a personal voice has none
       * @example The birch canoe slid on the smooth planks.
       */
      script?: string;
    };
    /** @description An endpoint to be created */
    CreateWebhookEndpoint: {
      /**
       * @description https URL on a public host
       * @example https://hooks.example.com/voice
       */
      url: string;
      /** @description For people; the API does not read it */
      description?: string;
      /** @description Events to receive; if empty, all events, including future ones */
      events?: components['schemas']['EventType'][];
    };
    /**
     * @description What happened to a file
     * @enum {string}
     */
    CustodyEvent: 'received' | 'examined' | 'converted' | 'archived' | 'discarded';
    /** @description A step from the sent file to the canonical one */
    CustodyStep: {
      /**
       * Format: date-time
       * @description When it happened
       * @example 2026-11-22T10:15:00.000Z
       */
      at: string;
      event: components['schemas']['CustodyEvent'];
      /**
       * @description SHA-256 of the file
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      sha256?: string;
      /**
       * Format: int64
       * @description Size of the file
       * @example 1440044
       */
      sizeBytes?: number;
    };
    /** @description A message that could not be handled, without its content */
    DeadLetter: {
      queue: components['schemas']['QueueName'];
      /**
       * @description Number of the message, of Service Bus
       * @example 17
       */
      sequenceNumber: string;
      /**
       * @description Id of the message
       * @example syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D:synthesis.run:1
       */
      messageId?: string;
      /**
       * @description Type of the message
       * @example synthesis.run
       */
      type?: string;
      /**
       * @description Tenant of its subject
       * @example 11111111-2222-4333-8444-555555555555
       */
      tenantId?: string;
      /**
       * @description Id of what it is about
       * @example syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      subjectId?: string;
      /**
       * Format: int32
       * @description Number of the attempt
       * @example 1
       */
      attempt?: number;
      /** @description An error code (`GET /errors` lists them), or a reason given by the broker */
      reason?: string;
      /** @description What went wrong */
      detail?: string;
      /**
       * Format: int32
       * @description How often it was delivered
       * @example 5
       */
      deliveryCount: number;
      /**
       * Format: date-time
       * @description When it was sent
       * @example 2026-11-22T10:15:00.000Z
       */
      enqueuedAt?: string;
    };
    /** @description A page of a list */
    DeadLetterList: {
      /** @description The items of this page */
      data: components['schemas']['DeadLetter'][];
      /**
       * @description Whether there is a next page
       * @example false
       */
      hasMore: boolean;
      /**
       * @description Send it as `after` to get the next page
       * @example null
       */
      next: string | null;
    };
    /** @description Numbers of dead letters */
    DeadLetterSummary: {
      /**
       * Format: int32
       * @description All dead letters
       * @example 3
       */
      total: number;
      /** @description Each queue */
      queues: components['schemas']['QueueCount'][];
    };
    /**
     * @description Watermark that Azure declares
     * @enum {string}
     */
    DeclaredWatermark: 'azure-personal-voice' | 'none';
    /**
     * @description What a delivery reports: an event, or the test that was requested
     * @enum {string}
     */
    DeliveredEvent:
      | 'upload.accepted'
      | 'upload.rejected'
      | 'consent.active'
      | 'consent.rejected'
      | 'consent.revoked'
      | 'voice.ready'
      | 'voice.failed'
      | 'voice.suspended'
      | 'voice.deleted'
      | 'synthesis.succeeded'
      | 'synthesis.failed'
      | 'batch.succeeded'
      | 'batch.failed'
      | 'voice.base-model-expiring'
      | 'budget.soft-limit-reached'
      | 'webhook-endpoint.test'
      | 'notification.daily-digest'
      | 'notification.weekly-digest'
      | 'notification.quota'
      | 'notification.failure-rate'
      | 'notification.dead-letters'
      | 'notification.consent-expiring'
      | 'notification.voice-unused'
      | 'notification.endpoint-idle'
      | 'notification.training-stalled'
      | 'notification.base-model-expiring';
    /** @description An event for an endpoint */
    Delivery: {
      /**
       * @description The `webhook-id`
       * @example dlv_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
      status: components['schemas']['DeliveryStatus'];
      event: components['schemas']['DeliveredEvent'];
      /**
       * @description The body of the webhook
       * @example {"type":"voice.ready"}
       */
      payload: string;
      /** @description The attempts */
      attempts: components['schemas']['DeliveryAttempt'][];
      /**
       * Format: int32
       * @description Number of attempts; the last 50 are listed
       * @example 1
       */
      attemptCount: number;
      /**
       * Format: date-time
       * @description When it is sent next, if it is pending
       * @example 2026-11-22T10:15:00.000Z
       */
      nextAttemptAt?: string;
      /**
       * Format: date-time
       * @description When it was created
       * @example 2026-11-22T10:15:00.000Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @description When it last changed
       * @example 2026-11-22T10:15:00.000Z
       */
      updatedAt: string;
    };
    /** @description An attempt to send a webhook */
    DeliveryAttempt: {
      /**
       * Format: int32
       * @description Number of the attempt, from 1
       * @example 1
       */
      number: number;
      /**
       * Format: date-time
       * @description When it was made
       * @example 2026-11-22T10:15:00.000Z
       */
      at: string;
      /**
       * Format: int32
       * @description How long it took
       * @example 210
       */
      durationMs: number;
      /**
       * Format: int32
       * @description HTTP status of the response
       */
      status?: number;
      /** @description Why there was no response; `GET /errors` lists the codes */
      error?: string;
    };
    /** @description A page of a list */
    DeliveryList: {
      /** @description The items of this page */
      data: components['schemas']['Delivery'][];
      /**
       * @description Whether there is a next page
       * @example false
       */
      hasMore: boolean;
      /**
       * @description Send it as `after` to get the next page
       * @example null
       */
      next: string | null;
    };
    /**
     * @description State of a delivery
     * @enum {string}
     */
    DeliveryStatus: 'pending' | 'succeeded' | 'failed';
    /** @description Its last failure since the process started */
    DependencyError: {
      /**
       * Format: date-time
       * @description When the check failed
       * @example 2026-11-22T10:15:00.000Z
       */
      at: string;
      /**
       * @description `timeout`, or a code of `GET /errors`
       * @example dependency-unavailable
       */
      code: string;
      /**
       * @description What the service said, in one line without secrets
       * @example connect ECONNREFUSED
       */
      said: string;
    };
    /** @description State of a dependency, or of a part of the process */
    DependencyHealth: {
      status: components['schemas']['DependencyStatus'];
      /** @description Reason why it is not up */
      message?: string;
      /** @description How long the dependency took to answer, in milliseconds */
      responseTime?: number;
    } & {
      [key: string]: unknown;
    };
    /** @description A dependency and its last check */
    DependencyReport: {
      status: components['schemas']['DependencyStatus'];
      /**
       * @description Whether the process is not ready without it
       * @example true
       */
      essential: boolean;
      /**
       * @description How long it took to answer, in milliseconds
       * @example 7
       */
      latencyMs?: number;
      /**
       * Format: date-time
       * @description When it was asked
       * @example 2026-11-22T10:15:00.000Z
       */
      checkedAt?: string;
      lastError?: components['schemas']['DependencyError'];
    };
    /**
     * @description State of a dependency. `degraded`: it is away, and the process serves without it
     * @enum {string}
     */
    DependencyStatus: 'up' | 'degraded' | 'down';
    /**
     * @description Why an endpoint is disabled
     * @enum {string}
     */
    DisabledReason: 'gone' | 'requested';
    /**
     * @description Whether the voice says first that it is generated
     * @enum {string}
     */
    Disclosure: 'none' | 'prefix';
    /** @description The folder for temporary files */
    DiskHealth: {
      status: components['schemas']['ResourceStatus'];
      /**
       * Format: int64
       * @description Free for temporary files
       * @example 3221225472
       */
      freeBytes?: number;
      /**
       * Format: int64
       * @description Size of that file system
       * @example 4294967296
       */
      totalBytes?: number;
    };
    /** @description Blobs of one container */
    ErasedBlobs: {
      /**
       * Format: int32
       * @description Number of blobs, with versions and snapshots
       * @example 3
       */
      count: number;
      /**
       * Format: int64
       * @description Their size in bytes
       * @example 1440044
       */
      sizeBytes: number;
    };
    /** @description What was erased, by kind */
    ErasedItems: {
      /**
       * @description Voices
       * @example [
       *       "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
       *     ]
       */
      voiceIds: string[];
      /**
       * @description Consents
       * @example []
       */
      consentIds: string[];
      /**
       * @description Uploads
       * @example [
       *       "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
       *     ]
       */
      uploadIds: string[];
      /**
       * @description Resources at Azure, by kind
       * @example {
       *       "personalVoices": 1
       *     }
       */
      provider: {
        [key: string]: number;
      };
      /**
       * @description Blobs, by container
       * @example {
       *       "audio": {
       *         "count": 3,
       *         "sizeBytes": 1440044
       *       }
       *     }
       */
      blobs: {
        [key: string]: components['schemas']['ErasedBlobs'];
      };
      /**
       * @description Documents, by kind
       * @example {
       *       "voice": 1,
       *       "synthesis": 2
       *     }
       */
      documents: {
        [key: string]: number;
      };
      /**
       * Format: int32
       * @description Kept answers to repeated requests
       * @example 2
       */
      keptAnswers: number;
      recordingHashes: components['schemas']['ErasedRecordings'];
    };
    /** @description Hashes of the recordings that were erased */
    ErasedRecordings: {
      /**
       * @description SHA-256 of consent recordings
       * @example []
       */
      consent: string[];
      /**
       * @description SHA-256 of samples
       * @example [
       *       "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
       *     ]
       */
      samples: string[];
    };
    /** @description What the erasure was about */
    ErasedSubject: {
      /** @description What was erased */
      kind: components['schemas']['ErasedSubjectKind'];
      /**
       * @description Its id
       * @example vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
    };
    /**
     * @description What can be erased
     * @enum {string}
     */
    ErasedSubjectKind: 'voice' | 'consent';
    /** @description What was erased and when; docs/erasure.md explains how to verify it */
    ErasureReceipt: {
      /**
       * @description Version of this format
       * @constant
       */
      version: 1;
      /**
       * @description Tenant of what was erased
       * @example 11111111-2222-4333-8444-555555555555
       */
      tenantId: string;
      subject: components['schemas']['ErasedSubject'];
      /**
       * Format: date-time
       * @description When the erasure was requested
       * @example 2026-11-22T10:15:00.000Z
       */
      requestedAt: string;
      /**
       * Format: date-time
       * @description Time when everything was erased
       * @example 2026-11-22T10:15:00.000Z
       */
      completedAt: string;
      erased: components['schemas']['ErasedItems'];
      /**
       * @description What was kept, and why
       * @example [
       *       "audit log: ids only"
       *     ]
       */
      kept: string[];
      /**
       * @description Copies outside our control, which are not deleted
       * @example []
       */
      keptByMicrosoft: string[];
      signature?: components['schemas']['ReceiptSignature'];
    };
    /** @description Delay of the event loop. `degraded`: it stood still for 10 s */
    EventLoopHealth: {
      status: components['schemas']['ResourceStatus'];
      /**
       * @description How late the last look was, in milliseconds
       * @example 0.4
       */
      delayMs: number;
      /**
       * @description How late the latest look of the last minute was, in milliseconds
       * @example 12.5
       */
      maxDelayMs: number;
    };
    /**
     * @description What a webhook reports
     * @enum {string}
     */
    EventType:
      | 'upload.accepted'
      | 'upload.rejected'
      | 'consent.active'
      | 'consent.rejected'
      | 'consent.revoked'
      | 'voice.ready'
      | 'voice.failed'
      | 'voice.suspended'
      | 'voice.deleted'
      | 'synthesis.succeeded'
      | 'synthesis.failed'
      | 'batch.succeeded'
      | 'batch.failed'
      | 'voice.base-model-expiring'
      | 'budget.soft-limit-reached';
    /** @description Reason of the failure; `GET /errors` lists the codes */
    Failure: {
      /**
       * @description Stable code; `GET /errors` lists them
       * @example provider-rejected
       */
      code: string;
      /**
       * @description What happened, and what to do
       * @example Azure refused the text.
       */
      detail: string;
      /** @description What Azure said of it */
      providerReason?: string;
    };
    /** @description A period. It is shorter than usual if very many jobs changed */
    FiguresWindow: {
      /**
       * Format: date-time
       * @description Beginning
       * @example 2026-11-22T10:15:00.000Z
       */
      from: string;
      /**
       * Format: date-time
       * @description End
       * @example 2026-11-22T10:30:00.000Z
       */
      to: string;
    };
    /**
     * @description What is known of a file
     * @enum {string}
     */
    FileVerdict: 'ours-intact' | 'ours-changed' | 'synthetic-by-others' | 'marked-unsigned' | 'no-mark';
    /** @description Lets a user or an application use the voice */
    GrantVoice: {
      /**
       * Format: uuid
       * @description `oid` of a user or application in the tenant
       * @example 11111111-2222-4333-8444-555555555555
       */
      principalId: string;
    };
    /** @description State of the process. All but `status` is for callers with the role `Voice.Admin` */
    Health: {
      status: components['schemas']['HealthStatus'];
      /**
       * @description Which process answers
       * @example api
       */
      service?: string;
      /**
       * @description Version of the release
       * @example 0.1.0
       */
      version?: string;
      /**
       * @description Commit of the source; absent if the build did not say
       * @example 4f1c2d3
       */
      commit?: string;
      /**
       * @description Replica that answers
       * @example api--0000001-6d5f7c
       */
      instance?: string;
      /**
       * Format: date-time
       * @description When the process started
       * @example 2026-11-22T10:15:00.000Z
       */
      startedAt?: string;
      /**
       * @description How long it has been running
       * @example 86400
       */
      uptimeSeconds?: number;
      process?: components['schemas']['ProcessHealth'];
      /** @description Dependencies by name */
      dependencies?: {
        [key: string]: components['schemas']['DependencyReport'];
      };
      /**
       * @description Pools and settings of the process; `n/a` for what cannot be read
       * @example {
       *       "speech-connections": {
       *         "connections": 2,
       *         "idle": 2,
       *         "slots": 16,
       *         "slotsInUse": 0,
       *         "waiting": 0
       *       }
       *     }
       */
      details?: {
        [key: string]: components['schemas']['HealthDetail'] | components['schemas']['NotAvailable'];
      };
    };
    /** @description Names and numbers of a part of the process */
    HealthDetail: {
      [key: string]: unknown;
    };
    /**
     * @description State of the process
     * @enum {string}
     */
    HealthStatus: 'ok' | 'degraded' | 'error' | 'shutting_down';
    /** @description How long syntheses and batches took */
    JobDurations: {
      kind: components['schemas']['JobKind'];
      /**
       * Format: int32
       * @description Jobs that succeeded in the window
       * @example 28
       */
      count: number;
      /**
       * Format: int32
       * @description Half took at most this long from creation to success, in milliseconds
       * @example 2100
       */
      p50Ms: number;
      /**
       * Format: int32
       * @description 19 of 20 took at most this long, in milliseconds
       * @example 5400
       */
      p95Ms: number;
    };
    /** @description Failed jobs by their error code */
    JobFailures: {
      kind: components['schemas']['JobKind'];
      /**
       * @description Error code; `GET /errors` lists them
       * @example provider-unavailable
       */
      code: string;
      /**
       * Format: int32
       * @description Jobs that failed with it
       * @example 2
       */
      count: number;
      /**
       * Format: date-time
       * @description When one last did
       * @example 2026-11-22T10:15:00.000Z
       */
      lastAt: string;
    };
    /** @description Jobs of all tenants, counted in their documents */
    JobFigures: {
      /** @description Unfinished jobs */
      open: components['schemas']['OpenJobs'][];
      outbox: components['schemas']['OutboxFigures'];
      /** @description What `accepted`, `reached` and `durations` are about: 15 minutes, or less */
      window: components['schemas']['FiguresWindow'];
      /** @description Jobs that were accepted, by kind */
      accepted: components['schemas']['AcceptedJobs'][];
      /** @description Jobs that ended, or that wait for a person */
      reached: components['schemas']['ReachedStatus'][];
      /** @description How long syntheses and batches took */
      durations: components['schemas']['JobDurations'][];
      /** @description What `failures` is about: 24 hours, or less */
      failuresWindow: components['schemas']['FiguresWindow'];
      /** @description Failed jobs by error code, the most frequent first */
      failures: components['schemas']['JobFailures'][];
      /**
       * @description What reading all this from Cosmos DB has cost
       * @example 24.6
       */
      requestUnits: number;
    };
    /**
     * @description What is worked on
     * @enum {string}
     */
    JobKind: 'upload' | 'consent' | 'voice' | 'synthesis' | 'batch';
    /**
     * @description A status of one of the kinds
     * @enum {string}
     */
    JobStatus:
      | 'awaiting'
      | 'received'
      | 'processing'
      | 'accepted'
      | 'rejected'
      | 'expired'
      | 'deleted'
      | 'awaitingRecording'
      | 'verifying'
      | 'active'
      | 'canceled'
      | 'revoked'
      | 'deleting'
      | 'draft'
      | 'validating'
      | 'training'
      | 'ready'
      | 'failed'
      | 'suspended'
      | 'queued'
      | 'running'
      | 'succeeded'
      | 'submitted'
      | 'collecting';
    /** @description Keeps something, whatever retention or an erasure wants */
    LegalHold: {
      /**
       * @description Id of what is held
       * @example upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
      kind: components['schemas']['LegalHoldKind'];
      /**
       * @description Its path
       * @example /v1/uploads/upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      href: string;
      status: components['schemas']['LegalHoldStatus'];
      /**
       * @description Why it is held
       * @example Case 4711
       */
      reason: string;
      /**
       * @description `oid` of the administrator
       * @example 11111111-2222-4333-8444-555555555555
       */
      setBy: string;
      /**
       * Format: date-time
       * @description When it was set
       * @example 2026-11-22T10:15:00.000Z
       */
      setAt: string;
      /**
       * Format: date-time
       * @description When Storage had it for all files
       * @example 2026-11-22T10:15:00.000Z
       */
      placedAt?: string;
      /**
       * Format: date-time
       * @description When it was cleared
       * @example 2026-11-22T10:15:00.000Z
       */
      releasedAt?: string;
    };
    /**
     * @description What is held
     * @enum {string}
     */
    LegalHoldKind: 'upload' | 'consent' | 'synthesis';
    /** @description A page of a list */
    LegalHoldList: {
      /** @description The items of this page */
      data: components['schemas']['LegalHold'][];
      /**
       * @description Whether there is a next page
       * @example false
       */
      hasMore: boolean;
      /**
       * @description Send it as `after` to get the next page
       * @example null
       */
      next: string | null;
    };
    /**
     * @description `placing`: the product deletes nothing of it, and Storage is about to refuse it too. `placed`: Storage refuses to delete its files. `releasing`: it was cleared, and holds until Storage has cleared its own
     * @enum {string}
     */
    LegalHoldStatus: 'placing' | 'placed' | 'releasing';
    /**
     * @description How a word is pronounced
     * @example {
     *       "grapheme": "GIF",
     *       "alias": "jif"
     *     }
     */
    LexiconEntry: {
      /**
       * @description The word as it is written
       * @example GIF
       */
      grapheme: string;
      /**
       * @description What is said for it. Either this or `phoneme`
       * @example jif
       */
      alias?: string;
      /**
       * @description Its sounds, in `alphabet`
       * @example ˈdʒɪf
       */
      phoneme?: string;
      /** @description Required with `phoneme` */
      alphabet?: components['schemas']['PhonemeAlphabet'];
    };
    /** @description A signed link to one resource */
    Link: {
      /**
       * @description URL for one resource, by GET. It is as good as a token for that: do not store or log it. Relative to the API if `PUBLIC_URL` is not set
       * @example https://voice.example.com/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D/audio?link=eyJ…
       */
      url: string;
      /**
       * Format: date-time
       * @description When the link ends. A request that has begun goes on
       * @example 2026-11-22T10:20:00.000Z
       */
      expiresAt: string;
    };
    /** @description Level of the log of one replica */
    LogLevel: {
      /**
       * @description Replica that answers, and whose level it is
       * @example api--0000001-6d5f7c
       */
      instance: string;
      level: components['schemas']['LogLevelName'];
      configuredLevel: components['schemas']['ConfiguredLogLevel'];
      /**
       * Format: date-time
       * @description When it falls back; absent while it is the configured level
       * @example 2026-11-22T10:15:00.000Z
       */
      until?: string;
    };
    /**
     * @description Lowest level that is logged
     * @example debug
     * @enum {string}
     */
    LogLevelName: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
    /**
     * @description `signed`: the file has a signed manifest. `unsigned`: it has a tag only
     * @enum {string}
     */
    ManifestState: 'signed' | 'unsigned';
    /**
     * @description If it is signed. `stamped`: a time-stamp authority confirms when. `unavailable`: it did not answer. `none`: no authority is configured
     * @enum {string}
     */
    ManifestTimeStamp: 'stamped' | 'unavailable' | 'none';
    /** @description Who the token says the caller is */
    Me: {
      /**
       * @description `tid` of the token
       * @example 11111111-1111-4111-8111-111111111111
       */
      tenantId: string;
      /**
       * @description `oid` of the token: the owner of what this caller creates, and the id for `grants`
       * @example 22222222-2222-4222-8222-222222222222
       */
      objectId: string;
      kind: components['schemas']['CallerKind'];
      /** @description Roles of the token that this API knows */
      roles: components['schemas']['Role'][];
      /**
       * @description The application that got the token
       * @example 33333333-3333-4333-8333-333333333333
       */
      clientId: string;
      /**
       * Format: date-time
       * @description When a new token is needed
       * @example 2026-11-22T11:15:00.000Z
       */
      tokenExpiresAt?: string;
    };
    /** @description Memory of the container and of the process */
    MemoryHealth: {
      status: components['schemas']['ResourceStatus'];
      /**
       * Format: int64
       * @description Used by the container, without file pages that the kernel can drop. Absent where the system does not say
       * @example 201326592
       */
      usedBytes?: number;
      /**
       * Format: int64
       * @description At which the kernel ends the container; absent without a limit
       * @example 1073741824
       */
      limitBytes?: number;
      /**
       * Format: int64
       * @description Used of the JavaScript heap
       * @example 62914560
       */
      heapUsedBytes: number;
      /**
       * Format: int64
       * @description At which Node ends the process
       * @example 536870912
       */
      heapLimitBytes: number;
      /**
       * Format: int64
       * @description Used by this process
       * @example 188743680
       */
      residentBytes: number;
    };
    /**
     * @description It cannot be read
     * @enum {string}
     */
    NotAvailable: 'n/a';
    /**
     * @description How a recipient is told: a webhook endpoint, e-mail, or a Microsoft Teams workflow
     * @example email
     * @enum {string}
     */
    NotificationChannel: 'webhook' | 'email' | 'teams';
    /** @description What a notification says */
    NotificationFacts: {
      [key: string]: unknown;
    };
    /**
     * @description What a recipient is told of
     * @example daily-digest
     * @enum {string}
     */
    NotificationKind:
      | 'daily-digest'
      | 'weekly-digest'
      | 'quota'
      | 'failure-rate'
      | 'dead-letters'
      | 'consent-expiring'
      | 'voice-unused'
      | 'endpoint-idle'
      | 'training-stalled'
      | 'base-model-expiring';
    /** @description What a recipient would be told now, in every form */
    NotificationPreview: {
      kind: components['schemas']['NotificationKind'];
      /**
       * @description Whether nothing of this kind is due, so that figures and ids are made up
       * @example false
       */
      isSample: boolean;
      /**
       * @description Subject of the e-mail
       * @example Your daily digest: 2026-11-22
       */
      subject: string;
      /**
       * @description Plain text of the e-mail
       * @example Your daily digest: 2026-11-22
       */
      text: string;
      /**
       * @description HTML of the e-mail
       * @example <!doctype html>…
       */
      html: string;
      /**
       * @description Body of the request to a Teams workflow, as JSON
       * @example {"type":"message"}
       */
      teams: string;
      /**
       * @description Body of the webhook, as JSON
       * @example {"type":"notification.daily-digest"}
       */
      webhook: string;
    };
    /** @description A recipient of notifications */
    NotificationSubscription: {
      /**
       * @description Id of the notification subscription
       * @example nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
      status: components['schemas']['NotificationSubscriptionStatus'];
      channel: components['schemas']['NotificationChannel'];
      /**
       * @description As much of the address as tells it from others; absent when its holder has unsubscribed
       * @example a…@example.com
       */
      addressHint?: string;
      /** @description What the recipient is told of */
      kinds: components['schemas']['NotificationKind'][];
      /**
       * @description IANA name of the time zone of the recipient
       * @example Europe/Berlin
       */
      timeZone: string;
      quietHours?: components['schemas']['QuietHours'];
      /** @description For people */
      description?: string;
      suspendedReason?: components['schemas']['NotificationSuspension'];
      /**
       * @description Consent of the person whom the address belongs to
       * @example cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      consentId?: string;
      /**
       * Format: date-time
       * @description When it was created
       * @example 2026-11-22T10:15:00.000Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @description When it last changed
       * @example 2026-11-22T10:15:00.000Z
       */
      updatedAt: string;
    };
    /** @description A page of a list */
    NotificationSubscriptionList: {
      /** @description The items of this page */
      data: components['schemas']['NotificationSubscription'][];
      /**
       * @description Whether there is a next page
       * @example false
       */
      hasMore: boolean;
      /**
       * @description Send it as `after` to get the next page
       * @example null
       */
      next: string | null;
    };
    /**
     * @description Whether notifications are sent to it
     * @enum {string}
     */
    NotificationSubscriptionStatus: 'active' | 'suspended' | 'unsubscribed';
    /**
     * @description Why nothing is sent
     * @enum {string}
     */
    NotificationSuspension: 'requested' | 'bounced' | 'suppressed' | 'gone';
    /**
     * @description Format of the audio
     * @enum {string}
     */
    OpenAiAudioFormat: 'mp3' | 'opus' | 'flac' | 'wav' | 'pcm';
    /** @description All models for speech */
    OpenAiAudioModelList: {
      /**
       * @description What this is
       * @constant
       */
      object: 'list';
      /** @description The models */
      data: components['schemas']['OpenAiModel'][];
      /** @description The same models, as Open WebUI reads them */
      models: components['schemas']['OpenAiModel'][];
    };
    /**
     * @description A text to be spoken
     * @example {
     *       "model": "tts-1",
     *       "input": "The kettle is on.",
     *       "voice": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
     *     }
     */
    OpenAiCreateSpeech: {
      /**
       * @description Id of a model; the base model is a property of the voice
       * @example tts-1
       */
      model: string;
      /**
       * @description The text to speak
       * @example The kettle is on.
       */
      input: string;
      /**
       * @description Id of a voice, an alias in `OPENAI_VOICE_ALIASES`, or the name of one of your ready voices
       * @example vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      voice: string;
      /** @description All formats use 24 kHz. `aac` is refused, because Azure does not support it. Default: `mp3` */
      response_format?: components['schemas']['OpenAiAudioFormat'];
      /** @description Azure supports 0.5 to 2. Other values are limited to this range; `X-Applied-Speed` has the applied speed. Default: `1` */
      speed?: number;
      /** @description Default: `audio` */
      stream_format?: components['schemas']['OpenAiStreamFormat'];
      /** @description Ignored: a cloned voice speaks like its samples. OpenAI’s tts-1 ignores it too */
      instructions?: string;
    };
    /** @description An error in the format of OpenAI’s API */
    OpenAiError: {
      error: components['schemas']['OpenAiErrorDetail'];
    };
    /** @description What went wrong */
    OpenAiErrorDetail: {
      /** @description What is wrong, and what to do */
      message: string;
      /** @description invalid_request_error, authentication_error, permission_error, rate_limit_error, insufficient_quota or server_error */
      type: string;
      /** @description The invalid parameter, if a parameter is the cause */
      param: string | null;
      /** @description One of those that `GET /errors` lists */
      code: string;
    };
    /** @description A model */
    OpenAiModel: {
      /**
       * @description Id of the model
       * @example tts-1
       */
      id: string;
      /**
       * @description What this is
       * @constant
       */
      object: 'model';
      /**
       * Format: int64
       * @description Seconds since 1970
       * @example 1732270500
       */
      created: number;
      /**
       * @description Who owns it
       * @example system
       */
      owned_by: string;
    };
    /** @description All models */
    OpenAiModelList: {
      /**
       * @description What this is
       * @constant
       */
      object: 'list';
      /** @description The models */
      data: components['schemas']['OpenAiModel'][];
    };
    /**
     * @description How the audio is sent
     * @enum {string}
     */
    OpenAiStreamFormat: 'audio' | 'sse';
    /** @description A voice */
    OpenAiVoice: {
      /**
       * @description Id of the voice
       * @example vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
      /**
       * @description What this is
       * @constant
       */
      object: 'audio.voice';
      /**
       * Format: int64
       * @description Seconds since 1970
       * @example 1732270500
       */
      created_at: number;
      /**
       * @description Name of the voice
       * @example Narration
       */
      name: string;
      /**
       * @description How it was made
       * @constant
       */
      type: 'audio_sample';
      /** @description Additional field: a voice can speak when it is `ready` */
      status: components['schemas']['VoiceStatus'];
    };
    /** @description A consent */
    OpenAiVoiceConsent: {
      /**
       * @description Id of the consent
       * @example cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
      /**
       * @description What this is
       * @constant
       */
      object: 'audio.voice_consent';
      /**
       * Format: int64
       * @description Seconds since 1970
       * @example 1732270500
       */
      created_at: number;
      /**
       * @description Locale of the statement
       * @example en-US
       */
      language: string;
      /**
       * @description The person who consents
       * @example Ada Lovelace
       */
      name: string;
      /** @description Additional field: status of the verification */
      status: components['schemas']['ConsentStatus'];
    };
    /** @description A page of a list */
    OpenAiVoiceConsentList: {
      /**
       * @description What this is
       * @constant
       */
      object: 'list';
      /** @description The items of this page */
      data: components['schemas']['OpenAiVoiceConsent'][];
      /**
       * @description Id of the first item
       * @example null
       */
      first_id: string | null;
      /**
       * @description Id of the last item: send it as `after`
       * @example null
       */
      last_id: string | null;
      /** @description Whether there is a next page */
      has_more: boolean;
    };
    /** @description A page of a list */
    OpenAiVoiceList: {
      /**
       * @description What this is
       * @constant
       */
      object: 'list';
      /** @description The items of this page */
      data: components['schemas']['OpenAiVoice'][];
      /**
       * @description Id of the first item
       * @example null
       */
      first_id: string | null;
      /**
       * @description Id of the last item: send it as `after`
       * @example null
       */
      last_id: string | null;
      /** @description Whether there is a next page */
      has_more: boolean;
      /** @description The same voices, as Open WebUI reads them */
      voices: components['schemas']['OpenAiVoiceName'][];
    };
    /** @description A voice, as Open WebUI reads it */
    OpenAiVoiceName: {
      /**
       * @description Id of the voice
       * @example vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
      /**
       * @description Name of the voice
       * @example Narration
       */
      name: string;
    };
    /** @description Unfinished jobs of a kind in a status */
    OpenJobs: {
      kind: components['schemas']['JobKind'];
      status: components['schemas']['JobStatus'];
      /**
       * Format: int32
       * @description Jobs in this status
       * @example 12
       */
      count: number;
      /**
       * Format: int32
       * @description Age of the oldest, since it was created or its erasure was requested, in milliseconds
       * @example 42000
       */
      oldestMs: number;
      /**
       * Format: int32
       * @description Longest time without a change or a sign of life of one of them, in milliseconds
       * @example 3000
       */
      quietMs: number;
      /**
       * @description Whether all were counted. If not, there are more, and numbers and ages are at least these
       * @example true
       */
      isComplete: boolean;
    };
    /** @description Work that continues after the response to its request */
    Operation: {
      /**
       * @description Id of the operation
       * @example op_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
      type: components['schemas']['OperationType'];
      status: components['schemas']['OperationStatus'];
      stage: components['schemas']['OperationStage'];
      /**
       * @description From 0 to 1
       * @example 0.4
       */
      progress: number;
      subject: components['schemas']['OperationSubject'];
      error?: components['schemas']['Failure'];
      /**
       * Format: date-time
       * @description When it was created
       * @example 2026-11-22T10:15:00.000Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @description When it last changed
       * @example 2026-11-22T10:15:00.000Z
       */
      updatedAt: string;
    };
    /** @description A page of a list */
    OperationList: {
      /** @description The items of this page */
      data: components['schemas']['Operation'][];
      /**
       * @description Whether there is a next page
       * @example false
       */
      hasMore: boolean;
      /**
       * @description Send it as `after` to get the next page
       * @example null
       */
      next: string | null;
    };
    /**
     * @description What is being done; each type of operation has stages of its own
     * @enum {string}
     */
    OperationStage:
      | 'waiting-for-recording'
      | 'transcribing'
      | 'submitting-to-azure'
      | 'verifying-with-azure'
      | 'done'
      | 'waiting-for-recordings'
      | 'waiting-for-consent'
      | 'submitting-samples'
      | 'training'
      | 'preparing-training-set'
      | 'waiting-for-training-quota'
      | 'deploying-endpoint'
      | 'stopping'
      | 'settling'
      | 'removing'
      | 'verifying'
      | 'queued'
      | 'running'
      | 'succeeded'
      | 'failed'
      | 'canceled'
      | 'speaking'
      | 'submitted'
      | 'collecting';
    /**
     * @description State of an operation
     * @enum {string}
     */
    OperationStatus: 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled';
    /** @description The resource that the operation works on */
    OperationSubject: {
      /**
       * @description Kind of the resource
       * @example synthesis
       */
      type: string;
      /**
       * @description Its id
       * @example syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
      /**
       * @description Its path
       * @example /v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      href: string;
    };
    /**
     * @description What an operation does
     * @enum {string}
     */
    OperationType:
      | 'consent.verification'
      | 'voice.enrollment'
      | 'speech.synthesis'
      | 'speech.batch'
      | 'consent.revocation'
      | 'consent.erasure'
      | 'voice.erasure';
    /** @description Messages that wait to be published */
    OutboxFigures: {
      /**
       * Format: int32
       * @description Documents whose messages were not published within 15 s
       * @example 0
       */
      count: number;
      /**
       * Format: int32
       * @description How long the oldest has waited, in milliseconds
       * @example 0
       */
      oldestMs: number;
      /**
       * @description Whether all were counted. If not, there are more, and numbers and ages are at least these
       * @example true
       */
      isComplete: boolean;
    };
    /**
     * @description Alphabet of sounds
     * @enum {string}
     */
    PhonemeAlphabet: 'ipa' | 'ups' | 'x-sampa';
    /**
     * @description How the text is prepared
     * @enum {string}
     */
    Preparation: 'speakable';
    /** @description State of the process and of what it needs */
    Probe: {
      status: components['schemas']['HealthStatus'];
      /** @description Dependencies that are up or degraded */
      info: {
        [key: string]: components['schemas']['DependencyHealth'];
      };
      /** @description Dependencies that are down */
      error: {
        [key: string]: components['schemas']['DependencyHealth'];
      };
      /** @description All dependencies */
      details: {
        [key: string]: components['schemas']['DependencyHealth'];
      };
    };
    /** @description An error (RFC 9457) */
    Problem: {
      /**
       * Format: uri-reference
       * @description Path of the page of this API that explains the code
       * @example /errors/invalid-request
       */
      type: string;
      /** @description Meaning of the code; always the same text */
      title: string;
      /**
       * Format: int32
       * @description Status of the response
       */
      status: number;
      /** @description The cause in this request, and how to fix it */
      detail: string;
      /** @description Path of the request */
      instance: string;
      code: components['schemas']['ProblemCode'];
      /** @description Same as X-Request-Id; quote it when you report a problem */
      requestId: string;
      /** @description Whether the same request may succeed later */
      retryable: boolean;
      /** @description Each invalid input */
      errors?: components['schemas']['ProblemField'][];
    };
    /**
     * @description Stable code; branch on this
     * @enum {string}
     */
    ProblemCode:
      | 'invalid-request'
      | 'unsupported-media-type'
      | 'payload-too-large'
      | 'not-acceptable'
      | 'range-not-satisfiable'
      | 'rate-limited'
      | 'too-many-open-requests'
      | 'audio-slots-busy'
      | 'unauthenticated'
      | 'forbidden'
      | 'webhook-unverified'
      | 'not-found'
      | 'unknown-reference'
      | 'method-not-allowed'
      | 'state-conflict'
      | 'etag-mismatch'
      | 'legal-hold'
      | 'legal-holds-disabled'
      | 'idempotency-key-required'
      | 'idempotency-in-progress'
      | 'idempotency-key-reused'
      | 'upload-not-ready'
      | 'upload-rejected'
      | 'upload-too-slow'
      | 'upload-purpose-mismatch'
      | 'direct-uploads-disabled'
      | 'url-refused'
      | 'remote-unavailable'
      | 'remote-refused'
      | 'consent-locale-unsupported'
      | 'consent-not-active'
      | 'consent-revoked'
      | 'recording-already-used'
      | 'consent-mismatch'
      | 'consent-statement-mismatch'
      | 'consent-refused'
      | 'sample-rejected'
      | 'sample-too-short'
      | 'voice-not-ready'
      | 'voice-not-granted'
      | 'audio-too-large'
      | 'audio-unreachable'
      | 'voice-training-failed'
      | 'training-stalled'
      | 'training-data-insufficient'
      | 'professional-voice-needs-url-transfer'
      | 'endpoint-resuming'
      | 'endpoint-hours-exhausted'
      | 'invalid-ssml'
      | 'text-too-long'
      | 'batch-failed'
      | 'translation-not-configured'
      | 'translation-unsupported'
      | 'preparation-not-configured'
      | 'preparation-failed'
      | 'synthesis-not-ready'
      | 'budget-exhausted'
      | 'concurrency-limited'
      | 'email-not-configured'
      | 'provider-throttled'
      | 'provider-unavailable'
      | 'provider-timeout'
      | 'provider-rejected'
      | 'provider-unauthorized'
      | 'provider-stalled'
      | 'dependency-unavailable'
      | 'document-too-large'
      | 'document-refused'
      | 'document-too-new'
      | 'erasure-incomplete'
      | 'attempts-exhausted'
      | 'stalled'
      | 'invalid-message'
      | 'unknown-subject'
      | 'internal';
    /** @description One invalid input */
    ProblemField: {
      /** @description JSON pointer into the body, or query/…, path/…, header/… */
      pointer: string;
      /** @description What kind of mistake it is */
      code: string;
      /** @description What is wrong with it */
      detail: string;
      /**
       * Format: int32
       * @description Line in a text of several lines, from 1
       */
      line?: number;
      /**
       * Format: int32
       * @description Column in UTF-16 code units, from 1
       */
      column?: number;
    };
    /** @description How much of its machine the process uses */
    ProcessHealth: {
      memory: components['schemas']['MemoryHealth'];
      cpu: components['schemas']['CpuHealth'];
      disk: components['schemas']['DiskHealth'];
      eventLoop: components['schemas']['EventLoopHealth'];
    };
    /** @description Whose speech it is; for `Voice.Read` and `Voice.Synthesize` of its tenant */
    ProvenanceDetails: {
      /**
       * @description Random
       * @example 00112233445566778899aabbccddeeff
       */
      salt: string;
      /**
       * @description The synthesis or the batch
       * @example syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      subjectId?: string;
      /** @description Voices that are heard */
      voiceIds: string[];
      /** @description Consents to it */
      consentIds: string[];
      /**
       * @description `oid` of the caller
       * @example 6f1c7a52-1f0b-4c52-9f7c-1d2b1f3e4a5b
       */
      actorId: string;
      text?: components['schemas']['ProvenanceTextHash'];
    };
    /** @description Format of the audio */
    ProvenanceFormat: {
      /**
       * @description Name of the format
       * @example mp3
       */
      name: string;
      /**
       * Format: int32
       * @description Samples in a second
       * @example 24000
       */
      sampleRateHz: number;
    };
    /** @description The item of a batch that the id is of */
    ProvenanceItem: {
      /**
       * Format: int32
       * @description In the batch, from 0
       * @example 41
       */
      index: number;
      /**
       * @description Of its audio without tags
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      audioSha256?: string;
    };
    /** @description The items of a batch that this record is about */
    ProvenanceItemList: {
      /**
       * Format: int32
       * @description Items with speech
       * @example 2
       */
      count: number;
      /**
       * @description Of the list of their hashes
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      sha256: string;
    };
    /** @description A public key */
    ProvenanceKey: {
      /**
       * @description First 16 hexadecimal digits of the SHA-256 of the key
       * @example 21fe31dfa154a261
       */
      keyId: string;
      /**
       * @description Ed25519, 32 bytes, base64url
       * @example 11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo
       */
      publicKey: string;
    };
    /** @description Keys that sign the records of speech */
    ProvenanceKeys: {
      /** @description That of new records first */
      keys: components['schemas']['ProvenanceKey'][];
    };
    /**
     * @description How it was spoken
     * @enum {string}
     */
    ProvenanceKind: 'live' | 'queued' | 'batch';
    /** @description What is known of a file */
    ProvenanceRecord: {
      /**
       * @description The requested id
       * @example prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
      /** @description `withdrawn`: a person whose voice is heard was erased */
      status: components['schemas']['ProvenanceStatus'];
      /**
       * Format: date-time
       * @description When
       * @example 2026-11-22T10:15:00.000Z
       */
      withdrawnAt?: string;
      statement: components['schemas']['ProvenanceStatement'];
      signature?: components['schemas']['ProvenanceSignature'];
      item?: components['schemas']['ProvenanceItem'];
      /** @description How it was spoken; with the details only */
      kind?: components['schemas']['ProvenanceKind'];
      details?: components['schemas']['ProvenanceDetails'];
    };
    /** @description Proves that the holder of the key has written the statement */
    ProvenanceSignature: {
      /**
       * @description How it was signed
       * @constant
       */
      algorithm: 'Ed25519';
      /**
       * @description Id of the key
       * @example 21fe31dfa154a261
       */
      keyId: string;
      /**
       * @description The public key, base64url
       * @example 11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo
       */
      publicKey: string;
      /**
       * @description Over the canonical JSON of the statement, base64url
       * @example c2lnbmF0dXJl
       */
      value: string;
    };
    /** @description What is signed; it names nobody */
    ProvenanceStatement: {
      /**
       * @description Version of this format
       * @constant
       */
      version: 1;
      /**
       * @description Id of the record
       * @example prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
      /**
       * @description A model has made the speech
       * @constant
       */
      synthetic: true;
      /**
       * @description Whose deployment has made it
       * @example Contoso Ltd
       */
      organization: string;
      /**
       * Format: date-time
       * @description When it was complete
       * @example 2026-11-22T10:15:00.000Z
       */
      at: string;
      format: components['schemas']['ProvenanceFormat'];
      /** @description `false` for live speech that was cut off */
      complete: boolean;
      /**
       * @description How the hashes were made
       * @constant
       */
      algorithm: 'SHA-256';
      /**
       * Format: int32
       * @description Size of what was handed out
       * @example 48132
       */
      bytes?: number;
      /**
       * @description Of what was handed out; hexadecimal
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      sha256?: string;
      /**
       * @description Of the audio in it without tags; hexadecimal
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      audioSha256?: string;
      items?: components['schemas']['ProvenanceItemList'];
      /** @description What Azure declares of the voice; not detected */
      watermark: components['schemas']['DeclaredWatermark'];
      manifest?: components['schemas']['SpeechManifest'];
      /**
       * @description Of the canonical JSON of the details
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      detailsSha256: string;
    };
    /**
     * @description Whether the person was erased
     * @enum {string}
     */
    ProvenanceStatus: 'recorded' | 'withdrawn';
    /** @description Keyed hash of the text */
    ProvenanceTextHash: {
      /**
       * @description Id of the key
       * @example 21fe31dfa154a261
       */
      keyId: string;
      /**
       * @description HMAC-SHA-256 of the text
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      hmac: string;
    };
    /** @description Dead letters of a queue */
    QueueCount: {
      queue: components['schemas']['QueueName'];
      /**
       * Format: int32
       * @description Its dead letters
       * @example 3
       */
      count: number;
    };
    /** @description Messages of a queue */
    QueueFigures: {
      queue: components['schemas']['QueueName'];
      /**
       * Format: int32
       * @description Messages that wait or are being handled
       * @example 4
       */
      active: number;
      /**
       * Format: int32
       * @description Messages for later
       * @example 2
       */
      scheduled: number;
      /**
       * Format: int32
       * @description Messages that could not be handled
       * @example 0
       */
      deadLettered: number;
    };
    /**
     * @description A queue of the worker
     * @enum {string}
     */
    QueueName:
      | 'audio-uploads'
      | 'voice-enrollment'
      | 'speech-synthesis'
      | 'batch-synthesis'
      | 'webhook-events'
      | 'notifications'
      | 'maintenance';
    /** @description When nothing is sent, by the clock of the recipient */
    QuietHours: {
      /**
       * @description Time of day in the time zone of the recipient
       * @example 22:00
       */
      from: string;
      /**
       * @description When they end, in the time zone of the recipient
       * @example 07:00
       */
      to: string;
    };
    /** @description For each tenant and caller. `RateLimit` in each response says how much is left */
    RateLimitSettings: {
      /**
       * Format: int32
       * @description Other requests per minute
       * @example 100
       */
      other: number;
      /**
       * Format: int32
       * @description Requests per minute that speak
       * @example 50
       */
      synthesis: number;
      /**
       * Format: int32
       * @description Requests per minute that enroll
       * @example 10
       */
      training: number;
    };
    /** @description Jobs that ended, or that wait for a person */
    ReachedStatus: {
      kind: components['schemas']['JobKind'];
      status: components['schemas']['JobStatus'];
      /**
       * Format: int32
       * @description Jobs whose last change is in the window and that are in this status
       * @example 28
       */
      count: number;
      /**
       * @description `count` for each minute of the window
       * @example 1.87
       */
      perMinute: number;
    };
    /** @description Proves that this deployment wrote the receipt */
    ReceiptSignature: {
      /**
       * @description How it was signed
       * @constant
       */
      algorithm: 'Ed25519';
      /**
       * @description Id of the key
       * @example key-1
       */
      keyId: string;
      /**
       * @description The public key, base64
       * @example MCowBQYDK2VwAyEA
       */
      publicKey: string;
      /**
       * @description Over the canonical JSON of the receipt without `signature`
       * @example c2lnbmF0dXJl
       */
      value: string;
    };
    /** @description A webhook that was received */
    ReceivedHook: {
      /**
       * @description Id of the webhook
       * @example evt_00000000003V6W7X8Y9Z0A1B2C
       */
      id: string;
      /** @description Whether it had arrived before, in which case it has no effect */
      duplicate: boolean;
    };
    /**
     * @description How a file compares with its record
     * @enum {string}
     */
    RecordMatch: 'file' | 'audio' | 'differs' | 'unverified' | 'none';
    /** @description A change on the way to the canonical recording */
    RecordingFix: {
      /**
       * @description Name of the change
       * @example resample
       */
      fix: string;
      /**
       * @description What was changed
       * @example 48000 Hz to 24000 Hz
       */
      detail: string;
    } & {
      [key: string]: unknown;
    };
    /** @description What the file is, read from its content */
    RecordingFormat: {
      /**
       * @description Container, as FFmpeg names it
       * @example wav
       */
      container: string;
      /**
       * @description Codec, as FFmpeg names it
       * @example pcm_s16le
       */
      codec: string;
      /**
       * Format: int32
       * @description Sample rate
       * @example 48000
       */
      sampleRateHz: number;
      /**
       * Format: int32
       * @description Number of channels
       * @example 1
       */
      channels: number;
      /**
       * Format: int32
       * @description Bits of a sample; absent for lossy codecs
       * @example 16
       */
      bitsPerSample?: number;
      /**
       * @description Duration of what was decoded
       * @example 15000
       */
      durationMs: number;
      /**
       * @description Whether the codec loses detail
       * @example false
       */
      lossy: boolean;
    } & {
      [key: string]: unknown;
    };
    /** @description A part of a recording */
    RecordingSpan: {
      /**
       * @description Where it begins
       * @example 180
       */
      startMs: number;
      /**
       * @description Where it ends
       * @example 4260
       */
      endMs: number;
    } & {
      [key: string]: unknown;
    };
    /**
     * @description `degraded` from 90 % of a limit on
     * @enum {string}
     */
    ResourceStatus: 'up' | 'degraded';
    /** @description How long the data of a tenant is kept */
    Retention: {
      /**
       * @description One rule for each class
       * @example []
       */
      rules: components['schemas']['RetentionRule'][];
      /**
       * Format: date-time
       * @description When the tenant last changed its policy
       * @example 2026-11-22T10:15:00.000Z
       */
      updatedAt?: string;
    };
    /**
     * @description `keep`: until somebody deletes it, or what it belongs to
     * @enum {string}
     */
    RetentionAction: 'keep' | 'delete';
    /**
     * @description `raw`: rejected recordings as they were sent. `sample`: recordings from which voices are made, with their originals. `archive`: originals alone. `consentEvidence`: recordings of consents that are not in force, whose days count from the end of the consent. `result`: syntheses. `batch`: batches that have ended, with their texts and files. `deliveryLog`: deliveries of webhooks, which are kept for at most 30 days
     * @enum {string}
     */
    RetentionClass: 'raw' | 'sample' | 'archive' | 'consentEvidence' | 'result' | 'batch' | 'deliveryLog';
    /** @description Something that the next sweep removes or moves */
    RetentionPreview: {
      class: components['schemas']['RetentionClass'];
      action: components['schemas']['RetentionPreviewAction'];
      /**
       * @description Its id
       * @example syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
      /**
       * @description Its path
       * @example /v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      href: string;
      /**
       * Format: date-time
       * @description When it was created
       * @example 2026-11-22T10:15:00.000Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @description When its time was over
       * @example 2026-11-22T10:15:00.000Z
       */
      dueAt: string;
    };
    /**
     * @description `delete`: it is removed. `cool`, `cold`: its files are moved to this tier
     * @enum {string}
     */
    RetentionPreviewAction: 'delete' | 'cool' | 'cold';
    /** @description A page of a list */
    RetentionPreviewList: {
      /** @description The items of this page */
      data: components['schemas']['RetentionPreview'][];
      /**
       * @description Whether there is a next page
       * @example false
       */
      hasMore: boolean;
      /**
       * @description Send it as `after` to get the next page
       * @example null
       */
      next: string | null;
    };
    /** @description What happens to the data of a class */
    RetentionRule: {
      class: components['schemas']['ShownRetentionClass'];
      action: components['schemas']['RetentionAction'];
      /**
       * @description Days after the creation
       * @example 90
       */
      afterDays?: number;
      /** @description Where the files are moved */
      moveTo?: components['schemas']['RetentionTier'];
      /**
       * @description Days after the creation
       * @example 30
       */
      moveAfterDays?: number;
      /** @description Whether the tenant has set the rule, or it is that of the deployment */
      source: components['schemas']['RetentionSource'];
    };
    /**
     * @description Who has set a rule
     * @enum {string}
     */
    RetentionSource: 'tenant' | 'deployment';
    /**
     * @description Access tier of Blob Storage: it costs less to keep and more to read, and files can be read at once. Azure bills `cool` for at least 30 days and `cold` for at least 90
     * @enum {string}
     */
    RetentionTier: 'cool' | 'cold';
    /** @description What else is erased */
    RevokeConsent: {
      /** @description Also erase the person: the consent, its voices, and everything created with them. Default: `false` */
      erase?: boolean;
    };
    /**
     * @description App role of the registration
     * @enum {string}
     */
    Role: 'Voice.Read' | 'Voice.Enroll' | 'Voice.Synthesize' | 'Webhook.Manage' | 'Audit.Read' | 'Voice.Admin';
    /** @description How the secret is rotated */
    RotateSecret: {
      /**
       * Format: int32
       * @description How long old secrets remain valid. Default: `86400000`
       */
      overlapMs?: number;
    };
    /** @description Work that recurs at its time */
    Schedule: {
      name: components['schemas']['ScheduleName'];
      /**
       * @description Its purpose
       * @example Sums up the usage of days that are over
       */
      description: string;
      /**
       * @description Cron expression: minute, hour, day of the month, month, day of the week
       * @example 10 2 * * *
       */
      cron: string;
      /**
       * @description IANA name of the time zone of the cron expression
       * @example UTC
       */
      timeZone: string;
      /**
       * @description Whether its times pass without a run
       * @example false
       */
      isPaused: boolean;
      /**
       * Format: date-time
       * @description Since when it is paused
       * @example 2026-11-22T10:15:00.000Z
       */
      pausedAt?: string;
      /**
       * Format: date-time
       * @description When it runs next. In the past: it is due, and starts with the next check. Absent while it is paused
       * @example 2026-11-22T10:15:00.000Z
       */
      nextRunAt?: string;
      /** @description Its newest run; absent before the first */
      lastRun?: components['schemas']['ScheduleRun'];
    };
    /**
     * @description Whether its time came, or an administrator requested it
     * @enum {string}
     */
    ScheduleCause: 'schedule' | 'request';
    /** @description All schedules */
    ScheduleList: {
      /** @description All schedules */
      data: components['schemas']['Schedule'][];
    };
    /**
     * @description Name of a schedule
     * @example usage.roll
     * @enum {string}
     */
    ScheduleName: 'retention.sweep' | 'audit.anchor' | 'usage.roll' | 'custom-voice.garbage-collect';
    /**
     * @description How it ended
     * @enum {string}
     */
    ScheduleOutcome: 'succeeded' | 'failed';
    /** @description One run of a schedule */
    ScheduleRun: {
      /**
       * Format: date-time
       * @description The time that the run was for, or that it was requested for
       * @example 2026-11-22T10:15:00.000Z
       */
      slot: string;
      cause: components['schemas']['ScheduleCause'];
      /**
       * Format: date-time
       * @description When its message was sent to the workers
       * @example 2026-11-22T10:15:00.000Z
       */
      startedAt: string;
      /**
       * Format: date-time
       * @description When a worker finished it, or its last attempt failed
       * @example 2026-11-22T10:15:00.000Z
       */
      finishedAt?: string;
      /** @description How its last attempt ended; absent while no attempt has ended */
      outcome?: components['schemas']['ScheduleOutcome'];
      /**
       * @description Error code of the last attempt, if it failed
       * @example dependency-unavailable
       */
      code?: string;
    };
    /**
     * @description Lowest level that is logged
     * @example debug
     * @enum {string}
     */
    SettableLogLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error';
    /**
     * @description `raw`: rejected recordings as they were sent. `sample`: recordings from which voices are made, with their originals. `archive`: originals alone. `consentEvidence`: recordings of consents that are not in force, whose days count from the end of the consent. `result`: syntheses. `batch`: batches that have ended, with their texts and files. `deliveryLog`: deliveries of webhooks, which are kept for at most 30 days. `usage`: sums of what was spoken on a day, for which tenants can set nothing
     * @enum {string}
     */
    ShownRetentionClass:
      | 'raw'
      | 'sample'
      | 'archive'
      | 'consentEvidence'
      | 'result'
      | 'batch'
      | 'deliveryLog'
      | 'usage';
    /** @description What the process does at the same time */
    Slots: {
      name: components['schemas']['SlotsName'];
      /**
       * Format: int32
       * @description In use
       * @example 3
       */
      inUse: number;
      /**
       * Format: int32
       * @description All of this process
       * @example 20
       */
      limit: number;
      /**
       * Format: int32
       * @description Requests that wait for one
       * @example 0
       */
      waiting: number;
    };
    /**
     * @description `live-speech`: texts spoken at once. `recordings`: files examined at once
     * @enum {string}
     */
    SlotsName: 'live-speech' | 'recordings';
    /** @description What speaking a text would cost */
    SpeechEstimate: {
      /**
       * Format: int32
       * @description Unicode code points of the text, without the sentence of `disclosure`
       * @example 17
       */
      characters: number;
      /**
       * Format: int32
       * @description Counted as Azure bills them: markup other than `speak` and `voice` counts, and each Chinese character (also kanji and hanja) counts twice
       * @example 114
       */
      billedCharacters: number;
      billedParts: components['schemas']['BilledParts'];
      /**
       * Format: int32
       * @description Estimated at a normal pace; the voice may differ by a third
       * @example 1240
       */
      estimatedDurationMs: number;
      costClass: components['schemas']['CostClass'];
    };
    /** @description The signed manifest (C2PA) of a file */
    SpeechManifest: {
      state: components['schemas']['ManifestState'];
      /**
       * @description Names the manifest in the file, if it is signed
       * @example urn:c2pa:22b133ef-4054-4d23-9ee1-1420b663ddc1
       */
      id?: string;
      /**
       * @description What it was signed with, if it is signed
       * @example es256
       */
      algorithm?: string;
      timeStamp?: components['schemas']['ManifestTimeStamp'];
      reason?: components['schemas']['UnsignedReason'];
    };
    /** @description Formats and limits of speech */
    SpeechSettings: {
      /** @description All formats */
      formats: components['schemas']['AudioFormatSettings'][];
      /**
       * Format: int32
       * @description Longest text of a synthesis. Live speech ends at ten minutes of audio
       * @example 200000
       */
      maxTextCharacters: number;
      /**
       * @description Slowest `rate`
       * @example 0.5
       */
      minRate: number;
      /**
       * @description Fastest `rate`
       * @example 2
       */
      maxRate: number;
      /**
       * Format: int32
       * @description Entries of a `lexicon`
       * @example 100
       */
      maxLexiconEntries: number;
      /**
       * Format: int32
       * @description Characters of each side of an entry
       * @example 200
       */
      maxLexiconCharacters: number;
      /** @description Whether `translateTo` is configured */
      translation: boolean;
      /** @description Whether `prepare` is configured */
      preparation: boolean;
      /**
       * Format: int32
       * @description Items of a batch
       * @example 10000
       */
      maxBatchItems: number;
      /**
       * @description Names that OpenAI clients may send as `model`
       * @example [
       *       "tts-1"
       *     ]
       */
      openAiModels: string[];
    };
    /** @description Words and sentences in order, without overlaps */
    SpeechTimings: {
      /**
       * Format: int32
       * @description Duration of the audio
       * @example 900
       */
      durationMs: number;
      /** @description Source of the sentence times: reported by the voice, matched to the pauses in the audio, or estimated by length */
      sentenceSource: components['schemas']['TimingSource'];
      /**
       * @description Positions where parts of a long text were joined, exact to the sample, with three decimals
       * @example [
       *       120034.542
       *     ]
       */
      joinsMs: number[];
      /**
       * @description Empty if the base model of the voice reports none (Dragon)
       * @example []
       */
      words: components['schemas']['TimedSpan'][];
      /** @description The sentences, in order */
      sentences: components['schemas']['TimedSpan'][];
    };
    /** @description Characters and their cost */
    Spending: {
      /**
       * Format: int64
       * @description Billed characters
       * @example 412000
       */
      characters: number;
      /**
       * @description Their cost by `SPEECH_PRICES`
       * @example 0.032832
       */
      cost: number;
    };
    /** @description A text after translation or preparation */
    SpokenText: {
      /**
       * @description Its locale
       * @example de-DE
       */
      locale: string;
      /**
       * Format: int32
       * @description Its characters, UTF-16 code units
       * @example 19
       */
      characters: number;
    };
    /** @description How far the transcript is from the statement */
    StatementDistance: {
      unit: components['schemas']['StatementUnit'];
      /**
       * @description Missing, different and added units, without the names
       * @example 1
       */
      errors: number;
      /**
       * @description Units of the statement, without the names
       * @example 21
       */
      length: number;
      /**
       * @description Up to 0.15 Azure decides; a higher distance is refused
       * @example 0.05
       */
      errorRate: number;
      /** @description Whether an added word negates the statement */
      denied: boolean;
    };
    /** @description How the transcript of the recording compares with the statement */
    StatementMatch: {
      /**
       * @description Whether the recording proves the consent
       * @example true
       */
      matches: boolean;
      /**
       * @description Whether the sentence was said
       * @example true
       */
      sentenceMatches: boolean;
      /**
       * @description From 0 to 1
       * @example 1
       */
      talentNameSimilarity: number;
      /**
       * @description From 0 to 1
       * @example 0.96
       */
      companyNameSimilarity: number;
      /** @description Distance between the transcript and the statement */
      distance?: components['schemas']['StatementDistance'];
      /** @description Names transcribed in another script, which Azure verifies */
      readonly otherScript?: components['schemas']['StatementName'][];
    };
    /**
     * @description A name in the statement
     * @enum {string}
     */
    StatementName: 'talent' | 'company';
    /**
     * @description What the distance counts
     * @enum {string}
     */
    StatementUnit: 'word' | 'character';
    /** @description A text that a voice speaks */
    Synthesis: {
      /**
       * @description Id of the synthesis
       * @example syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
      status: components['schemas']['SynthesisStatus'];
      /**
       * @description The voice that speaks
       * @example vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      voiceId: string;
      /**
       * @description Locale of the text
       * @example en-US
       */
      locale: string;
      /**
       * @description Speaking rate
       * @example 1
       */
      rate: number;
      /**
       * @description Format of the audio
       * @example wav
       */
      format: string;
      /**
       * Format: int32
       * @description Sample rate of the audio
       * @example 24000
       */
      sampleRateHz: number;
      /**
       * Format: int32
       * @description Characters of the text, UTF-16 code units
       * @example 17
       */
      characters: number;
      /** @description The text that is spoken, after translation or preparation */
      spoken?: components['schemas']['SpokenText'];
      disclosure: components['schemas']['Disclosure'];
      /**
       * @description Its operation
       * @example op_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      operationId: string;
      audio?: components['schemas']['SynthesisAudio'];
      failure?: components['schemas']['Failure'];
      /**
       * @description Whether it is stored
       * @example true
       */
      store: boolean;
      /**
       * Format: date-time
       * @description When it is deleted, with its text, audio and timings; absent if it is stored until somebody deletes it, or `store` is false and it has not ended
       * @example 2027-01-31T00:00:00.000Z
       */
      expiresAt?: string;
      /**
       * Format: date-time
       * @description When it was created
       * @example 2026-11-22T10:15:00.000Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @description When it last changed
       * @example 2026-11-22T10:15:00.000Z
       */
      updatedAt: string;
    };
    /** @description The audio of a synthesis */
    SynthesisAudio: {
      /**
       * @description Path of the audio
       * @example /v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D/audio
       */
      href: string;
      /**
       * @description Its media type
       * @example audio/wav
       */
      contentType: string;
      /**
       * Format: int64
       * @description Size in bytes
       * @example 1440044
       */
      sizeBytes: number;
      /**
       * Format: int32
       * @description Its duration
       * @example 1240
       */
      durationMs: number;
      /**
       * @description Its SHA-256
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      sha256: string;
      /**
       * @description Path of the timings
       * @example /v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D/timings
       */
      timingsHref?: string;
      /**
       * @description Path of the captions
       * @example /v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D/captions
       */
      captionsHref?: string;
      /** @description Whether the file has a signed manifest (C2PA); absent if the format has no place for one, or nobody signs */
      manifest?: components['schemas']['SpeechManifest'];
    };
    /** @description A page of a list */
    SynthesisList: {
      /** @description The items of this page */
      data: components['schemas']['Synthesis'][];
      /**
       * @description Whether there is a next page
       * @example false
       */
      hasMore: boolean;
      /**
       * @description Send it as `after` to get the next page
       * @example null
       */
      next: string | null;
    };
    /**
     * @description State of a synthesis
     * @enum {string}
     */
    SynthesisStatus: 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled';
    /** @description What the whole system does at this moment */
    SystemFigures: {
      /**
       * @description Version of the API
       * @example 0.1.0
       */
      version: string;
      process: components['schemas']['AnsweringProcess'];
      jobs?: components['schemas']['JobFigures'];
      /** @description The queues, if the API may read them */
      queues?: components['schemas']['QueueFigures'][];
      /**
       * @description Parts that are missing
       * @example []
       */
      unavailable: components['schemas']['UnavailablePart'][];
      /**
       * Format: date-time
       * @description When `jobs` was read
       * @example 2026-11-22T10:15:00.000Z
       */
      readAt?: string;
      /**
       * Format: int32
       * @description How long the same figures are returned, in milliseconds
       * @example 5000
       */
      refreshAfterMs: number;
    };
    /**
     * @description A part of the figures
     * @enum {string}
     */
    SystemPart: 'jobs' | 'queues';
    /** @description A word or sentence with its time */
    TimedSpan: {
      /**
       * @description What is said
       * @example Good morning.
       */
      text: string;
      /**
       * Format: int32
       * @description From the start of the audio
       * @example 0
       */
      offsetMs: number;
      /**
       * Format: int32
       * @description How long it takes
       * @example 900
       */
      durationMs: number;
      /**
       * Format: int32
       * @description Position in the text (in the character data of SSML), in UTF-16 code units
       */
      textOffset?: number;
    };
    /**
     * @description Where the times of sentences come from
     * @enum {string}
     */
    TimingSource: 'provider' | 'measured' | 'estimated';
    /** @description A part that could not be read, and why */
    UnavailablePart: {
      part: components['schemas']['SystemPart'];
      reason: components['schemas']['UnavailableReason'];
    };
    /**
     * @description `not-permitted`: the identity of the API has no right to read queues. `not-available`: the service did not answer
     * @enum {string}
     */
    UnavailableReason: 'not-permitted' | 'not-available';
    /**
     * @description If it is not signed. `too-large`: larger than `C2PA_MAX_BYTES`. `signer-unavailable`: it could not be signed
     * @enum {string}
     */
    UnsignedReason: 'too-large' | 'signer-unavailable';
    /** @description All limits of a budget; those that are absent are removed */
    UpdateBudget: {
      /** @description Billed characters in a UTC month */
      characters?: components['schemas']['CharacterLimit'];
      /** @description Cost in a UTC month, in `SPEECH_CURRENCY` */
      cost?: components['schemas']['CostLimit'];
    };
    /**
     * @description Why something is held
     * @example {
     *       "reason": "Case 4711"
     *     }
     */
    UpdateLegalHold: {
      /**
       * @description Why it is held, such as the number of a case; no names of persons
       * @example Case 4711
       */
      reason: string;
    };
    /** @description A level for some time */
    UpdateLogLevel: {
      level: components['schemas']['SettableLogLevel'];
      /**
       * Format: int32
       * @description After this time the level falls back to `LOG_LEVEL`; 900 unless given
       * @example 900
       */
      durationSeconds?: number;
    };
    /** @description What changes */
    UpdateNotificationSubscription: {
      /**
       * @description Where notifications are sent. `email`: an e-mail address. `teams`: the URL of a Teams workflow that starts when a webhook request is received. `webhook`: the id of a webhook endpoint of the tenant, which signs as for events
       * @example ada@example.com
       */
      address?: string;
      /**
       * @description What the recipient is told of
       * @example [
       *       "daily-digest",
       *       "consent-expiring"
       *     ]
       */
      kinds?: components['schemas']['NotificationKind'][];
      /**
       * @description IANA name of the time zone of the recipient
       * @example Europe/Berlin
       */
      timeZone?: string;
      quietHours?: components['schemas']['UpdateQuietHours'];
      /** @description For people; null removes it */
      description?: string | null;
      /** @description `suspended` sends nothing, `active` sends notifications again */
      status?: components['schemas']['UpdateNotificationSubscriptionStatus'];
    };
    /**
     * @description Whether notifications are sent to it
     * @enum {string}
     */
    UpdateNotificationSubscriptionStatus: 'active' | 'suspended';
    /** @description When nothing is sent; null removes them */
    UpdateQuietHours: components['schemas']['CreateQuietHours'] | null;
    /**
     * @description The whole policy of a tenant
     * @example {
     *       "rules": [
     *         {
     *           "class": "result",
     *           "action": "delete",
     *           "afterDays": 90
     *         }
     *       ]
     *     }
     */
    UpdateRetention: {
      /** @description A class without a rule follows the deployment */
      rules: components['schemas']['UpdateRetentionRule'][];
    };
    /** @description What happens to the data of a class */
    UpdateRetentionRule: {
      class: components['schemas']['RetentionClass'];
      action: components['schemas']['RetentionAction'];
      /**
       * Format: int32
       * @description Days after the creation, or after the end of the consent for `consentEvidence`; only with `delete`. At most 30 for `deliveryLog`
       * @example 90
       */
      afterDays?: number;
      /** @description Where the files are moved; only with `moveAfterDays`. Originals (`archive`) are on `cool` already */
      moveTo?: components['schemas']['RetentionTier'];
      /**
       * Format: int32
       * @description Days after which they are moved, counted like `afterDays`, and fewer than these; only with `moveTo`
       * @example 30
       */
      moveAfterDays?: number;
    };
    /** @description When a schedule runs */
    UpdateSchedule: {
      /**
       * @description Minute, hour, day of the month, month, day of the week. If omitted, that of the product
       * @example 10 2 * * *
       */
      cron?: string;
      /**
       * @description IANA name of the time zone of the cron expression. If omitted, that of the product
       * @example Europe/Berlin
       */
      timeZone?: string;
    };
    /** @description What changes */
    UpdateVoice: {
      /**
       * @description Name of the voice
       * @example Narration
       */
      name?: string;
      /** @description For people; null removes it */
      description?: string | null;
      /** @description Callers who may use the voice, besides its owner and administrators; replaces the list, and null empties it */
      grants?: components['schemas']['GrantVoice'][] | null;
    };
    /** @description What changes */
    UpdateWebhookEndpoint: {
      /**
       * @description https URL on a public host
       * @example https://hooks.example.com/voice
       */
      url?: string;
      /** @description For people; null removes it */
      description?: string | null;
      /** @description Events to receive; if empty, all events, including future ones */
      events?: components['schemas']['EventType'][] | null;
      /** @description `enabled` sends events again */
      status?: components['schemas']['WebhookEndpointStatus'];
    };
    /** @description A recording that was sent or fetched */
    Upload: {
      /**
       * @description Id of the upload
       * @example upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
      status: components['schemas']['UploadStatus'];
      purpose: components['schemas']['UploadPurpose'];
      /**
       * @description Name of the file
       * @example statement.wav
       */
      fileName: string;
      /**
       * @description Media type that the client named
       * @example audio/wav
       */
      contentType?: string;
      /**
       * Format: int64
       * @description Size of the original
       * @example 1440044
       */
      sizeBytes?: number;
      /**
       * Format: int32
       * @description Duration of the canonical recording
       */
      durationMs?: number;
      rejection?: components['schemas']['AudioRejection'];
      /** @description Report on the audio. Not in lists: get the upload for it */
      report?: components['schemas']['AudioReport'];
      /** @description Steps from the sent file to the canonical one */
      custody?: components['schemas']['CustodyStep'][];
      /** @description Where to send the file. Only in the response of `POST /v1/uploads` */
      upload?: components['schemas']['UploadTarget'];
      /**
       * Format: date-time
       * @description When it was created
       * @example 2026-11-22T10:15:00.000Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @description When it last changed
       * @example 2026-11-22T10:15:00.000Z
       */
      updatedAt: string;
    };
    /** @description A page of a list */
    UploadList: {
      /** @description The items of this page */
      data: components['schemas']['Upload'][];
      /**
       * @description Whether there is a next page
       * @example false
       */
      hasMore: boolean;
      /**
       * @description Send it as `after` to get the next page
       * @example null
       */
      next: string | null;
    };
    /**
     * @description What a recording is for
     * @enum {string}
     */
    UploadPurpose: 'consent' | 'sample';
    /** @description How recordings can be sent */
    UploadSettings: {
      /** @description `url`: `POST /v1/uploads` returns a URL for the file. `form`: `POST /v1/uploads/files`. `sourceUrl`: the API fetches the file */
      ways: components['schemas']['UploadWay'][];
      /**
       * Format: int64
       * @description Largest recording
       * @example 104857600
       */
      maxBytes: number;
      /**
       * Format: int32
       * @description How long an upload URL is valid
       * @example 900000
       */
      urlTtlMs: number;
      /**
       * Format: int32
       * @description How long a form may take to arrive
       * @example 200000
       */
      formTimeoutMs: number;
      /**
       * Format: int64
       * @description Largest recording for audio checks and the forms of the OpenAI-compatible routes
       * @example 31457280
       */
      checkMaxBytes: number;
    };
    /**
     * @description State of an upload; the recording can be used when it is `accepted`
     * @enum {string}
     */
    UploadStatus: 'awaiting' | 'received' | 'processing' | 'accepted' | 'rejected' | 'expired' | 'deleted';
    /** @description Send the file with this request */
    UploadTarget: {
      /**
       * @description The method
       * @constant
       */
      method: 'PUT';
      /**
       * @description The URL, which is as good as a key
       * @example https://example.blob.core.windows.net/uploads/upl_01?sig=…
       */
      url: string;
      /**
       * @description Headers of the request
       * @example {
       *       "x-ms-blob-type": "BlockBlob"
       *     }
       */
      headers: {
        [key: string]: string;
      };
      /**
       * Format: date-time
       * @description When the URL expires
       * @example 2026-11-22T10:15:00.000Z
       */
      expiresAt: string;
      /**
       * Format: int64
       * @description A longer file is rejected
       * @example 1440044
       */
      maxBytes: number;
      /**
       * @description Blob service operations that the URL permits: one `Put Blob`, or an upload in blocks as by SDKs and AzCopy. The blob is created once. The URL cannot read or overwrite
       * @example [
       *       "Put Blob",
       *       "Put Block",
       *       "Put Block From URL",
       *       "Put Block List"
       *     ]
       */
      readonly operations: string[];
    };
    /**
     * @description How a recording reaches the API
     * @enum {string}
     */
    UploadWay: 'url' | 'form' | 'sourceUrl';
    /** @description Usage of a voice on one day, by kind of speech; or a sum of it */
    Usage: {
      /**
       * Format: date
       * @description UTC day of the speech; absent when grouped by something else
       * @example 2026-11-22
       */
      day?: string;
      /**
       * @description Voice of the request; absent when grouped by something else. Speech of other voices in the same SSML counts here too
       * @example vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      voiceId?: string;
      /**
       * @description Owner of the voices, with `groupBy=owner`; `unknown` when a voice is no longer stored
       * @example 7d9c1e52-3f0b-4a86-9a55-2b1c0d7e4f61
       */
      ownerId?: string;
      /** @description Absent when grouped. Speech of the OpenAI routes counts as `live` */
      kind?: components['schemas']['UsageKind'];
      /**
       * Format: int32
       * @description Number of spoken texts; each item of a batch counts as one
       * @example 12
       */
      requests: number;
      /**
       * Format: int32
       * @description Billed characters of the spoken text, counted as in an estimate
       * @example 1368
       */
      billedCharacters: number;
      /**
       * Format: int64
       * @description Excludes interrupted live speech
       * @example 14880
       */
      audioDurationMs: number;
      /**
       * @description Cost of the characters by `SPEECH_PRICES`. What Azure bills for each day of a voice is not part of it
       * @example 0.032832
       */
      cost: number;
      /**
       * @description Currency of all costs (`SPEECH_CURRENCY`)
       * @example USD
       */
      currency: string;
      costClass: components['schemas']['CostClass'];
    };
    /**
     * @description Of what a row is the sum
     * @enum {string}
     */
    UsageGrouping: 'day' | 'voice' | 'owner';
    /**
     * @description How the speech was requested
     * @enum {string}
     */
    UsageKind: 'live' | 'queued' | 'batch';
    /** @description A page of a list */
    UsageList: {
      /** @description The items of this page */
      data: components['schemas']['Usage'][];
      /**
       * @description Whether there is a next page
       * @example false
       */
      hasMore: boolean;
      /**
       * @description Send it as `after` to get the next page
       * @example null
       */
      next: string | null;
    };
    /** @description What a file is */
    Verification: {
      /**
       * @description `ours-intact`: this deployment made it, and its audio is unchanged. `ours-changed`: it has a mark of this deployment as it was handed out, and other audio or another way to play it. `synthetic-by-others`: it says that it is synthetic, and is not of this deployment. `marked-unsigned`: it has a mark that nothing confirms, for example after a conversion. `no-mark`: nothing was found, which proves nothing
       * @example ours-intact
       */
      verdict: components['schemas']['FileVerdict'];
      /**
       * @description The result in words
       * @example This deployment made the speech in this file.
       */
      detail: string;
      file?: components['schemas']['VerifiedFile'];
      manifest: components['schemas']['VerifiedManifest'];
      tag: components['schemas']['VerifiedTag'];
      /**
       * @description `file`: all bytes are those that were handed out. `audio`: the audio is, tags may differ. `differs`: the record is of other audio, or the file plays it in another way, for example at another rate. `unverified`: the record is not signed with a key of this deployment, or has no hash. `none`: no record was found
       * @example file
       */
      recordMatch: components['schemas']['RecordMatch'];
      record?: components['schemas']['ProvenanceRecord'];
    };
    /** @description The file; absent when it could not be read within the limits of time and memory */
    VerifiedFile: {
      /**
       * Format: int32
       * @description Size of the file
       * @example 48132
       */
      bytes: number;
      /**
       * @description Of the file; hexadecimal
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      sha256: string;
      /**
       * @description Format of the file
       * @example mp3
       */
      format?: components['schemas']['VerifiedFormat'];
      /**
       * @description Of the audio in it without tags; hexadecimal
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      audioSha256?: string;
    };
    /**
     * @description Format with a place for a tag
     * @enum {string}
     */
    VerifiedFormat: 'wav' | 'mp3' | 'flac' | 'opus' | 'webm';
    /** @description The signed manifest (C2PA) of a file */
    VerifiedManifest: {
      /**
       * @description `trusted`: unchanged and signed under a root of this deployment. `untrusted`: unchanged, signed by others or with an expired certificate. `mismatch`: the file or the manifest was changed, or the manifest is that of another file. `unreadable`: damaged, or beyond the limits of time and memory
       * @example trusted
       */
      state: components['schemas']['VerifiedManifestState'];
      /**
       * @description Codes of C2PA, failures first
       * @example [
       *       "claimSignature.validated"
       *     ]
       */
      codes: string[];
      /**
       * @description Id of the manifest
       * @example urn:c2pa:3fa85f64-5717-4562-b3fc-2c963f66afa6
       */
      manifestId?: string;
      /**
       * @description Organization in the certificate of the signer
       * @example Contoso Ltd
       */
      issuer?: string;
      /**
       * @description Name in the certificate of the signer
       * @example Speech
       */
      signer?: string;
      /**
       * @description Algorithm of the signature
       * @example es256
       */
      algorithm?: string;
      /**
       * @description What made the file, as the manifest claims
       * @example http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia
       */
      digitalSourceType?: string;
      /**
       * @description The id in the manifest
       * @example prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      provenanceId?: string;
      timeStamp?: components['schemas']['VerifiedTimeStamp'];
    };
    /**
     * @description What the signed manifest of a file proves
     * @enum {string}
     */
    VerifiedManifestState: 'trusted' | 'untrusted' | 'mismatch' | 'none' | 'unreadable';
    /** @description What the file says of itself without a signature */
    VerifiedTag: {
      /** @description Whether the file says that a model made its audio */
      synthetic: boolean;
      /**
       * @description The id in the tag; anyone can write one
       * @example prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      provenanceId?: string;
    };
    /** @description Time-stamp of the manifest */
    VerifiedTimeStamp: {
      /**
       * @description Time of the signature
       * @example 2026-11-22T10:00:00+00:00
       */
      at?: string;
      state: components['schemas']['VerifiedTimeStampState'];
    };
    /**
     * @description Whether the signature of the authority fits
     * @enum {string}
     */
    VerifiedTimeStampState: 'validated' | 'invalid';
    /** @description A cloned voice */
    Voice: {
      /**
       * @description Id of the voice
       * @example vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
      status: components['schemas']['VoiceStatus'];
      /**
       * @description Name of the voice
       * @example Narration
       */
      name: string;
      /** @description For people */
      description?: string;
      kind: components['schemas']['VoiceKind'];
      /**
       * @description Locale of its speech
       * @example en-US
       */
      locale: string;
      /**
       * @description Azure base model; of a professional voice, the recipe by which it is trained
       * @example DragonLatestNeural
       */
      baseModel: string;
      /**
       * @description When Azure stops to serve the base model. Present from 90 days before, as Azure last said
       * @example 2027-10-01T00:00:00.000Z
       */
      baseModelExpiresAt?: string;
      /**
       * @description Its consent
       * @example cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      consentId: string;
      /** @description Recordings of which it was made */
      samples: components['schemas']['VoiceSample'][];
      /**
       * @description Its latest operation
       * @example op_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      operationId: string;
      /**
       * @description `oid` of the caller who enrolled it
       * @example 22222222-2222-4333-8444-555555555555
       */
      ownerId: string;
      /**
       * @description Callers who may use it, besides its owner and administrators
       * @example []
       */
      grants: components['schemas']['VoiceGrant'][];
      /** @description Of a professional voice, once it is deployed. The voice stays `ready` while it is suspended */
      endpoint?: components['schemas']['VoiceEndpoint'];
      /** @description Present when the status is `deleted` */
      receipt?: components['schemas']['ErasureReceipt'];
      failure?: components['schemas']['Failure'];
      /**
       * Format: date-time
       * @description When it was created
       * @example 2026-11-22T10:15:00.000Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @description When it last changed
       * @example 2026-11-22T10:15:00.000Z
       */
      updatedAt: string;
    };
    /** @description What a professional voice speaks by. It costs by the hour */
    VoiceEndpoint: {
      status: components['schemas']['VoiceEndpointStatus'];
      /**
       * Format: date-time
       * @description When it entered its status
       * @example 2026-11-22T10:15:00.000Z
       */
      changedAt: string;
      /**
       * Format: date-time
       * @description Since when it costs. Absent while it is `suspended`
       * @example 2026-11-22T10:15:00.000Z
       */
      deployedSince?: string;
      /** @description For how long it was deployed before it entered its status, in the latest months */
      deployedMs: components['schemas']['VoiceEndpointMonth'][];
    };
    /** @description For how long an endpoint was deployed in a month */
    VoiceEndpointMonth: {
      /**
       * @description UTC month
       * @example 2026-11
       */
      month: string;
      /**
       * Format: int64
       * @description For how long it was deployed
       */
      durationMs: number;
    };
    /**
     * @description `deploying`: for the first time. `deployed`: the voice speaks at once. `suspending`, `suspended`: nobody used it for a while, and it costs nothing. `resuming`: a request needs it, and it will be `deployed` in about a minute
     * @enum {string}
     */
    VoiceEndpointStatus: 'deploying' | 'deployed' | 'suspending' | 'suspended' | 'resuming';
    /**
     * @description Of the person who speaks, as Azure trains professional voices
     * @enum {string}
     */
    VoiceGender: 'female' | 'male';
    /** @description A caller who may use the voice */
    VoiceGrant: {
      /**
       * @description `oid` of a user or application
       * @example 11111111-2222-4333-8444-555555555555
       */
      principalId: string;
    };
    /**
     * @description How the voice is made. `personal`: from a few samples, within seconds. `professional`: by a training of a day or more with hundreds of recordings and their scripts; it speaks by an endpoint that costs by the hour
     * @enum {string}
     */
    VoiceKind: 'personal' | 'professional';
    /** @description A page of a list */
    VoiceList: {
      /** @description The items of this page */
      data: components['schemas']['Voice'][];
      /**
       * @description Whether there is a next page
       * @example false
       */
      hasMore: boolean;
      /**
       * @description Send it as `after` to get the next page
       * @example null
       */
      next: string | null;
    };
    /** @description A recording of which the voice was made */
    VoiceSample: {
      /**
       * @description The upload
       * @example upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      uploadId: string;
    };
    /**
     * @description State of a voice; it can speak when it is `ready`
     * @enum {string}
     */
    VoiceStatus:
      | 'draft'
      | 'validating'
      | 'training'
      | 'ready'
      | 'failed'
      | 'canceled'
      | 'suspended'
      | 'deleting'
      | 'deleted';
    /** @description Where events are sent */
    WebhookEndpoint: {
      /**
       * @description Id of the webhook endpoint
       * @example whe_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
      /**
       * @description Where events are sent
       * @example https://hooks.example.com/voice
       */
      url: string;
      /** @description For people */
      description?: string;
      /**
       * @description Events that it receives; empty: all
       * @example [
       *       "voice.ready"
       *     ]
       */
      events: components['schemas']['EventType'][];
      status: components['schemas']['WebhookEndpointStatus'];
      /** @description `gone`: the endpoint answered 410 */
      disabledReason?: components['schemas']['DisabledReason'];
      /** @description Valid secrets, newest first, without their values */
      secrets: components['schemas']['WebhookSecret'][];
      /**
       * Format: date-time
       * @description When it was created
       * @example 2026-11-22T10:15:00.000Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @description When it last changed
       * @example 2026-11-22T10:15:00.000Z
       */
      updatedAt: string;
    };
    /** @description A page of a list */
    WebhookEndpointList: {
      /** @description The items of this page */
      data: components['schemas']['WebhookEndpoint'][];
      /**
       * @description Whether there is a next page
       * @example false
       */
      hasMore: boolean;
      /**
       * @description Send it as `after` to get the next page
       * @example null
       */
      next: string | null;
    };
    /**
     * @description Whether events are sent to it
     * @enum {string}
     */
    WebhookEndpointStatus: 'enabled' | 'disabled';
    /** @description An endpoint, with its new secret */
    WebhookEndpointWithSecret: {
      /**
       * @description Id of the webhook endpoint
       * @example whe_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
      /**
       * @description Where events are sent
       * @example https://hooks.example.com/voice
       */
      url: string;
      /** @description For people */
      description?: string;
      /**
       * @description Events that it receives; empty: all
       * @example [
       *       "voice.ready"
       *     ]
       */
      events: components['schemas']['EventType'][];
      status: components['schemas']['WebhookEndpointStatus'];
      /** @description `gone`: the endpoint answered 410 */
      disabledReason?: components['schemas']['DisabledReason'];
      /** @description Valid secrets, newest first, without their values */
      secrets: components['schemas']['WebhookSecret'][];
      /**
       * Format: date-time
       * @description When it was created
       * @example 2026-11-22T10:15:00.000Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @description When it last changed
       * @example 2026-11-22T10:15:00.000Z
       */
      updatedAt: string;
      /**
       * @description Store it: it is not shown again
       * @example whsec_…
       */
      secret: string;
    };
    /** @description The body of a webhook (standardwebhooks.com) */
    WebhookPayload: {
      /**
       * @description The event; future releases may send others
       * @example voice.ready
       */
      type: string;
      /**
       * Format: date-time
       * @description When it happened
       * @example 2026-11-22T10:15:00.000Z
       */
      timestamp: string;
      data: components['schemas']['WebhookSubject'];
    };
    /** @description A secret, without its value */
    WebhookSecret: {
      /**
       * Format: date-time
       * @description When it was created
       * @example 2026-11-22T10:15:00.000Z
       */
      createdAt: string;
      /**
       * Format: date-time
       * @description When it expires; absent for the newest
       * @example 2026-11-22T10:15:00.000Z
       */
      expiresAt?: string;
    };
    /** @description What the event is about */
    WebhookSubject: {
      /**
       * @description Kind of the resource
       * @example voice
       */
      type: string;
      /**
       * @description Its id
       * @example vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      id: string;
      /**
       * @description Its state when it happened
       * @example ready
       */
      status: string;
      /**
       * @description Its path: read it with a token to know more
       * @example /v1/voices/vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D
       */
      href: string;
      /** @description Of a notification: counts, times and ids; docs/notifications.md lists them */
      facts?: components['schemas']['NotificationFacts'];
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: {
    /** @description Ranges of bytes can be requested */
    AcceptRanges: string;
    /** @description The name of the file */
    ContentDisposition: string;
    /** @description The range in the response, and the size of the whole (RFC 9110) */
    ContentRange: string;
    /** @description The version of the resource, for `If-Match` and `If-None-Match` */
    ETag: string;
    /** @description `true` if an earlier request with the same `Idempotency-Key` was carried out */
    IdempotencyReplayed: string;
    /** @description The next page, if there is one; of audio, its record (RFC 8288) */
    Link: string;
    /** @description Path of the operation or of the created resource */
    Location: string;
    /** @description How much of `Prefer` was applied (RFC 7240) */
    PreferenceApplied: string;
    /** @description The id in the tag of the audio; of an archive, those of its parts, separated by commas */
    ProvenanceId: string;
    /** @description Requests left (`r`) and seconds until the window ends (`t`) */
    RateLimit: string;
    /** @description Requests allowed (`q`) in a window of `w` seconds */
    RateLimitPolicy: string;
    /** @description Seconds after which a retry makes sense */
    RetryAfter: number;
    /** @description Milliseconds to the first audio (`ttfa`), for a free slot (`wait`), and at Azure (`provider`) */
    ServerTiming: string;
    /** @description How to authenticate, and what is wrong with the token (RFC 6750) */
    WWWAuthenticate: string;
    /** @description `1`: a model has made the audio */
    XAIGenerated: string;
    /** @description The speed that was applied, if it differs from the requested one */
    XAppliedSpeed: string;
    /** @description Id of the request; quote it when you report a problem */
    XRequestId: string;
    /** @description Whether a retry makes sense, for clients that would retry otherwise */
    XShouldRetry: string;
  };
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getHealth: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The process serves */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "ok",
           *       "service": "api",
           *       "version": "0.1.0",
           *       "commit": "4f1c2d3",
           *       "instance": "api--0000001-6d5f7c",
           *       "startedAt": "2026-11-22T10:15:00.000Z",
           *       "uptimeSeconds": 86400,
           *       "details": {
           *         "speech-connections": {
           *           "connections": 2,
           *           "idle": 2,
           *           "slots": 16,
           *           "slotsInUse": 0,
           *           "waiting": 0
           *         }
           *       }
           *     }
           */
          'application/json': components['schemas']['Health'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The process does not serve. `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "ok",
           *       "service": "api",
           *       "version": "0.1.0",
           *       "commit": "4f1c2d3",
           *       "instance": "api--0000001-6d5f7c",
           *       "startedAt": "2026-11-22T10:15:00.000Z",
           *       "uptimeSeconds": 86400,
           *       "details": {
           *         "speech-connections": {
           *           "connections": 2,
           *           "idle": 2,
           *           "slots": 16,
           *           "slotsInUse": 0,
           *           "waiting": 0
           *         }
           *       }
           *     }
           */
          'application/json': components['schemas']['Health'];
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getLiveness: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Healthy */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "ok",
           *       "info": {},
           *       "error": {},
           *       "details": {}
           *     }
           */
          'application/json': components['schemas']['Probe'];
        };
      };
      /** @description A dependency is down; `error` names it */
      503: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "ok",
           *       "info": {},
           *       "error": {},
           *       "details": {}
           *     }
           */
          'application/json': components['schemas']['Probe'];
        };
      };
    };
  };
  getReadiness: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Healthy */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "ok",
           *       "info": {},
           *       "error": {},
           *       "details": {}
           *     }
           */
          'application/json': components['schemas']['Probe'];
        };
      };
      /** @description A dependency is down; `error` names it */
      503: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "ok",
           *       "info": {},
           *       "error": {},
           *       "details": {}
           *     }
           */
          'application/json': components['schemas']['Probe'];
        };
      };
    };
  };
  getStartup: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Healthy */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "ok",
           *       "info": {},
           *       "error": {},
           *       "details": {}
           *     }
           */
          'application/json': components['schemas']['Probe'];
        };
      };
      /** @description A dependency is down; `error` names it */
      503: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "status": "ok",
           *       "info": {},
           *       "error": {},
           *       "details": {}
           *     }
           */
          'application/json': components['schemas']['Probe'];
        };
      };
    };
  };
  receiveHook: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Name of the sender, as it is configured */
        source: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /** @example {} */
        'application/json': {
          [key: string]: unknown;
        };
      };
    };
    responses: {
      /** @description The webhook was verified and stored */
      202: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "evt_00000000003V6W7X8Y9Z0A1B2C",
           *       "duplicate": false
           *     }
           */
          'application/json': components['schemas']['ReceivedHook'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `webhook-unverified`: The webhook signature is invalid */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  checkAudio: {
    parameters: {
      query?: {
        /** @description Purpose of the recording, which selects the limits. Default: `personal-voice` */
        profile?: components['schemas']['AudioProfile'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'multipart/form-data': {
          /**
           * Format: binary
           * @description The recording
           */
          file: Blob;
        };
      };
    };
    responses: {
      /** @description The report */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "verdict": "accepted",
           *       "profile": "consent",
           *       "sizeBytes": 1440044,
           *       "fixes": [],
           *       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *       "checks": [
           *         {
           *           "check": "loudness",
           *           "value": -23.1,
           *           "unit": "LUFS",
           *           "limit": -40,
           *           "verdict": "accepted",
           *           "atMs": [],
           *           "advice": ""
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['AudioReport'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upload-too-slow`: The file took too long to arrive */
      408: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests. `too-many-open-requests`: This caller has too many open requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listOpenAiAudioModels: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The models */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "object": "list",
           *       "data": [
           *         {
           *           "id": "tts-1",
           *           "object": "model",
           *           "created": 1732270500,
           *           "owned_by": "system"
           *         }
           *       ],
           *       "models": [
           *         {
           *           "id": "tts-1",
           *           "object": "model",
           *           "created": 1732270500,
           *           "owned_by": "system"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['OpenAiAudioModelList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
    };
  };
  createOpenAiSpeech: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "model": "tts-1",
         *       "input": "The kettle is on.",
         *       "voice": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *     }
         */
        'application/json': components['schemas']['OpenAiCreateSpeech'];
      };
    };
    responses: {
      /** @description The audio while it is spoken; with `stream_format: "sse"` as `speech.audio.delta` and `speech.audio.done` events */
      200: {
        headers: {
          'Server-Timing': components['headers']['ServerTiming'];
          'X-Applied-Speed': components['headers']['XAppliedSpeed'];
          'X-AI-Generated': components['headers']['XAIGenerated'];
          'Provenance-Id': components['headers']['ProvenanceId'];
          Link: components['headers']['Link'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'audio/*': Blob;
          'text/event-stream': Blob;
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `consent-mismatch`: The consent differs from the one used to enroll the voice. `consent-revoked`: The consent was revoked or has expired. `forbidden`: The token lacks a required role. `voice-not-granted`: The caller has not been granted this voice */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `consent-not-active`: The consent is not active. `state-conflict`: The state of the resource does not allow this request. `voice-not-ready`: The voice is not ready */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `invalid-ssml`: The SSML is invalid or not supported. `preparation-failed`: The text could not be prepared for speech. `provider-rejected`: The provider refused the request. `text-too-long`: The text is too long for one synthesis. `unknown-reference`: The body names a resource that does not exist */
      422: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `budget-exhausted`: The budget of this month is exhausted. `concurrency-limited`: All slots for speech are in use. `endpoint-hours-exhausted`: The endpoint of the voice was deployed for all hours of this month. `rate-limited`: Too many requests. `too-many-open-requests`: This caller has too many open requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `provider-unauthorized`: The provider refused the credential of this service. `provider-unavailable`: The provider is unavailable */
      502: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release. `endpoint-resuming`: The endpoint of the voice is being resumed. `provider-throttled`: The provider is throttling requests */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `provider-timeout`: The provider did not answer in time */
      504: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
    };
  };
  listOpenAiVoiceConsents: {
    parameters: {
      query?: {
        /** @description Maximum number of items in the page. Default: `100` */
        limit?: number;
        /** @description Id of the last item of the page before */
        after?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The consents */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "object": "list",
           *       "data": [
           *         {
           *           "id": "cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "object": "audio.voice_consent",
           *           "created_at": 1732270500,
           *           "language": "en-US",
           *           "name": "Ada Lovelace",
           *           "status": "awaitingRecording"
           *         }
           *       ],
           *       "first_id": null,
           *       "last_id": null,
           *       "has_more": false
           *     }
           */
          'application/json': components['schemas']['OpenAiVoiceConsentList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
    };
  };
  createOpenAiVoiceConsent: {
    parameters: {
      query?: never;
      header?: {
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'multipart/form-data': {
          /** @description First and last name of the person, as spoken in the recording */
          name: string;
          /** @description Locale of the statement */
          language: components['schemas']['ConsentLocale'];
          /** @description Company named in the recording; if omitted, `OPENAI_COMPANY_NAME` */
          company_name?: string;
          /**
           * Format: binary
           * @description The recording of the statement
           */
          recording: Blob;
        };
      };
    };
    responses: {
      /** @description The consent */
      200: {
        headers: {
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "object": "audio.voice_consent",
           *       "created_at": 1732270500,
           *       "language": "en-US",
           *       "name": "Ada Lovelace",
           *       "status": "awaitingRecording"
           *     }
           */
          'application/json': components['schemas']['OpenAiVoiceConsent'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `consent-revoked`: The consent was revoked or has expired. `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `upload-too-slow`: The file took too long to arrive */
      408: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `idempotency-in-progress`: The request with this Idempotency-Key is still running. `recording-already-used`: The recording was already used for another consent. `upload-not-ready`: The recording has not been uploaded and checked yet */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request. `unknown-reference`: The body names a resource that does not exist. `upload-purpose-mismatch`: The recording was uploaded for another purpose. `upload-rejected`: The recording was rejected */
      422: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
    };
  };
  getOpenAiVoiceConsent: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the consent */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The consent */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "object": "audio.voice_consent",
           *       "created_at": 1732270500,
           *       "language": "en-US",
           *       "name": "Ada Lovelace",
           *       "status": "awaitingRecording"
           *     }
           */
          'application/json': components['schemas']['OpenAiVoiceConsent'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
    };
  };
  listOpenAiVoices: {
    parameters: {
      query?: {
        /** @description Maximum number of items in the page. Default: `100` */
        limit?: number;
        /** @description Id of the last item of the page before */
        after?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The voices */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "object": "list",
           *       "data": [
           *         {
           *           "id": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "object": "audio.voice",
           *           "created_at": 1732270500,
           *           "name": "Narration",
           *           "type": "audio_sample",
           *           "status": "draft"
           *         }
           *       ],
           *       "first_id": null,
           *       "last_id": null,
           *       "has_more": false,
           *       "voices": [
           *         {
           *           "id": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "name": "Narration"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['OpenAiVoiceList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
    };
  };
  createOpenAiVoice: {
    parameters: {
      query?: never;
      header?: {
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'multipart/form-data': {
          /**
           * @description Name of the voice
           * @example Narration
           */
          name: string;
          /**
           * @description An active consent of the person
           * @example cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D
           */
          consent: string;
          /**
           * @description Default: `audio_sample`
           * @constant
           */
          type?: 'audio_sample';
          /**
           * Format: binary
           * @description The recording of the voice
           */
          audio_sample: Blob;
        };
      };
    };
    responses: {
      /** @description The voice, which is not ready yet */
      200: {
        headers: {
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "object": "audio.voice",
           *       "created_at": 1732270500,
           *       "name": "Narration",
           *       "type": "audio_sample",
           *       "status": "draft"
           *     }
           */
          'application/json': components['schemas']['OpenAiVoice'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `consent-revoked`: The consent was revoked or has expired. `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `upload-too-slow`: The file took too long to arrive */
      408: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `consent-not-active`: The consent is not active. `idempotency-in-progress`: The request with this Idempotency-Key is still running. `recording-already-used`: The recording was already used for another consent. `upload-not-ready`: The recording has not been uploaded and checked yet */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request. `unknown-reference`: The body names a resource that does not exist. `upload-purpose-mismatch`: The recording was uploaded for another purpose. `upload-rejected`: The recording was rejected */
      422: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
    };
  };
  listAuditEvents: {
    parameters: {
      query?: {
        /** @description Maximum number of items in the page. Default: `20` */
        limit?: number;
        /** @description `next` of the page before */
        after?: string;
        /** @description Only events of this action */
        action?: components['schemas']['AuditAction'];
        /** @description Only events about this subject */
        subjectId?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          Link: components['headers']['Link'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "sequence": 42,
           *           "eventId": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D:voice.speak",
           *           "action": "upload.create",
           *           "outcome": "accepted",
           *           "at": "2026-11-22T10:15:00.000Z",
           *           "recordedAt": "2026-11-22T10:15:00.000Z",
           *           "actor": {
           *             "kind": "user",
           *             "id": "11111111-2222-4333-8444-555555555555"
           *           },
           *           "subject": {
           *             "kind": "upload",
           *             "id": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *           },
           *           "requestId": "01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "traceId": "0af7651916cd43dd8448eb211c80319c",
           *           "details": {
           *             "way": "live"
           *           },
           *           "previousHash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *           "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
           *         }
           *       ],
           *       "hasMore": false,
           *       "next": null
           *     }
           */
          'application/json': components['schemas']['AuditEventList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listBatches: {
    parameters: {
      query?: {
        /** @description Maximum number of items in the page. Default: `20` */
        limit?: number;
        /** @description `next` of the page before */
        after?: string;
        /** @description Only batches in this state */
        status?: components['schemas']['BatchStatus'];
        /** @description Only those of this voice */
        voiceId?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          Link: components['headers']['Link'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "bat_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "status": "queued",
           *           "partial": false,
           *           "voiceId": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "format": "wav",
           *           "locale": "en-US",
           *           "rate": 1,
           *           "disclosure": "none",
           *           "concatenate": false,
           *           "items": {
           *             "total": 2,
           *             "queued": 0,
           *             "running": 0,
           *             "succeeded": 2,
           *             "failed": 0,
           *             "canceled": 0,
           *             "reused": 0
           *           },
           *           "operationId": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "createdAt": "2026-11-22T10:15:00.000Z",
           *           "updatedAt": "2026-11-22T10:15:00.000Z"
           *         }
           *       ],
           *       "hasMore": false,
           *       "next": null
           *     }
           */
          'application/json': components['schemas']['BatchList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createBatch: {
    parameters: {
      query?: never;
      header?: {
        /** @description Seconds to wait for the end of the work, at most 60 (RFC 7240) */
        Prefer?: string;
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "voiceId": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *       "items": [
         *         {
         *           "key": "line-1",
         *           "text": "The kettle is on."
         *         },
         *         {
         *           "key": "line-2",
         *           "text": "Tea is ready."
         *         }
         *       ],
         *       "format": "wav"
         *     }
         */
        'application/json': components['schemas']['CreateBatch'];
      };
    };
    responses: {
      /** @description The work ended within the time in `Prefer` */
      200: {
        headers: {
          Location: components['headers']['Location'];
          'Preference-Applied': components['headers']['PreferenceApplied'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "type": "consent.verification",
           *       "status": "queued",
           *       "stage": "waiting-for-recording",
           *       "progress": 0.4,
           *       "subject": {
           *         "type": "synthesis",
           *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description The work was accepted; `Location` leads to its operation */
      202: {
        headers: {
          Location: components['headers']['Location'];
          'Retry-After': components['headers']['RetryAfter'];
          'Preference-Applied': components['headers']['PreferenceApplied'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "type": "consent.verification",
           *       "status": "queued",
           *       "stage": "waiting-for-recording",
           *       "progress": 0.4,
           *       "subject": {
           *         "type": "synthesis",
           *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description `idempotency-key-required`: The request requires an Idempotency-Key. `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-mismatch`: The consent differs from the one used to enroll the voice. `consent-revoked`: The consent was revoked or has expired. `forbidden`: The token lacks a required role. `voice-not-granted`: The caller has not been granted this voice */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-not-active`: The consent is not active. `idempotency-in-progress`: The request with this Idempotency-Key is still running. `state-conflict`: The state of the resource does not allow this request. `voice-not-ready`: The voice is not ready */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request. `invalid-ssml`: The SSML is invalid or not supported. `text-too-long`: The text is too long for one synthesis. `unknown-reference`: The body names a resource that does not exist */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `budget-exhausted`: The budget of this month is exhausted. `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  estimateBatch: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "voiceId": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *       "items": [
         *         {
         *           "key": "line-1",
         *           "text": "The kettle is on."
         *         },
         *         {
         *           "key": "line-2",
         *           "text": "Tea is ready."
         *         }
         *       ],
         *       "format": "wav"
         *     }
         */
        'application/json': components['schemas']['CreateBatch'];
      };
    };
    responses: {
      /** @description The estimate */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "characters": 17,
           *       "billedCharacters": 114,
           *       "billedParts": {
           *         "text": 17,
           *         "chinese": 0,
           *         "markup": 97
           *       },
           *       "estimatedDurationMs": 1240,
           *       "costClass": "personalVoice",
           *       "items": 2
           *     }
           */
          'application/json': components['schemas']['BatchEstimate'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-mismatch`: The consent differs from the one used to enroll the voice. `consent-revoked`: The consent was revoked or has expired. `forbidden`: The token lacks a required role. `voice-not-granted`: The caller has not been granted this voice */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-not-active`: The consent is not active. `state-conflict`: The state of the resource does not allow this request. `voice-not-ready`: The voice is not ready */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid-ssml`: The SSML is invalid or not supported. `text-too-long`: The text is too long for one synthesis. `unknown-reference`: The body names a resource that does not exist */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getBatch: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have: the answer is 304 if it is still the current one */
        'If-None-Match'?: string;
      };
      path: {
        /** @description Id of the batch */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The resource as it is now */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "bat_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "status": "queued",
           *       "partial": false,
           *       "voiceId": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "format": "wav",
           *       "locale": "en-US",
           *       "rate": 1,
           *       "disclosure": "none",
           *       "concatenate": false,
           *       "items": {
           *         "total": 2,
           *         "queued": 0,
           *         "running": 0,
           *         "succeeded": 2,
           *         "failed": 0,
           *         "canceled": 0,
           *         "reused": 0
           *       },
           *       "operationId": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Batch'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getBatchArchive: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the batch */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The zip file */
      200: {
        headers: {
          'Content-Disposition': components['headers']['ContentDisposition'];
          'X-AI-Generated': components['headers']['XAIGenerated'];
          'Provenance-Id': components['headers']['ProvenanceId'];
          Link: components['headers']['Link'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/zip': Blob;
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-mismatch`: The consent differs from the one used to enroll the voice. `consent-revoked`: The consent was revoked or has expired. `forbidden`: The token lacks a required role. `voice-not-granted`: The caller has not been granted this voice */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-not-active`: The consent is not active. `state-conflict`: The state of the resource does not allow this request. `synthesis-not-ready`: The audio is not ready yet. `voice-not-ready`: The voice is not ready */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests. `too-many-open-requests`: This caller has too many open requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  cancelBatch: {
    parameters: {
      query?: never;
      header?: {
        /** @description Seconds to wait for the end of the work, at most 60 (RFC 7240) */
        Prefer?: string;
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description Id of the batch */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The work ended within the time in `Prefer` */
      200: {
        headers: {
          Location: components['headers']['Location'];
          'Preference-Applied': components['headers']['PreferenceApplied'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "type": "consent.verification",
           *       "status": "queued",
           *       "stage": "waiting-for-recording",
           *       "progress": 0.4,
           *       "subject": {
           *         "type": "synthesis",
           *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description The work was accepted; `Location` leads to its operation */
      202: {
        headers: {
          Location: components['headers']['Location'];
          'Retry-After': components['headers']['RetryAfter'];
          'Preference-Applied': components['headers']['PreferenceApplied'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "type": "consent.verification",
           *       "status": "queued",
           *       "stage": "waiting-for-recording",
           *       "progress": 0.4,
           *       "subject": {
           *         "type": "synthesis",
           *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-in-progress`: The request with this Idempotency-Key is still running. `state-conflict`: The state of the resource does not allow this request */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listBatchItems: {
    parameters: {
      query?: {
        /** @description Maximum number of items in the page. Default: `20` */
        limit?: number;
        /** @description `next` of the page before */
        after?: string;
        /** @description Only items in this state */
        status?: components['schemas']['BatchItemStatus'];
      };
      header?: never;
      path: {
        /** @description Id of the batch */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          Link: components['headers']['Link'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "index": 17,
           *           "key": "line-17",
           *           "status": "queued",
           *           "characters": 17,
           *           "file": "00018-line-17.wav",
           *           "sizeBytes": 1440044,
           *           "durationMs": 1240,
           *           "provenanceId": "prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D.00018",
           *           "reused": false
           *         }
           *       ],
           *       "hasMore": false,
           *       "next": null
           *     }
           */
          'application/json': components['schemas']['BatchItemList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  retryBatch: {
    parameters: {
      query?: never;
      header?: {
        /** @description Seconds to wait for the end of the work, at most 60 (RFC 7240) */
        Prefer?: string;
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description Id of the batch */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The work ended within the time in `Prefer` */
      200: {
        headers: {
          Location: components['headers']['Location'];
          'Preference-Applied': components['headers']['PreferenceApplied'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "type": "consent.verification",
           *       "status": "queued",
           *       "stage": "waiting-for-recording",
           *       "progress": 0.4,
           *       "subject": {
           *         "type": "synthesis",
           *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description The work was accepted; `Location` leads to its operation */
      202: {
        headers: {
          Location: components['headers']['Location'];
          'Retry-After': components['headers']['RetryAfter'];
          'Preference-Applied': components['headers']['PreferenceApplied'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "type": "consent.verification",
           *       "status": "queued",
           *       "stage": "waiting-for-recording",
           *       "progress": 0.4,
           *       "subject": {
           *         "type": "synthesis",
           *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-mismatch`: The consent differs from the one used to enroll the voice. `consent-revoked`: The consent was revoked or has expired. `forbidden`: The token lacks a required role. `voice-not-granted`: The caller has not been granted this voice */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-not-active`: The consent is not active. `idempotency-in-progress`: The request with this Idempotency-Key is still running. `state-conflict`: The state of the resource does not allow this request. `voice-not-ready`: The voice is not ready */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `budget-exhausted`: The budget of this month is exhausted. `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listBudgets: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The budgets */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "period": "2026-11",
           *       "endsAt": "2026-11-22T10:15:00.000Z",
           *       "currency": "USD",
           *       "usage": {
           *         "characters": 412000,
           *         "cost": 0.032832
           *       },
           *       "forecast": {
           *         "characters": 412000,
           *         "cost": 0.032832
           *       },
           *       "data": []
           *     }
           */
          'application/json': components['schemas']['Budgets'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getBudget: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have: the answer is 304 if it is still the current one */
        'If-None-Match'?: string;
      };
      path: {
        /** @description `tenant`, or the id of a voice */
        scope: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The resource as it is now */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "scope": "tenant",
           *       "characters": {
           *         "soft": 800000,
           *         "hard": 1000000
           *       },
           *       "cost": {
           *         "soft": 20,
           *         "hard": 24
           *       },
           *       "currency": "USD",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Budget'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  updateBudget: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have read: the request is refused with 412 if the resource has changed */
        'If-Match'?: string;
      };
      path: {
        /** @description `tenant`, or the id of a voice */
        scope: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /** @example {} */
        'application/json': components['schemas']['UpdateBudget'];
      };
    };
    responses: {
      /** @description The resource as it is now */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "scope": "tenant",
           *       "characters": {
           *         "soft": 800000,
           *         "hard": 1000000
           *       },
           *       "cost": {
           *         "soft": 20,
           *         "hard": 24
           *       },
           *       "currency": "USD",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Budget'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `state-conflict`: The state of the resource does not allow this request */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `etag-mismatch`: The resource has changed */
      412: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getConfiguration: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The configuration, as far as it concerns clients */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "uploads": {
           *         "ways": [
           *           "url"
           *         ],
           *         "maxBytes": 104857600,
           *         "urlTtlMs": 900000,
           *         "formTimeoutMs": 200000,
           *         "checkMaxBytes": 31457280
           *       },
           *       "speech": {
           *         "formats": [
           *           {
           *             "name": "mp3",
           *             "contentType": "audio/mpeg",
           *             "sampleRatesHz": [
           *               24000
           *             ]
           *           }
           *         ],
           *         "maxTextCharacters": 200000,
           *         "minRate": 0.5,
           *         "maxRate": 2,
           *         "maxLexiconEntries": 100,
           *         "maxLexiconCharacters": 200,
           *         "translation": false,
           *         "preparation": false,
           *         "maxBatchItems": 10000,
           *         "openAiModels": [
           *           "tts-1"
           *         ]
           *       },
           *       "voiceKinds": [
           *         "personal"
           *       ],
           *       "consentLocales": [
           *         "en-US"
           *       ],
           *       "idempotencyKeyTtlMs": 86400000
           *     }
           */
          'application/json': components['schemas']['Configuration'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listConsentStatements: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All statements */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "locale": "en-US",
           *           "statement": "I {talent} am aware that recordings of my voice will be used by {company} to create and use a synthetic version of my voice."
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['ConsentStatementList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listConsents: {
    parameters: {
      query?: {
        /** @description Maximum number of items in the page. Default: `20` */
        limit?: number;
        /** @description `next` of the page before */
        after?: string;
        /** @description Only consents in this state */
        status?: components['schemas']['ConsentStatus'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          Link: components['headers']['Link'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "status": "awaitingRecording",
           *           "voiceTalentName": "Ada Lovelace",
           *           "companyName": "Contoso",
           *           "locale": "en-US",
           *           "statement": "I Ada Lovelace am aware that recordings of my voice will be used by Contoso to create and use a synthetic version of my voice.",
           *           "uploadId": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "operationId": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "expiresAt": "2026-11-22T10:15:00.000Z",
           *           "revokedAt": "2026-11-22T10:15:00.000Z",
           *           "ownerId": "11111111-2222-4333-8444-555555555555",
           *           "createdAt": "2026-11-22T10:15:00.000Z",
           *           "updatedAt": "2026-11-22T10:15:00.000Z"
           *         }
           *       ],
           *       "hasMore": false,
           *       "next": null
           *     }
           */
          'application/json': components['schemas']['ConsentList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createConsent: {
    parameters: {
      query?: never;
      header?: {
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "voiceTalentName": "Ada Lovelace",
         *       "companyName": "Contoso",
         *       "locale": "en-US",
         *       "expiresAt": "2027-11-22T00:00:00.000Z",
         *       "uploadId": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *     }
         */
        'application/json': components['schemas']['CreateConsent'];
      };
    };
    responses: {
      /** @description The consent, with the statement to read aloud */
      201: {
        headers: {
          Location: components['headers']['Location'];
          ETag: components['headers']['ETag'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "status": "awaitingRecording",
           *       "voiceTalentName": "Ada Lovelace",
           *       "companyName": "Contoso",
           *       "locale": "en-US",
           *       "statement": "I Ada Lovelace am aware that recordings of my voice will be used by Contoso to create and use a synthetic version of my voice.",
           *       "uploadId": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "operationId": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "expiresAt": "2026-11-22T10:15:00.000Z",
           *       "revokedAt": "2026-11-22T10:15:00.000Z",
           *       "ownerId": "11111111-2222-4333-8444-555555555555",
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Consent'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-revoked`: The consent was revoked or has expired. `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-in-progress`: The request with this Idempotency-Key is still running. `recording-already-used`: The recording was already used for another consent. `upload-not-ready`: The recording has not been uploaded and checked yet */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request. `unknown-reference`: The body names a resource that does not exist. `upload-purpose-mismatch`: The recording was uploaded for another purpose. `upload-rejected`: The recording was rejected */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getConsent: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have: the answer is 304 if it is still the current one */
        'If-None-Match'?: string;
      };
      path: {
        /** @description Id of the consent */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The resource as it is now */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "status": "awaitingRecording",
           *       "voiceTalentName": "Ada Lovelace",
           *       "companyName": "Contoso",
           *       "locale": "en-US",
           *       "statement": "I Ada Lovelace am aware that recordings of my voice will be used by Contoso to create and use a synthetic version of my voice.",
           *       "uploadId": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "operationId": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "expiresAt": "2026-11-22T10:15:00.000Z",
           *       "revokedAt": "2026-11-22T10:15:00.000Z",
           *       "ownerId": "11111111-2222-4333-8444-555555555555",
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Consent'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  submitConsentRecording: {
    parameters: {
      query?: never;
      header?: {
        /** @description Seconds to wait for the end of the work, at most 60 (RFC 7240) */
        Prefer?: string;
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description Id of the consent */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "uploadId": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *     }
         */
        'application/json': components['schemas']['ConsentRecording'];
      };
    };
    responses: {
      /** @description The work ended within the time in `Prefer` */
      200: {
        headers: {
          Location: components['headers']['Location'];
          'Preference-Applied': components['headers']['PreferenceApplied'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "type": "consent.verification",
           *       "status": "queued",
           *       "stage": "waiting-for-recording",
           *       "progress": 0.4,
           *       "subject": {
           *         "type": "synthesis",
           *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description The work was accepted; `Location` leads to its operation */
      202: {
        headers: {
          Location: components['headers']['Location'];
          'Retry-After': components['headers']['RetryAfter'];
          'Preference-Applied': components['headers']['PreferenceApplied'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "type": "consent.verification",
           *       "status": "queued",
           *       "stage": "waiting-for-recording",
           *       "progress": 0.4,
           *       "subject": {
           *         "type": "synthesis",
           *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-revoked`: The consent was revoked or has expired. `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-in-progress`: The request with this Idempotency-Key is still running. `recording-already-used`: The recording was already used for another consent. `state-conflict`: The state of the resource does not allow this request. `upload-not-ready`: The recording has not been uploaded and checked yet */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request. `unknown-reference`: The body names a resource that does not exist. `upload-purpose-mismatch`: The recording was uploaded for another purpose. `upload-rejected`: The recording was rejected */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  revokeConsent: {
    parameters: {
      query?: never;
      header?: {
        /** @description Seconds to wait for the end of the work, at most 60 (RFC 7240) */
        Prefer?: string;
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description Id of the consent */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        /** @example {} */
        'application/json': components['schemas']['RevokeConsent'];
      };
    };
    responses: {
      /** @description The work ended within the time in `Prefer` */
      200: {
        headers: {
          Location: components['headers']['Location'];
          'Preference-Applied': components['headers']['PreferenceApplied'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "type": "consent.verification",
           *       "status": "queued",
           *       "stage": "waiting-for-recording",
           *       "progress": 0.4,
           *       "subject": {
           *         "type": "synthesis",
           *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description The work was accepted; `Location` leads to its operation */
      202: {
        headers: {
          Location: components['headers']['Location'];
          'Retry-After': components['headers']['RetryAfter'];
          'Preference-Applied': components['headers']['PreferenceApplied'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "type": "consent.verification",
           *       "status": "queued",
           *       "stage": "waiting-for-recording",
           *       "progress": 0.4,
           *       "subject": {
           *         "type": "synthesis",
           *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-in-progress`: The request with this Idempotency-Key is still running. `state-conflict`: The state of the resource does not allow this request */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listDeadLetters: {
    parameters: {
      query?: {
        /** @description Maximum number of items in the page. Default: `20` */
        limit?: number;
        /** @description `next` of the page before */
        after?: string;
        /** @description If omitted, all queues */
        queue?: components['schemas']['QueueName'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          Link: components['headers']['Link'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "queue": "audio-uploads",
           *           "sequenceNumber": "17",
           *           "messageId": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D:synthesis.run:1",
           *           "type": "synthesis.run",
           *           "tenantId": "11111111-2222-4333-8444-555555555555",
           *           "subjectId": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "attempt": 1,
           *           "deliveryCount": 5,
           *           "enqueuedAt": "2026-11-22T10:15:00.000Z"
           *         }
           *       ],
           *       "hasMore": false,
           *       "next": null
           *     }
           */
          'application/json': components['schemas']['DeadLetterList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getDeadLetterSummary: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The number of dead letters */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "total": 3,
           *       "queues": [
           *         {
           *           "queue": "audio-uploads",
           *           "count": 3
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['DeadLetterSummary'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getDeadLetter: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The queue of the message */
        queue: components['schemas']['QueueName'];
        /** @description Number of the message, of Service Bus */
        sequenceNumber: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The dead letter */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "queue": "audio-uploads",
           *       "sequenceNumber": "17",
           *       "messageId": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D:synthesis.run:1",
           *       "type": "synthesis.run",
           *       "tenantId": "11111111-2222-4333-8444-555555555555",
           *       "subjectId": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "attempt": 1,
           *       "deliveryCount": 5,
           *       "enqueuedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['DeadLetter'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  discardDeadLetter: {
    parameters: {
      query?: never;
      header?: {
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description The queue of the message */
        queue: components['schemas']['QueueName'];
        /** @description Number of the message, of Service Bus */
        sequenceNumber: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The dead letter that was discarded */
      200: {
        headers: {
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "queue": "audio-uploads",
           *       "sequenceNumber": "17",
           *       "messageId": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D:synthesis.run:1",
           *       "type": "synthesis.run",
           *       "tenantId": "11111111-2222-4333-8444-555555555555",
           *       "subjectId": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "attempt": 1,
           *       "deliveryCount": 5,
           *       "enqueuedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['DeadLetter'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-in-progress`: The request with this Idempotency-Key is still running */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  resubmitDeadLetter: {
    parameters: {
      query?: never;
      header?: {
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description The queue of the message */
        queue: components['schemas']['QueueName'];
        /** @description Number of the message, of Service Bus */
        sequenceNumber: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The dead letter, as it was before it was sent again */
      200: {
        headers: {
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "queue": "audio-uploads",
           *       "sequenceNumber": "17",
           *       "messageId": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D:synthesis.run:1",
           *       "type": "synthesis.run",
           *       "tenantId": "11111111-2222-4333-8444-555555555555",
           *       "subjectId": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "attempt": 1,
           *       "deliveryCount": 5,
           *       "enqueuedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['DeadLetter'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-in-progress`: The request with this Idempotency-Key is still running. `state-conflict`: The state of the resource does not allow this request */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request. `invalid-message`: The message does not match its schema */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createLink: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "resource": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D/audio"
         *     }
         */
        'application/json': components['schemas']['CreateLink'];
      };
    };
    responses: {
      /** @description The link */
      201: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "url": "https://voice.example.com/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D/audio?link=eyJ…",
           *       "expiresAt": "2026-11-22T10:20:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Link'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unknown-reference`: The body names a resource that does not exist */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getMe: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The caller */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "tenantId": "11111111-1111-4111-8111-111111111111",
           *       "objectId": "22222222-2222-4222-8222-222222222222",
           *       "kind": "user",
           *       "roles": [
           *         "Voice.Read"
           *       ],
           *       "clientId": "33333333-3333-4333-8333-333333333333",
           *       "tokenExpiresAt": "2026-11-22T11:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Me'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listOpenAiModels: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The models */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "object": "list",
           *       "data": [
           *         {
           *           "id": "tts-1",
           *           "object": "model",
           *           "created": 1732270500,
           *           "owned_by": "system"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['OpenAiModelList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
    };
  };
  getOpenAiModel: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the model */
        model: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The model */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "tts-1",
           *       "object": "model",
           *       "created": 1732270500,
           *       "owned_by": "system"
           *     }
           */
          'application/json': components['schemas']['OpenAiModel'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OpenAiError'];
        };
      };
    };
  };
  listNotificationSubscriptions: {
    parameters: {
      query?: {
        /** @description Maximum number of items in the page. Default: `20` */
        limit?: number;
        /** @description `next` of the page before */
        after?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          Link: components['headers']['Link'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "status": "active",
           *           "channel": "email",
           *           "addressHint": "a…@example.com",
           *           "kinds": [
           *             "daily-digest"
           *           ],
           *           "timeZone": "Europe/Berlin",
           *           "consentId": "cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "createdAt": "2026-11-22T10:15:00.000Z",
           *           "updatedAt": "2026-11-22T10:15:00.000Z"
           *         }
           *       ],
           *       "hasMore": false,
           *       "next": null
           *     }
           */
          'application/json': components['schemas']['NotificationSubscriptionList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createNotificationSubscription: {
    parameters: {
      query?: never;
      header?: {
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "channel": "email",
         *       "address": "ada@example.com",
         *       "kinds": [
         *         "daily-digest",
         *         "consent-expiring"
         *       ],
         *       "timeZone": "Europe/Berlin",
         *       "consentId": "cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *     }
         */
        'application/json': components['schemas']['CreateNotificationSubscription'];
      };
    };
    responses: {
      /** @description The subscription */
      201: {
        headers: {
          Location: components['headers']['Location'];
          ETag: components['headers']['ETag'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "status": "active",
           *       "channel": "email",
           *       "addressHint": "a…@example.com",
           *       "kinds": [
           *         "daily-digest"
           *       ],
           *       "timeZone": "Europe/Berlin",
           *       "consentId": "cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['NotificationSubscription'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-in-progress`: The request with this Idempotency-Key is still running. `state-conflict`: The state of the resource does not allow this request */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `email-not-configured`: E-mail is not configured. `idempotency-key-reused`: The Idempotency-Key was used for a different request. `unknown-reference`: The body names a resource that does not exist. `url-refused`: Requests to this URL are not allowed */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getNotificationSubscription: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have: the answer is 304 if it is still the current one */
        'If-None-Match'?: string;
      };
      path: {
        /** @description Id of the notification subscription */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The resource as it is now */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "status": "active",
           *       "channel": "email",
           *       "addressHint": "a…@example.com",
           *       "kinds": [
           *         "daily-digest"
           *       ],
           *       "timeZone": "Europe/Berlin",
           *       "consentId": "cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['NotificationSubscription'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  deleteNotificationSubscription: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have read: the request is refused with 412 if the resource has changed */
        'If-Match'?: string;
      };
      path: {
        /** @description Id of the notification subscription */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The subscription was deleted */
      204: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `etag-mismatch`: The resource has changed */
      412: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  updateNotificationSubscription: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have read: the request is refused with 412 if the resource has changed */
        'If-Match'?: string;
      };
      path: {
        /** @description Id of the notification subscription */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "address": "ada@example.com",
         *       "kinds": [
         *         "daily-digest",
         *         "consent-expiring"
         *       ],
         *       "timeZone": "Europe/Berlin"
         *     }
         */
        'application/json': components['schemas']['UpdateNotificationSubscription'];
      };
    };
    responses: {
      /** @description The resource as it is now */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "status": "active",
           *       "channel": "email",
           *       "addressHint": "a…@example.com",
           *       "kinds": [
           *         "daily-digest"
           *       ],
           *       "timeZone": "Europe/Berlin",
           *       "consentId": "cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['NotificationSubscription'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `state-conflict`: The state of the resource does not allow this request */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `etag-mismatch`: The resource has changed */
      412: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `email-not-configured`: E-mail is not configured. `unknown-reference`: The body names a resource that does not exist. `url-refused`: Requests to this URL are not allowed */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  previewNotification: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the notification subscription */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "kind": "daily-digest"
         *     }
         */
        'application/json': components['schemas']['CreateNotificationPreview'];
      };
    };
    responses: {
      /** @description The notification */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "kind": "daily-digest",
           *       "isSample": false,
           *       "subject": "Your daily digest: 2026-11-22",
           *       "text": "Your daily digest: 2026-11-22",
           *       "html": "<!doctype html>…",
           *       "teams": "{\"type\":\"message\"}",
           *       "webhook": "{\"type\":\"notification.daily-digest\"}"
           *     }
           */
          'application/json': components['schemas']['NotificationPreview'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listOperations: {
    parameters: {
      query?: {
        /** @description Maximum number of items in the page. Default: `20` */
        limit?: number;
        /** @description `next` of the page before */
        after?: string;
        /** @description Only operations in this state */
        status?: components['schemas']['OperationStatus'];
        /** @description Only operations of this type */
        type?: components['schemas']['OperationType'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          Link: components['headers']['Link'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "type": "consent.verification",
           *           "status": "queued",
           *           "stage": "waiting-for-recording",
           *           "progress": 0.4,
           *           "subject": {
           *             "type": "synthesis",
           *             "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *             "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *           },
           *           "createdAt": "2026-11-22T10:15:00.000Z",
           *           "updatedAt": "2026-11-22T10:15:00.000Z"
           *         }
           *       ],
           *       "hasMore": false,
           *       "next": null
           *     }
           */
          'application/json': components['schemas']['OperationList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getOperation: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have: the answer is 304 if it is still the current one */
        'If-None-Match'?: string;
      };
      path: {
        /** @description Id of the operation */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The resource as it is now */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "type": "consent.verification",
           *       "status": "queued",
           *       "stage": "waiting-for-recording",
           *       "progress": 0.4,
           *       "subject": {
           *         "type": "synthesis",
           *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  cancelOperation: {
    parameters: {
      query?: never;
      header?: {
        /** @description Seconds to wait for the end of the work, at most 60 (RFC 7240) */
        Prefer?: string;
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description Id of the operation */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The work ended within the time in `Prefer` */
      200: {
        headers: {
          Location: components['headers']['Location'];
          'Preference-Applied': components['headers']['PreferenceApplied'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "type": "consent.verification",
           *       "status": "queued",
           *       "stage": "waiting-for-recording",
           *       "progress": 0.4,
           *       "subject": {
           *         "type": "synthesis",
           *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description The work was accepted; `Location` leads to its operation */
      202: {
        headers: {
          Location: components['headers']['Location'];
          'Retry-After': components['headers']['RetryAfter'];
          'Preference-Applied': components['headers']['PreferenceApplied'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "type": "consent.verification",
           *       "status": "queued",
           *       "stage": "waiting-for-recording",
           *       "progress": 0.4,
           *       "subject": {
           *         "type": "synthesis",
           *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-in-progress`: The request with this Idempotency-Key is still running. `state-conflict`: The state of the resource does not allow this request */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  watchOperation: {
    parameters: {
      query?: never;
      header?: {
        /** @description Id of the last event that the client has seen */
        'Last-Event-ID'?: string;
      };
      path: {
        /** @description Id of the operation */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The events, as they happen */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': Blob;
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests. `too-many-open-requests`: This caller has too many open requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listProvenanceKeys: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The keys */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "keys": [
           *         {
           *           "keyId": "21fe31dfa154a261",
           *           "publicKey": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['ProvenanceKeys'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  verifyFile: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'multipart/form-data': {
          /**
           * Format: binary
           * @description The file to verify
           */
          file: Blob;
        };
      };
    };
    responses: {
      /** @description The result, and what it follows from */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "verdict": "ours-intact",
           *       "detail": "This deployment made the speech in this file.",
           *       "manifest": {
           *         "state": "trusted",
           *         "codes": [
           *           "claimSignature.validated"
           *         ],
           *         "manifestId": "urn:c2pa:3fa85f64-5717-4562-b3fc-2c963f66afa6",
           *         "issuer": "Contoso Ltd",
           *         "signer": "Speech",
           *         "algorithm": "es256",
           *         "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
           *         "provenanceId": "prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "tag": {
           *         "synthetic": false,
           *         "provenanceId": "prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "recordMatch": "file"
           *     }
           */
          'application/json': components['schemas']['Verification'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upload-too-slow`: The file took too long to arrive */
      408: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests. `too-many-open-requests`: This caller has too many open requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `audio-slots-busy`: All slots for audio are in use. `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getProvenance: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id in the tag of a file, or in `Provenance-Id` */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The record */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "status": "recorded",
           *       "withdrawnAt": "2026-11-22T10:15:00.000Z",
           *       "statement": {
           *         "version": 1,
           *         "id": "prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *         "synthetic": true,
           *         "organization": "Contoso Ltd",
           *         "at": "2026-11-22T10:15:00.000Z",
           *         "format": {
           *           "name": "mp3",
           *           "sampleRateHz": 24000
           *         },
           *         "complete": false,
           *         "algorithm": "SHA-256",
           *         "bytes": 48132,
           *         "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *         "audioSha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
           *         "watermark": "azure-personal-voice",
           *         "detailsSha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
           *       }
           *     }
           */
          'application/json': components['schemas']['ProvenanceRecord'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getRetention: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have: the answer is 304 if it is still the current one */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The resource as it is now */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "rules": [],
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Retention'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  updateRetention: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have read: the request is refused with 412 if the resource has changed */
        'If-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "rules": [
         *         {
         *           "class": "result",
         *           "action": "delete",
         *           "afterDays": 90
         *         }
         *       ]
         *     }
         */
        'application/json': components['schemas']['UpdateRetention'];
      };
    };
    responses: {
      /** @description The resource as it is now */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "rules": [],
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Retention'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `etag-mismatch`: The resource has changed */
      412: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listLegalHolds: {
    parameters: {
      query?: {
        /** @description Maximum number of items in the page. Default: `20` */
        limit?: number;
        /** @description `next` of the page before */
        after?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          Link: components['headers']['Link'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "kind": "upload",
           *           "href": "/v1/uploads/upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "status": "placing",
           *           "reason": "Case 4711",
           *           "setBy": "11111111-2222-4333-8444-555555555555",
           *           "setAt": "2026-11-22T10:15:00.000Z",
           *           "placedAt": "2026-11-22T10:15:00.000Z",
           *           "releasedAt": "2026-11-22T10:15:00.000Z"
           *         }
           *       ],
           *       "hasMore": false,
           *       "next": null
           *     }
           */
          'application/json': components['schemas']['LegalHoldList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getLegalHold: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have: the answer is 304 if it is still the current one */
        'If-None-Match'?: string;
      };
      path: {
        /** @description Id of an upload, a consent or a synthesis */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The resource as it is now */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "kind": "upload",
           *       "href": "/v1/uploads/upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "status": "placing",
           *       "reason": "Case 4711",
           *       "setBy": "11111111-2222-4333-8444-555555555555",
           *       "setAt": "2026-11-22T10:15:00.000Z",
           *       "placedAt": "2026-11-22T10:15:00.000Z",
           *       "releasedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['LegalHold'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  updateLegalHold: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have read: the request is refused with 412 if the resource has changed */
        'If-Match'?: string;
      };
      path: {
        /** @description Id of an upload, a consent or a synthesis */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "reason": "Case 4711"
         *     }
         */
        'application/json': components['schemas']['UpdateLegalHold'];
      };
    };
    responses: {
      /** @description The resource as it is now */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "kind": "upload",
           *       "href": "/v1/uploads/upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "status": "placing",
           *       "reason": "Case 4711",
           *       "setBy": "11111111-2222-4333-8444-555555555555",
           *       "setAt": "2026-11-22T10:15:00.000Z",
           *       "placedAt": "2026-11-22T10:15:00.000Z",
           *       "releasedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['LegalHold'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `state-conflict`: The state of the resource does not allow this request */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `etag-mismatch`: The resource has changed */
      412: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `legal-holds-disabled`: This deployment has no legal holds */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  deleteLegalHold: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have read: the request is refused with 412 if the resource has changed */
        'If-Match'?: string;
      };
      path: {
        /** @description Id of an upload, a consent or a synthesis */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The resource as it is now */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "kind": "upload",
           *       "href": "/v1/uploads/upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "status": "placing",
           *       "reason": "Case 4711",
           *       "setBy": "11111111-2222-4333-8444-555555555555",
           *       "setAt": "2026-11-22T10:15:00.000Z",
           *       "placedAt": "2026-11-22T10:15:00.000Z",
           *       "releasedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['LegalHold'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `state-conflict`: The state of the resource does not allow this request */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `etag-mismatch`: The resource has changed */
      412: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listRetentionPreview: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "class": "result",
         *       "afterDays": 90
         *     }
         */
        'application/json': components['schemas']['CreateRetentionPreview'];
      };
    };
    responses: {
      /** @description A page of documents */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "class": "raw",
           *           "action": "delete",
           *           "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "createdAt": "2026-11-22T10:15:00.000Z",
           *           "dueAt": "2026-11-22T10:15:00.000Z"
           *         }
           *       ],
           *       "hasMore": false,
           *       "next": null
           *     }
           */
          'application/json': components['schemas']['RetentionPreviewList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listSchedules: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All schedules */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "name": "usage.roll",
           *           "description": "Sums up the usage of days that are over",
           *           "cron": "10 2 * * *",
           *           "timeZone": "UTC",
           *           "isPaused": false,
           *           "pausedAt": "2026-11-22T10:15:00.000Z",
           *           "nextRunAt": "2026-11-22T10:15:00.000Z"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['ScheduleList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  updateSchedule: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Name of the schedule */
        name: components['schemas']['ScheduleName'];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "cron": "10 2 * * *",
         *       "timeZone": "Europe/Berlin"
         *     }
         */
        'application/json': components['schemas']['UpdateSchedule'];
      };
    };
    responses: {
      /** @description The schedule with its new times */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "name": "usage.roll",
           *       "description": "Sums up the usage of days that are over",
           *       "cron": "10 2 * * *",
           *       "timeZone": "UTC",
           *       "isPaused": false,
           *       "pausedAt": "2026-11-22T10:15:00.000Z",
           *       "nextRunAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Schedule'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  pauseSchedule: {
    parameters: {
      query?: never;
      header?: {
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description Name of the schedule */
        name: components['schemas']['ScheduleName'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The schedule, paused */
      200: {
        headers: {
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "name": "usage.roll",
           *       "description": "Sums up the usage of days that are over",
           *       "cron": "10 2 * * *",
           *       "timeZone": "UTC",
           *       "isPaused": false,
           *       "pausedAt": "2026-11-22T10:15:00.000Z",
           *       "nextRunAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Schedule'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-in-progress`: The request with this Idempotency-Key is still running */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  resumeSchedule: {
    parameters: {
      query?: never;
      header?: {
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description Name of the schedule */
        name: components['schemas']['ScheduleName'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The schedule, resumed */
      200: {
        headers: {
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "name": "usage.roll",
           *       "description": "Sums up the usage of days that are over",
           *       "cron": "10 2 * * *",
           *       "timeZone": "UTC",
           *       "isPaused": false,
           *       "pausedAt": "2026-11-22T10:15:00.000Z",
           *       "nextRunAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Schedule'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-in-progress`: The request with this Idempotency-Key is still running */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  runSchedule: {
    parameters: {
      query?: never;
      header?: {
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description Name of the schedule */
        name: components['schemas']['ScheduleName'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The schedule, with the run that was started */
      200: {
        headers: {
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "name": "usage.roll",
           *       "description": "Sums up the usage of days that are over",
           *       "cron": "10 2 * * *",
           *       "timeZone": "UTC",
           *       "isPaused": false,
           *       "pausedAt": "2026-11-22T10:15:00.000Z",
           *       "nextRunAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Schedule'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-in-progress`: The request with this Idempotency-Key is still running */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  streamSpeech: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "voiceId": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *       "text": "The kettle is on.",
         *       "format": "mp3"
         *     }
         */
        'application/json': components['schemas']['CreateSpeech'];
      };
    };
    responses: {
      /** @description The audio, in the requested format */
      200: {
        headers: {
          'Server-Timing': components['headers']['ServerTiming'];
          'X-AI-Generated': components['headers']['XAIGenerated'];
          'Provenance-Id': components['headers']['ProvenanceId'];
          Link: components['headers']['Link'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'audio/*': Blob;
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-mismatch`: The consent differs from the one used to enroll the voice. `consent-revoked`: The consent was revoked or has expired. `forbidden`: The token lacks a required role. `voice-not-granted`: The caller has not been granted this voice */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-not-active`: The consent is not active. `state-conflict`: The state of the resource does not allow this request. `voice-not-ready`: The voice is not ready */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid-ssml`: The SSML is invalid or not supported. `preparation-failed`: The text could not be prepared for speech. `preparation-not-configured`: Text preparation is not configured. `provider-rejected`: The provider refused the request. `text-too-long`: The text is too long for one synthesis. `translation-not-configured`: Translation is not configured. `translation-unsupported`: Translation into this language is not supported. `unknown-reference`: The body names a resource that does not exist */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `budget-exhausted`: The budget of this month is exhausted. `concurrency-limited`: All slots for speech are in use. `endpoint-hours-exhausted`: The endpoint of the voice was deployed for all hours of this month. `rate-limited`: Too many requests. `too-many-open-requests`: This caller has too many open requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `provider-unauthorized`: The provider refused the credential of this service. `provider-unavailable`: The provider is unavailable */
      502: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release. `endpoint-resuming`: The endpoint of the voice is being resumed. `provider-throttled`: The provider is throttling requests */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `provider-timeout`: The provider did not answer in time */
      504: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listSyntheses: {
    parameters: {
      query?: {
        /** @description Maximum number of items in the page. Default: `20` */
        limit?: number;
        /** @description `next` of the page before */
        after?: string;
        /** @description Only syntheses in this state */
        status?: components['schemas']['SynthesisStatus'];
        /** @description Only those of this voice */
        voiceId?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          Link: components['headers']['Link'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "status": "queued",
           *           "voiceId": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "locale": "en-US",
           *           "rate": 1,
           *           "format": "wav",
           *           "sampleRateHz": 24000,
           *           "characters": 17,
           *           "disclosure": "none",
           *           "operationId": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "store": true,
           *           "expiresAt": "2027-01-31T00:00:00.000Z",
           *           "createdAt": "2026-11-22T10:15:00.000Z",
           *           "updatedAt": "2026-11-22T10:15:00.000Z"
           *         }
           *       ],
           *       "hasMore": false,
           *       "next": null
           *     }
           */
          'application/json': components['schemas']['SynthesisList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createSynthesis: {
    parameters: {
      query?: never;
      header?: {
        /** @description Seconds to wait for the end of the work, at most 60 (RFC 7240) */
        Prefer?: string;
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "voiceId": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *       "text": "The kettle is on.",
         *       "format": "wav"
         *     }
         */
        'application/json': components['schemas']['CreateSynthesis'];
      };
    };
    responses: {
      /** @description The work ended within the time in `Prefer` */
      200: {
        headers: {
          Location: components['headers']['Location'];
          'Preference-Applied': components['headers']['PreferenceApplied'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "type": "consent.verification",
           *       "status": "queued",
           *       "stage": "waiting-for-recording",
           *       "progress": 0.4,
           *       "subject": {
           *         "type": "synthesis",
           *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description The work was accepted; `Location` leads to its operation */
      202: {
        headers: {
          Location: components['headers']['Location'];
          'Retry-After': components['headers']['RetryAfter'];
          'Preference-Applied': components['headers']['PreferenceApplied'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "type": "consent.verification",
           *       "status": "queued",
           *       "stage": "waiting-for-recording",
           *       "progress": 0.4,
           *       "subject": {
           *         "type": "synthesis",
           *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description `idempotency-key-required`: The request requires an Idempotency-Key. `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-mismatch`: The consent differs from the one used to enroll the voice. `consent-revoked`: The consent was revoked or has expired. `forbidden`: The token lacks a required role. `voice-not-granted`: The caller has not been granted this voice */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-not-active`: The consent is not active. `idempotency-in-progress`: The request with this Idempotency-Key is still running. `state-conflict`: The state of the resource does not allow this request. `voice-not-ready`: The voice is not ready */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request. `invalid-ssml`: The SSML is invalid or not supported. `preparation-not-configured`: Text preparation is not configured. `text-too-long`: The text is too long for one synthesis. `translation-not-configured`: Translation is not configured. `translation-unsupported`: Translation into this language is not supported. `unknown-reference`: The body names a resource that does not exist */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `budget-exhausted`: The budget of this month is exhausted. `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Should-Retry': components['headers']['XShouldRetry'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  estimateSynthesis: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "voiceId": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *       "text": "The kettle is on.",
         *       "format": "wav"
         *     }
         */
        'application/json': components['schemas']['CreateSynthesis'];
      };
    };
    responses: {
      /** @description The estimate */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "characters": 17,
           *       "billedCharacters": 114,
           *       "billedParts": {
           *         "text": 17,
           *         "chinese": 0,
           *         "markup": 97
           *       },
           *       "estimatedDurationMs": 1240,
           *       "costClass": "personalVoice"
           *     }
           */
          'application/json': components['schemas']['SpeechEstimate'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-mismatch`: The consent differs from the one used to enroll the voice. `consent-revoked`: The consent was revoked or has expired. `forbidden`: The token lacks a required role. `voice-not-granted`: The caller has not been granted this voice */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-not-active`: The consent is not active. `state-conflict`: The state of the resource does not allow this request. `voice-not-ready`: The voice is not ready */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid-ssml`: The SSML is invalid or not supported. `preparation-not-configured`: Text preparation is not configured. `text-too-long`: The text is too long for one synthesis. `translation-not-configured`: Translation is not configured. `translation-unsupported`: Translation into this language is not supported. `unknown-reference`: The body names a resource that does not exist */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getSynthesis: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have: the answer is 304 if it is still the current one */
        'If-None-Match'?: string;
      };
      path: {
        /** @description Id of the synthesis */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The resource as it is now */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "status": "queued",
           *       "voiceId": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "locale": "en-US",
           *       "rate": 1,
           *       "format": "wav",
           *       "sampleRateHz": 24000,
           *       "characters": 17,
           *       "disclosure": "none",
           *       "operationId": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "store": true,
           *       "expiresAt": "2027-01-31T00:00:00.000Z",
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Synthesis'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  deleteSynthesis: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have read: the request is refused with 412 if the resource has changed */
        'If-Match'?: string;
      };
      path: {
        /** @description Id of the synthesis */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The synthesis was deleted */
      204: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `state-conflict`: The state of the resource does not allow this request */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `etag-mismatch`: The resource has changed */
      412: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getSynthesisAudio: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have: the answer is 304 if it is still the current one */
        'If-None-Match'?: string;
        /** @description The `ETag` that you have read: the request is refused with 412 if the resource has changed */
        'If-Match'?: string;
        /** @description One range of bytes; the answer is then 206 */
        Range?: string;
        /** @description The `ETag` of which you have a part: if it has changed, the whole is sent instead of the range */
        'If-Range'?: string;
      };
      path: {
        /** @description Id of the synthesis */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The whole file */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'Accept-Ranges': components['headers']['AcceptRanges'];
          'Content-Disposition': components['headers']['ContentDisposition'];
          'X-AI-Generated': components['headers']['XAIGenerated'];
          'Provenance-Id': components['headers']['ProvenanceId'];
          Link: components['headers']['Link'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'audio/wav': Blob;
          'audio/pcm': Blob;
          'audio/mpeg': Blob;
          'audio/ogg; codecs=opus': Blob;
          'audio/webm; codecs=opus': Blob;
          'audio/flac': Blob;
          'audio/basic': Blob;
          'audio/PCMA': Blob;
        };
      };
      /** @description The requested range of the file */
      206: {
        headers: {
          'Content-Range': components['headers']['ContentRange'];
          ETag: components['headers']['ETag'];
          'Accept-Ranges': components['headers']['AcceptRanges'];
          'Content-Disposition': components['headers']['ContentDisposition'];
          'X-AI-Generated': components['headers']['XAIGenerated'];
          'Provenance-Id': components['headers']['ProvenanceId'];
          Link: components['headers']['Link'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'audio/wav': Blob;
          'audio/pcm': Blob;
          'audio/mpeg': Blob;
          'audio/ogg; codecs=opus': Blob;
          'audio/webm; codecs=opus': Blob;
          'audio/flac': Blob;
          'audio/basic': Blob;
          'audio/PCMA': Blob;
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-mismatch`: The consent differs from the one used to enroll the voice. `consent-revoked`: The consent was revoked or has expired. `forbidden`: The token lacks a required role. `voice-not-granted`: The caller has not been granted this voice */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-not-active`: The consent is not active. `state-conflict`: The state of the resource does not allow this request. `synthesis-not-ready`: The audio is not ready yet. `voice-not-ready`: The voice is not ready */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `etag-mismatch`: The resource has changed */
      412: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `range-not-satisfiable`: The requested range lies outside the content */
      416: {
        headers: {
          'Content-Range': components['headers']['ContentRange'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests. `too-many-open-requests`: This caller has too many open requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getSynthesisCaptions: {
    parameters: {
      query?: {
        /** @description WebVTT (`vtt`) or SubRip (`srt`). Default: `vtt` */
        format?: components['schemas']['CaptionsFormat'];
      };
      header?: never;
      path: {
        /** @description Id of the synthesis */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The caption file, in UTF-8 */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'text/vtt': Blob;
          'application/x-subrip': Blob;
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-mismatch`: The consent differs from the one used to enroll the voice. `consent-revoked`: The consent was revoked or has expired. `forbidden`: The token lacks a required role. `voice-not-granted`: The caller has not been granted this voice */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-not-active`: The consent is not active. `state-conflict`: The state of the resource does not allow this request. `synthesis-not-ready`: The audio is not ready yet. `voice-not-ready`: The voice is not ready */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getSynthesisTimings: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the synthesis */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The timings */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "durationMs": 900,
           *       "sentenceSource": "provider",
           *       "joinsMs": [
           *         120034.542
           *       ],
           *       "words": [],
           *       "sentences": [
           *         {
           *           "text": "Good morning.",
           *           "offsetMs": 0,
           *           "durationMs": 900
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['SpeechTimings'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-mismatch`: The consent differs from the one used to enroll the voice. `consent-revoked`: The consent was revoked or has expired. `forbidden`: The token lacks a required role. `voice-not-granted`: The caller has not been granted this voice */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-not-active`: The consent is not active. `state-conflict`: The state of the resource does not allow this request. `synthesis-not-ready`: The audio is not ready yet. `voice-not-ready`: The voice is not ready */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getSystem: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The figures */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "version": "0.1.0",
           *       "process": {
           *         "name": "api--0000004-7f9c6d5b8-x2k4p",
           *         "startedAt": "2026-11-22T10:15:00.000Z",
           *         "slots": [
           *           {
           *             "name": "live-speech",
           *             "inUse": 3,
           *             "limit": 20,
           *             "waiting": 0
           *           }
           *         ]
           *       },
           *       "unavailable": [],
           *       "readAt": "2026-11-22T10:15:00.000Z",
           *       "refreshAfterMs": 5000
           *     }
           */
          'application/json': components['schemas']['SystemFigures'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getLogLevel: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The level */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "instance": "api--0000001-6d5f7c",
           *       "level": "debug",
           *       "configuredLevel": "info",
           *       "until": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['LogLevel'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  updateLogLevel: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "level": "debug",
         *       "durationSeconds": 900
         *     }
         */
        'application/json': components['schemas']['UpdateLogLevel'];
      };
    };
    responses: {
      /** @description The level from now on */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "instance": "api--0000001-6d5f7c",
           *       "level": "debug",
           *       "configuredLevel": "info",
           *       "until": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['LogLevel'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listUploads: {
    parameters: {
      query?: {
        /** @description Maximum number of items in the page. Default: `20` */
        limit?: number;
        /** @description `next` of the page before */
        after?: string;
        /** @description Only uploads in this state */
        status?: components['schemas']['UploadStatus'];
        /** @description Only recordings for this purpose */
        purpose?: components['schemas']['UploadPurpose'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          Link: components['headers']['Link'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "status": "awaiting",
           *           "purpose": "consent",
           *           "fileName": "statement.wav",
           *           "contentType": "audio/wav",
           *           "sizeBytes": 1440044,
           *           "createdAt": "2026-11-22T10:15:00.000Z",
           *           "updatedAt": "2026-11-22T10:15:00.000Z"
           *         }
           *       ],
           *       "hasMore": false,
           *       "next": null
           *     }
           */
          'application/json': components['schemas']['UploadList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createUpload: {
    parameters: {
      query?: never;
      header?: {
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "purpose": "sample",
         *       "fileName": "sample.wav",
         *       "contentType": "audio/wav",
         *       "sizeBytes": 1440044
         *     }
         */
        'application/json': components['schemas']['CreateUpload'];
      };
    };
    responses: {
      /** @description Send the file to `upload.url` */
      201: {
        headers: {
          Location: components['headers']['Location'];
          ETag: components['headers']['ETag'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "status": "awaiting",
           *       "purpose": "consent",
           *       "fileName": "statement.wav",
           *       "contentType": "audio/wav",
           *       "sizeBytes": 1440044,
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Upload'];
        };
      };
      /** @description The file is being fetched from `sourceUrl` */
      202: {
        headers: {
          Location: components['headers']['Location'];
          ETag: components['headers']['ETag'];
          'Retry-After': components['headers']['RetryAfter'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "status": "awaiting",
           *       "purpose": "consent",
           *       "fileName": "statement.wav",
           *       "contentType": "audio/wav",
           *       "sizeBytes": 1440044,
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Upload'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-in-progress`: The request with this Idempotency-Key is still running */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `direct-uploads-disabled`: This deployment accepts recordings only as a form. `idempotency-key-reused`: The Idempotency-Key was used for a different request. `url-refused`: Requests to this URL are not allowed */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  uploadFile: {
    parameters: {
      query?: never;
      header?: {
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'multipart/form-data': {
          /** @description A consent statement, or a sample of the voice. Must come before the file */
          purpose: components['schemas']['UploadPurpose'];
          /**
           * Format: binary
           * @description The recording, with its file name
           */
          file: Blob;
        };
      };
    };
    responses: {
      /** @description The file was stored and is being checked */
      202: {
        headers: {
          Location: components['headers']['Location'];
          ETag: components['headers']['ETag'];
          'Retry-After': components['headers']['RetryAfter'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "status": "awaiting",
           *       "purpose": "consent",
           *       "fileName": "statement.wav",
           *       "contentType": "audio/wav",
           *       "sizeBytes": 1440044,
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Upload'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upload-too-slow`: The file took too long to arrive */
      408: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-in-progress`: The request with this Idempotency-Key is still running */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getUpload: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have: the answer is 304 if it is still the current one */
        'If-None-Match'?: string;
      };
      path: {
        /** @description Id of the upload */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The resource as it is now */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "status": "awaiting",
           *       "purpose": "consent",
           *       "fileName": "statement.wav",
           *       "contentType": "audio/wav",
           *       "sizeBytes": 1440044,
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Upload'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getUploadAudio: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have: the answer is 304 if it is still the current one */
        'If-None-Match'?: string;
        /** @description The `ETag` that you have read: the request is refused with 412 if the resource has changed */
        'If-Match'?: string;
        /** @description One range of bytes; the answer is then 206 */
        Range?: string;
        /** @description The `ETag` of which you have a part: if it has changed, the whole is sent instead of the range */
        'If-Range'?: string;
      };
      path: {
        /** @description Id of the upload */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The whole file */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'Accept-Ranges': components['headers']['AcceptRanges'];
          'Content-Disposition': components['headers']['ContentDisposition'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'audio/*': Blob;
          'application/octet-stream': Blob;
        };
      };
      /** @description The requested range of the file */
      206: {
        headers: {
          'Content-Range': components['headers']['ContentRange'];
          ETag: components['headers']['ETag'];
          'Accept-Ranges': components['headers']['AcceptRanges'];
          'Content-Disposition': components['headers']['ContentDisposition'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'audio/*': Blob;
          'application/octet-stream': Blob;
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `state-conflict`: The state of the resource does not allow this request. `upload-not-ready`: The recording has not been uploaded and checked yet */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `etag-mismatch`: The resource has changed */
      412: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `range-not-satisfiable`: The requested range lies outside the content */
      416: {
        headers: {
          'Content-Range': components['headers']['ContentRange'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests. `too-many-open-requests`: This caller has too many open requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getUploadWaveform: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the upload */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The picture, in the type that `Accept` prefers */
      200: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'image/svg+xml': Blob;
          'image/png': Blob;
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-acceptable`: No representation matches the Accept header */
      406: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `state-conflict`: The state of the resource does not allow this request. `upload-not-ready`: The recording has not been uploaded and checked yet */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listUsage: {
    parameters: {
      query?: {
        /** @description Maximum number of items in the page. Default: `20` */
        limit?: number;
        /** @description `next` of the page before */
        after?: string;
        /** @description Adds all usage of a day, a voice or the owner of voices up to one row. By default there is a row for each day, voice and kind */
        groupBy?: components['schemas']['UsageGrouping'];
        /** @description First UTC day. By default 29 days before `to` */
        from?: string;
        /** @description Last UTC day, by default today. At most 92 days are allowed in one request */
        to?: string;
        /** @description Only the usage of this voice; erased voices are included */
        voiceId?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          Link: components['headers']['Link'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "day": "2026-11-22",
           *           "voiceId": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "ownerId": "7d9c1e52-3f0b-4a86-9a55-2b1c0d7e4f61",
           *           "requests": 12,
           *           "billedCharacters": 1368,
           *           "audioDurationMs": 14880,
           *           "cost": 0.032832,
           *           "currency": "USD",
           *           "costClass": "personalVoice"
           *         }
           *       ],
           *       "hasMore": false,
           *       "next": null
           *     }
           */
          'application/json': components['schemas']['UsageList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listVoices: {
    parameters: {
      query?: {
        /** @description Maximum number of items in the page. Default: `20` */
        limit?: number;
        /** @description `next` of the page before */
        after?: string;
        /** @description Only voices in this state */
        status?: components['schemas']['VoiceStatus'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          Link: components['headers']['Link'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "status": "draft",
           *           "name": "Narration",
           *           "kind": "personal",
           *           "locale": "en-US",
           *           "baseModel": "DragonLatestNeural",
           *           "baseModelExpiresAt": "2027-10-01T00:00:00.000Z",
           *           "consentId": "cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "samples": [
           *             {
           *               "uploadId": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *             }
           *           ],
           *           "operationId": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "ownerId": "22222222-2222-4333-8444-555555555555",
           *           "grants": [],
           *           "createdAt": "2026-11-22T10:15:00.000Z",
           *           "updatedAt": "2026-11-22T10:15:00.000Z"
           *         }
           *       ],
           *       "hasMore": false,
           *       "next": null
           *     }
           */
          'application/json': components['schemas']['VoiceList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createVoice: {
    parameters: {
      query?: never;
      header?: {
        /** @description Seconds to wait for the end of the work, at most 60 (RFC 7240) */
        Prefer?: string;
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "name": "Narration",
         *       "kind": "personal",
         *       "consentId": "cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *       "samples": [
         *         {
         *           "uploadId": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *         }
         *       ]
         *     }
         */
        'application/json': components['schemas']['CreateVoice'];
      };
    };
    responses: {
      /** @description The work ended within the time in `Prefer` */
      200: {
        headers: {
          Location: components['headers']['Location'];
          'Preference-Applied': components['headers']['PreferenceApplied'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "type": "consent.verification",
           *       "status": "queued",
           *       "stage": "waiting-for-recording",
           *       "progress": 0.4,
           *       "subject": {
           *         "type": "synthesis",
           *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description The work was accepted; `Location` leads to its operation */
      202: {
        headers: {
          Location: components['headers']['Location'];
          'Retry-After': components['headers']['RetryAfter'];
          'Preference-Applied': components['headers']['PreferenceApplied'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "type": "consent.verification",
           *       "status": "queued",
           *       "stage": "waiting-for-recording",
           *       "progress": 0.4,
           *       "subject": {
           *         "type": "synthesis",
           *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description `idempotency-key-required`: The request requires an Idempotency-Key. `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-revoked`: The consent was revoked or has expired. `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `consent-not-active`: The consent is not active. `idempotency-in-progress`: The request with this Idempotency-Key is still running. `recording-already-used`: The recording was already used for another consent. `upload-not-ready`: The recording has not been uploaded and checked yet */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request. `professional-voice-needs-url-transfer`: This deployment cannot create professional voices. `unknown-reference`: The body names a resource that does not exist. `upload-purpose-mismatch`: The recording was uploaded for another purpose. `upload-rejected`: The recording was rejected. `url-refused`: Requests to this URL are not allowed */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVoice: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have: the answer is 304 if it is still the current one */
        'If-None-Match'?: string;
      };
      path: {
        /** @description Id of the voice */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The resource as it is now */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "status": "draft",
           *       "name": "Narration",
           *       "kind": "personal",
           *       "locale": "en-US",
           *       "baseModel": "DragonLatestNeural",
           *       "baseModelExpiresAt": "2027-10-01T00:00:00.000Z",
           *       "consentId": "cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "samples": [
           *         {
           *           "uploadId": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *         }
           *       ],
           *       "operationId": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "ownerId": "22222222-2222-4333-8444-555555555555",
           *       "grants": [],
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Voice'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  deleteVoice: {
    parameters: {
      query?: {
        /** @description Keep the consent for another enrollment, even if no other voice needs it. Default: `false` */
        keepConsent?: boolean;
      };
      header?: {
        /** @description Seconds to wait for the end of the work, at most 60 (RFC 7240) */
        Prefer?: string;
        /** @description The `ETag` that you have read: the request is refused with 412 if the resource has changed */
        'If-Match'?: string;
      };
      path: {
        /** @description Id of the voice */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The work ended within the time in `Prefer` */
      200: {
        headers: {
          Location: components['headers']['Location'];
          'Preference-Applied': components['headers']['PreferenceApplied'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "type": "consent.verification",
           *       "status": "queued",
           *       "stage": "waiting-for-recording",
           *       "progress": 0.4,
           *       "subject": {
           *         "type": "synthesis",
           *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description The work was accepted; `Location` leads to its operation */
      202: {
        headers: {
          Location: components['headers']['Location'];
          'Retry-After': components['headers']['RetryAfter'];
          'Preference-Applied': components['headers']['PreferenceApplied'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "type": "consent.verification",
           *       "status": "queued",
           *       "stage": "waiting-for-recording",
           *       "progress": 0.4,
           *       "subject": {
           *         "type": "synthesis",
           *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *       },
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Operation'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `state-conflict`: The state of the resource does not allow this request */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `etag-mismatch`: The resource has changed */
      412: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  updateVoice: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have read: the request is refused with 412 if the resource has changed */
        'If-Match'?: string;
      };
      path: {
        /** @description Id of the voice */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "name": "Narration"
         *     }
         */
        'application/json': components['schemas']['UpdateVoice'];
      };
    };
    responses: {
      /** @description The resource as it is now */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "status": "draft",
           *       "name": "Narration",
           *       "kind": "personal",
           *       "locale": "en-US",
           *       "baseModel": "DragonLatestNeural",
           *       "baseModelExpiresAt": "2027-10-01T00:00:00.000Z",
           *       "consentId": "cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "samples": [
           *         {
           *           "uploadId": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
           *         }
           *       ],
           *       "operationId": "op_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "ownerId": "22222222-2222-4333-8444-555555555555",
           *       "grants": [],
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Voice'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `state-conflict`: The state of the resource does not allow this request */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `etag-mismatch`: The resource has changed */
      412: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listWebhookEndpoints: {
    parameters: {
      query?: {
        /** @description Maximum number of items in the page. Default: `20` */
        limit?: number;
        /** @description `next` of the page before */
        after?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          Link: components['headers']['Link'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "whe_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "url": "https://hooks.example.com/voice",
           *           "events": [
           *             "voice.ready"
           *           ],
           *           "status": "enabled",
           *           "secrets": [
           *             {
           *               "createdAt": "2026-11-22T10:15:00.000Z",
           *               "expiresAt": "2026-11-22T10:15:00.000Z"
           *             }
           *           ],
           *           "createdAt": "2026-11-22T10:15:00.000Z",
           *           "updatedAt": "2026-11-22T10:15:00.000Z"
           *         }
           *       ],
           *       "hasMore": false,
           *       "next": null
           *     }
           */
          'application/json': components['schemas']['WebhookEndpointList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createWebhookEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "url": "https://hooks.example.com/voice"
         *     }
         */
        'application/json': components['schemas']['CreateWebhookEndpoint'];
      };
    };
    responses: {
      /** @description The endpoint, with its secret */
      201: {
        headers: {
          Location: components['headers']['Location'];
          ETag: components['headers']['ETag'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "whe_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "url": "https://hooks.example.com/voice",
           *       "events": [
           *         "voice.ready"
           *       ],
           *       "status": "enabled",
           *       "secrets": [
           *         {
           *           "createdAt": "2026-11-22T10:15:00.000Z",
           *           "expiresAt": "2026-11-22T10:15:00.000Z"
           *         }
           *       ],
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z",
           *       "secret": "whsec_…"
           *     }
           */
          'application/json': components['schemas']['WebhookEndpointWithSecret'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-in-progress`: The request with this Idempotency-Key is still running. `state-conflict`: The state of the resource does not allow this request */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request. `url-refused`: Requests to this URL are not allowed */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getWebhookEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have: the answer is 304 if it is still the current one */
        'If-None-Match'?: string;
      };
      path: {
        /** @description Id of the webhook endpoint */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The resource as it is now */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "whe_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "url": "https://hooks.example.com/voice",
           *       "events": [
           *         "voice.ready"
           *       ],
           *       "status": "enabled",
           *       "secrets": [
           *         {
           *           "createdAt": "2026-11-22T10:15:00.000Z",
           *           "expiresAt": "2026-11-22T10:15:00.000Z"
           *         }
           *       ],
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['WebhookEndpoint'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  deleteWebhookEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have read: the request is refused with 412 if the resource has changed */
        'If-Match'?: string;
      };
      path: {
        /** @description Id of the webhook endpoint */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The endpoint was deleted */
      204: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `etag-mismatch`: The resource has changed */
      412: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  updateWebhookEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have read: the request is refused with 412 if the resource has changed */
        'If-Match'?: string;
      };
      path: {
        /** @description Id of the webhook endpoint */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "url": "https://hooks.example.com/voice"
         *     }
         */
        'application/json': components['schemas']['UpdateWebhookEndpoint'];
      };
    };
    responses: {
      /** @description The resource as it is now */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "whe_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "url": "https://hooks.example.com/voice",
           *       "events": [
           *         "voice.ready"
           *       ],
           *       "status": "enabled",
           *       "secrets": [
           *         {
           *           "createdAt": "2026-11-22T10:15:00.000Z",
           *           "expiresAt": "2026-11-22T10:15:00.000Z"
           *         }
           *       ],
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['WebhookEndpoint'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `etag-mismatch`: The resource has changed */
      412: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `url-refused`: Requests to this URL are not allowed */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listWebhookDeliveries: {
    parameters: {
      query?: {
        /** @description Maximum number of items in the page. Default: `20` */
        limit?: number;
        /** @description `next` of the page before */
        after?: string;
        /** @description Only deliveries in this state */
        status?: components['schemas']['DeliveryStatus'];
      };
      header?: never;
      path: {
        /** @description Id of the webhook endpoint */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list */
      200: {
        headers: {
          Link: components['headers']['Link'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "dlv_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *           "status": "pending",
           *           "event": "upload.accepted",
           *           "payload": "{\"type\":\"voice.ready\"}",
           *           "attempts": [
           *             {
           *               "number": 1,
           *               "at": "2026-11-22T10:15:00.000Z",
           *               "durationMs": 210
           *             }
           *           ],
           *           "attemptCount": 1,
           *           "nextAttemptAt": "2026-11-22T10:15:00.000Z",
           *           "createdAt": "2026-11-22T10:15:00.000Z",
           *           "updatedAt": "2026-11-22T10:15:00.000Z"
           *         }
           *       ],
           *       "hasMore": false,
           *       "next": null
           *     }
           */
          'application/json': components['schemas']['DeliveryList'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getWebhookDelivery: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` that you have: the answer is 304 if it is still the current one */
        'If-None-Match'?: string;
      };
      path: {
        /** @description Id of the webhook endpoint */
        id: string;
        /** @description Id of the delivery */
        deliveryId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The resource as it is now */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "dlv_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "status": "pending",
           *       "event": "upload.accepted",
           *       "payload": "{\"type\":\"voice.ready\"}",
           *       "attempts": [
           *         {
           *           "number": 1,
           *           "at": "2026-11-22T10:15:00.000Z",
           *           "durationMs": 210
           *         }
           *       ],
           *       "attemptCount": 1,
           *       "nextAttemptAt": "2026-11-22T10:15:00.000Z",
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Delivery'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  replayWebhookDelivery: {
    parameters: {
      query?: never;
      header?: {
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description Id of the webhook endpoint */
        id: string;
        /** @description Id of the delivery */
        deliveryId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The delivery is pending again */
      202: {
        headers: {
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "dlv_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "status": "pending",
           *       "event": "upload.accepted",
           *       "payload": "{\"type\":\"voice.ready\"}",
           *       "attempts": [
           *         {
           *           "number": 1,
           *           "at": "2026-11-22T10:15:00.000Z",
           *           "durationMs": 210
           *         }
           *       ],
           *       "attemptCount": 1,
           *       "nextAttemptAt": "2026-11-22T10:15:00.000Z",
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Delivery'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-in-progress`: The request with this Idempotency-Key is still running. `state-conflict`: The state of the resource does not allow this request */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `etag-mismatch`: The resource has changed */
      412: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  rotateWebhookSecret: {
    parameters: {
      query?: never;
      header?: {
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description Id of the webhook endpoint */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /** @example {} */
        'application/json': components['schemas']['RotateSecret'];
      };
    };
    responses: {
      /** @description The endpoint, with its new secret */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "whe_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "url": "https://hooks.example.com/voice",
           *       "events": [
           *         "voice.ready"
           *       ],
           *       "status": "enabled",
           *       "secrets": [
           *         {
           *           "createdAt": "2026-11-22T10:15:00.000Z",
           *           "expiresAt": "2026-11-22T10:15:00.000Z"
           *         }
           *       ],
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z",
           *       "secret": "whsec_…"
           *     }
           */
          'application/json': components['schemas']['WebhookEndpointWithSecret'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-in-progress`: The request with this Idempotency-Key is still running. `state-conflict`: The state of the resource does not allow this request */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `etag-mismatch`: The resource has changed */
      412: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  sendWebhookTestEvent: {
    parameters: {
      query?: never;
      header?: {
        /** @description A unique value that you choose. For 24 hours the same request with the same key is carried out once */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description Id of the webhook endpoint */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The delivery of the test event */
      202: {
        headers: {
          Location: components['headers']['Location'];
          'Idempotency-Replayed': components['headers']['IdempotencyReplayed'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "dlv_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
           *       "status": "pending",
           *       "event": "upload.accepted",
           *       "payload": "{\"type\":\"voice.ready\"}",
           *       "attempts": [
           *         {
           *           "number": 1,
           *           "at": "2026-11-22T10:15:00.000Z",
           *           "durationMs": 210
           *         }
           *       ],
           *       "attemptCount": 1,
           *       "nextAttemptAt": "2026-11-22T10:15:00.000Z",
           *       "createdAt": "2026-11-22T10:15:00.000Z",
           *       "updatedAt": "2026-11-22T10:15:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Delivery'];
        };
      };
      /** @description `invalid-request`: The request is invalid */
      400: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unauthenticated`: A valid bearer token is required */
      401: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: The token lacks a required role */
      403: {
        headers: {
          'WWW-Authenticate': components['headers']['WWWAuthenticate'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: The resource does not exist */
      404: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-in-progress`: The request with this Idempotency-Key is still running. `state-conflict`: The state of the resource does not allow this request */
      409: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload-too-large`: The request is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-key-reused`: The Idempotency-Key was used for a different request */
      422: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate-limited`: Too many requests */
      429: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal`: An unexpected error occurred */
      500: {
        headers: {
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `dependency-unavailable`: A service that this one depends on is unavailable. `document-too-new`: The document was written by a newer release */
      503: {
        headers: {
          'Retry-After': components['headers']['RetryAfter'];
          'X-Request-Id': components['headers']['XRequestId'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimitPolicy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  onUploadAccepted: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "upload.accepted",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "upload",
         *         "id": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "accepted",
         *         "href": "/v1/uploads/upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onUploadRejected: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "upload.rejected",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "upload",
         *         "id": "upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "rejected",
         *         "href": "/v1/uploads/upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onConsentActive: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "consent.active",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "consent",
         *         "id": "cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "active",
         *         "href": "/v1/consents/cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onConsentRejected: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "consent.rejected",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "consent",
         *         "id": "cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "rejected",
         *         "href": "/v1/consents/cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onConsentRevoked: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "consent.revoked",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "consent",
         *         "id": "cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "revoked",
         *         "href": "/v1/consents/cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onVoiceReady: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "voice.ready",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "voice",
         *         "id": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "ready",
         *         "href": "/v1/voices/vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onVoiceFailed: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "voice.failed",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "voice",
         *         "id": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "failed",
         *         "href": "/v1/voices/vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onVoiceSuspended: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "voice.suspended",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "voice",
         *         "id": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "suspended",
         *         "href": "/v1/voices/vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onVoiceDeleted: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "voice.deleted",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "voice",
         *         "id": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "deleted",
         *         "href": "/v1/voices/vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onSynthesisSucceeded: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "synthesis.succeeded",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "synthesis",
         *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "succeeded",
         *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onSynthesisFailed: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "synthesis.failed",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "synthesis",
         *         "id": "syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "failed",
         *         "href": "/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onBatchSucceeded: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "batch.succeeded",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "batch",
         *         "id": "bat_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "succeeded",
         *         "href": "/v1/batches/bat_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onBatchFailed: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "batch.failed",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "batch",
         *         "id": "bat_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "failed",
         *         "href": "/v1/batches/bat_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onVoiceBaseModelExpiring: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "voice.base-model-expiring",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "voice",
         *         "id": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "base-model-expiring",
         *         "href": "/v1/voices/vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onBudgetSoftLimitReached: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "budget.soft-limit-reached",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "budget",
         *         "id": "tenant",
         *         "status": "soft-limit-reached",
         *         "href": "/v1/budgets/tenant"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onWebhookEndpointTest: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "webhook-endpoint.test",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "webhook-endpoint",
         *         "id": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "test",
         *         "href": "/v1/voices/vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onNotificationDailyDigest: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "notification.daily-digest",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "notification-subscription",
         *         "id": "nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "daily-digest",
         *         "href": "/v1/notification-subscriptions/nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onNotificationWeeklyDigest: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "notification.weekly-digest",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "notification-subscription",
         *         "id": "nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "weekly-digest",
         *         "href": "/v1/notification-subscriptions/nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onNotificationQuota: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "notification.quota",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "notification-subscription",
         *         "id": "nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "quota",
         *         "href": "/v1/notification-subscriptions/nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onNotificationFailureRate: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "notification.failure-rate",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "notification-subscription",
         *         "id": "nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "failure-rate",
         *         "href": "/v1/notification-subscriptions/nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onNotificationDeadLetters: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "notification.dead-letters",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "notification-subscription",
         *         "id": "nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "dead-letters",
         *         "href": "/v1/notification-subscriptions/nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onNotificationConsentExpiring: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "notification.consent-expiring",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "notification-subscription",
         *         "id": "nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "consent-expiring",
         *         "href": "/v1/notification-subscriptions/nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onNotificationVoiceUnused: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "notification.voice-unused",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "notification-subscription",
         *         "id": "nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "voice-unused",
         *         "href": "/v1/notification-subscriptions/nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onNotificationEndpointIdle: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "notification.endpoint-idle",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "notification-subscription",
         *         "id": "nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "endpoint-idle",
         *         "href": "/v1/notification-subscriptions/nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onNotificationTrainingStalled: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "notification.training-stalled",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "notification-subscription",
         *         "id": "nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "training-stalled",
         *         "href": "/v1/notification-subscriptions/nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  onNotificationBaseModelExpiring: {
    parameters: {
      query?: never;
      header: {
        /** @description Id of the delivery: the same each time it is sent */
        'webhook-id': string;
        /** @description When it was sent, in seconds since 1970 */
        'webhook-timestamp': string;
        /** @description HMAC-SHA256 over id, time and body: one for each valid secret */
        'webhook-signature': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "notification.base-model-expiring",
         *       "timestamp": "2026-11-22T10:15:00.000Z",
         *       "data": {
         *         "type": "notification-subscription",
         *         "id": "nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D",
         *         "status": "base-model-expiring",
         *         "href": "/v1/notification-subscriptions/nts_01JD8F3R5V6W7X8Y9Z0A1B2C3D"
         *       }
         *     }
         */
        'application/json': components['schemas']['WebhookPayload'];
      };
    };
    responses: {
      /** @description The event was received */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The endpoint is gone: it is disabled */
      410: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
}
