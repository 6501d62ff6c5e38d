/** Generated from docs/errors.md by `npm run generate`; do not edit it. HTML. */

/** What is true of all errors. */
export const INTRODUCTION =
  '<p>Every error response of the API is a problem document (RFC 9457, <code>application/problem+json</code>):</p>\n<pre><code class="language-json">{\n  &quot;type&quot;: &quot;/errors/upload-not-ready&quot;,\n  &quot;title&quot;: &quot;The recording has not been uploaded and checked yet&quot;,\n  &quot;status&quot;: 409,\n  &quot;detail&quot;: &quot;The recording of upl_01JD… has not arrived. Send it to the upload\'s URL first.&quot;,\n  &quot;instance&quot;: &quot;/v1/voices&quot;,\n  &quot;code&quot;: &quot;upload-not-ready&quot;,\n  &quot;requestId&quot;: &quot;7a5cf2f0-31f0-4f0b-b4d0-3d6a0f1d0f35&quot;,\n  &quot;retryable&quot;: true,\n  &quot;errors&quot;: [{ &quot;pointer&quot;: &quot;/samples/0/uploadId&quot;, &quot;code&quot;: &quot;awaiting&quot;, &quot;detail&quot;: &quot;is awaiting&quot; }]\n}\n</code></pre>\n<p>Branch on <code>code</code>: its meaning never changes. <code>type</code> is the path of a page that explains the code. The API serves these pages itself, made from this document: <code>GET /errors/{code}</code>, and <code>GET /errors</code> for all codes.\nThey need no token, and <code>SWAGGER_ENABLED</code> does not switch them off. <code>detail</code> is for people, and its wording may change. <code>retryable</code> says whether the same request may succeed\nlater. Wait for the seconds in <code>Retry-After</code> if the response has that header, otherwise a few seconds, longer each time. <code>errors</code> lists each invalid\ninput: a JSON pointer into the body, or <code>query/…</code>, <code>path/…</code>, <code>header/…</code>. Quote the <code>requestId</code> when you report a problem.</p>\n<p>Each entry of <code>errors</code> has a code of its own:</p>\n<ul>\n<li><code>required</code>: the input is missing. <code>invalid-type</code>, <code>invalid-format</code>, <code>too-big</code>, <code>too-small</code>: it is not what it must be. <code>invalid-value</code>: it is not one of the choices.</li>\n<li><code>unknown-field</code>, <code>unknown-parameter</code>: the body or the query has a name that is not known here, probably a misspelt one.</li>\n<li><code>invalid-json</code>, with line and column. <code>unsupported</code>: a header. <code>invalid</code>: a rule that involves several fields.</li>\n<li>or a code of this page.</li>\n</ul>\n<p><code>detail</code> says what was sent and what is right. It repeats a value only if that looks like a name or a number, because other values may be text to speak, secrets or addresses of people.\nIf the API serves <code>/openapi.json</code> (<code>SWAGGER_ENABLED</code>), it ends with the operation there that describes the fields. A field that is missing only because it is misspelt is not listed as missing.</p>\n<p>Failed operations, consents, voices, uploads and syntheses have the same codes in <code>error.code</code>, and dead letters have them as their reason. The\nstatus below is that of an HTTP response with the code. Codes that occur only in documents and dead letters have one too, for completeness.</p>';

/** What to do, by error code. */
export const ADVICE: Readonly<Record<string, string>> = {
  'invalid-request':
    '<p>Correct the inputs in <code>errors</code>. A misspelt field or query parameter is refused, and <code>detail</code> names the one that was probably meant. A query parameter that is sent twice is refused too. Malformed JSON has the line, the column and what is wrong there. Some faults of the HTTP message have a more exact status:\n408 (it arrived too slowly), 414 (a part of the path is too long), 431 (the headers are too large).</p>',
  'unsupported-media-type':
    '<p>Send <code>application/json</code>, or <code>multipart/form-data</code> where the API description offers it. Other types, such as <code>text/plain</code> or the type that <code>curl -d</code> sends without a <code>Content-Type</code>, are\nrefused, and so are compressed bodies.</p>',
  'payload-too-large':
    '<p>JSON bodies may have 1 MiB, those of <code>POST /v1/syntheses</code> 1.7 MiB and of <code>POST /v1/batches</code> 8 MiB. Send recordings to the URL in the response of <code>POST /v1/uploads</code>, within its limit.</p>',
  'not-acceptable': '<p>Request one of the media types that the resource offers, or omit <code>Accept</code>.</p>',
  'range-not-satisfiable': '<p><code>Content-Range</code> has the length of the content.</p>',
  'rate-limited':
    '<p>Wait for <code>Retry-After</code> seconds. <code>RateLimit-Policy</code> has the allowed requests a minute, <code>RateLimit</code> the remaining ones. They are counted for\neach tenant and principal, with lower limits for requests that speak or enroll. Requests without a valid token, for unknown paths and for the documentation\nare counted for each address (<code>RATE_LIMIT_ANONYMOUS</code>).</p>',
  'too-many-open-requests':
    '<p>At each replica one caller may have 32 event streams, 32 downloads and 256 live speech responses open, and one audio check or verification of a file running. Close streams that you no longer read, or wait <code>Retry-After</code>\nseconds. A service that speaks for many users reaches the slots for live speech first (<a href="concurrency-limited"><code>concurrency-limited</code></a>). Open responses end when their token\nexpires. An event stream ends regularly, so you can reopen it with a new token; audio is cut off. A caller that reads nothing for 30 s is\ndisconnected.</p>',
  'audio-slots-busy':
    '<p>A replica of the API works on at most <code>AUDIO_WORKERS</code> recordings at a time, and <code>POST /v1/provenance/verify</code> does not wait for a slot. Callers without a token, where the deployment accepts them, share one slot. Send the\nfile again after <code>Retry-After</code> seconds.</p>',
  unauthenticated:
    '<p>Get a new access token for this API (audience: its client id or <code>api://{client id}</code>) from an allowed tenant. Id tokens are not accepted. The response\nis the same for all causes; the log names the rule that failed.</p>',
  forbidden:
    '<p>An administrator assigns one of the roles named in <code>detail</code>, in Entra ID. Get a new token afterwards, since roles are part of it. Only the owner, or a caller with the role\n<code>Voice.Admin</code>, can change voices and consents, and cancel or retry work.</p>',
  'webhook-unverified':
    '<p>Sign the exact bytes of the body with the current secret, and send it within five minutes of its timestamp. Only the log of the service names the\ncause.</p>',
  'not-found':
    '<p>Check the id. Resources of another tenant get the same response. If <code>detail</code> says that the path does not exist, the URL is wrong and the id may be right. Each path of a resource begins with <code>/v1</code> and does not end in a slash.</p>',
  'unknown-reference':
    '<p>A field of the body holds the id of a voice, a consent or an upload that does not exist, or that belongs to another tenant or caller. <code>errors</code> points to the field. Create the resource first, or\nlist what there is, for example with <code>GET /v1/voices</code>.</p>',
  'method-not-allowed': '<p>Use one of the methods in <code>Allow</code>.</p>',
  'state-conflict':
    '<p>Read the resource; <code>detail</code> names its state. Often the change has already happened, or you need a new resource.</p>',
  'legal-hold':
    '<p>An administrator has set a hold on the resource. <code>GET /v1/retention/holds/{id}</code> shows it, and <code>DELETE</code> of the same path clears it (retention.md).</p>',
  'legal-holds-disabled':
    '<p>Its storage takes none (<code>LEGAL_HOLDS=false</code>). An operator sets <code>retention.legalHolds</code> of the template (retention.md).</p>',
  'etag-mismatch':
    '<p>Read the resource again, decide whether your change still makes sense, and send it with the new <code>ETag</code>. <code>If-Match</code> takes the <code>ETag</code> as it was sent, in its\ndouble quotes: without them the request is malformed (<a href="invalid-request"><code>invalid-request</code></a>). A weak tag (<code>W/&quot;…&quot;</code>) never matches.</p>',
  'idempotency-key-required':
    '<p>Send the header <code>Idempotency-Key</code> with a value that you choose, for example a UUID. Use a new value for each new request, and the same value when you repeat a\nrequest whose response you did not get.</p>',
  'idempotency-in-progress':
    '<p>Wait for <code>Retry-After</code> and send the same request again: you get the response to the first one. If the process of the first request died, the request can run again after a\nminute.</p>',
  'idempotency-key-reused':
    '<p>For 24 hours a key belongs to one request to one route. Send the first request again unchanged, or this one with a new key.</p>',
  'upload-not-ready':
    "<p>Send the file to the upload's URL first. The check then takes a few seconds; <code>GET /v1/uploads/{id}</code> shows its status.</p>",
  'direct-uploads-disabled':
    '<p>Its storage is closed to clients (<code>DIRECT_UPLOADS=false</code>). Send the file as <code>multipart/form-data</code> with <code>purpose</code> and then <code>file</code> to <code>POST /v1/uploads/files</code>,\nor a <code>sourceUrl</code> to <code>POST /v1/uploads</code>.</p>',
  'upload-rejected':
    "<p><code>detail</code> and the upload's report give the reason and advice. Record again and create a new upload.</p>",
  'upload-too-slow':
    '<p>The file of a form must arrive within 200 s, because the ingress of Azure Container Apps ends every\nrequest after 240 s. This applies to <code>/v1/uploads/files</code>, <code>/v1/audio-checks</code>, <code>/v1/audio/voices</code> and <code>/v1/audio/voice_consents</code>. Instead, send <code>POST /v1/uploads</code>, and send the file to the URL in the response, in one PUT or in blocks. The upload may take as long as the URL is valid.\nThe upload is checked, and <code>/v1/consents</code> and <code>/v1/voices</code> accept its id. If <code>DIRECT_UPLOADS</code> is off there is no such URL. Then send a smaller or compressed file, or put it\nwhere the API can fetch it and pass its URL as <code>sourceUrl</code> in <code>POST /v1/uploads</code>.</p>',
  'upload-purpose-mismatch': '<p>Upload it again with the purpose that this request needs.</p>',
  'url-refused':
    '<p>Use an https URL of a public host, without a user name and with the default port. Host names that resolve to private addresses are refused when the connection is\nmade.</p>',
  'remote-unavailable':
    '<p>It could not be reached, was too slow, closed the connection, redirected too often, or answered with a server error. Try again when it works.</p>',
  'remote-refused':
    '<p>It answered with a client error, for example because a signed URL has expired. Use a URL that can be read without credentials.</p>',
  'consent-locale-unsupported':
    '<p><code>GET /v1/consent-statements</code> lists the locales. The person must read the statement in one of them.</p>',
  'consent-not-active':
    '<p>It is still being verified, was rejected, or was deleted: <code>detail</code> says which. Without an active consent no voice can be created or used.</p>',
  'consent-revoked':
    '<p>The person no longer consents. No voice created with this consent speaks, queued work is canceled with this code, and existing audio\nis not served. Ask the person for a new consent and enroll again. A recording of a\nrevoked or expired consent cannot be used for another one: the person must record the statement again.</p>',
  'recording-already-used':
    '<p>In a tenant one recording proves one consent, even if it is uploaded several times; <code>detail</code> names the consent. Create voices with that consent, or ask the person to record\nthe statement again for another one. If the recording is still being checked when it is submitted, the consent ends <code>rejected</code> with this code. A recording\nwhose consent was rejected or canceled can be submitted again.</p>',
  'consent-mismatch':
    '<p>The names, the language or the recording differ from those that the person agreed to when the voice was created. Enroll the voice again with this consent.</p>',
  'consent-statement-mismatch':
    '<p>The person must read the whole statement, with the names as given in the consent. Create a new consent with a new recording. <code>statementMatch.distance</code> of the\nconsent is the difference between the transcript and the statement. Up to 15 % of the words (of the characters in Chinese, Japanese, Korean and Thai) may be\nmisheard; then Azure decides. More differences, or a word that negates the statement, are refused here. Names are compared loosely.</p>',
  'consent-refused':
    "<p><code>detail</code> gives Azure's reason, for example that the names were not recognized. Create a new consent with a clearer recording.</p>",
  'sample-rejected':
    '<p><code>detail</code> names the sample and the reason. Replace it and create the voice again.</p>',
  'sample-too-short': '<p>Add samples of the same speaker, or longer ones, and create the voice again.</p>',
  'voice-not-ready':
    '<p>Wait for the operation that creates it. (A voice that failed or was deleted is a <a href="state-conflict"><code>state-conflict</code></a>.)</p>',
  'voice-not-granted':
    '<p>Ask its owner (<code>ownerId</code> of the voice) for a grant: <code>PATCH /v1/voices/{id}</code> with <code>grants</code>. Administrators (<code>Voice.Admin</code>) need none.</p>',
  'audio-too-large':
    '<p>With <code>SPEECH_AUDIO_TRANSFER=upload</code> Azure accepts 31,457,280 bytes of recordings for a voice or a consent. Use fewer or shorter ones.</p>',
  'audio-unreachable':
    '<p>With <code>SPEECH_AUDIO_TRANSFER=url</code> Azure fetches them from the storage account. If the account is closed to public networks, ask an operator to set\n<code>SPEECH_AUDIO_TRANSFER=upload</code>, then enroll again or create a new consent.</p>',
  'voice-training-failed':
    '<p><code>detail</code> has the reason. Better samples (one speaker, no noise or music, natural speech) usually help.</p>',
  'training-stalled':
    '<p>Azure has left the training in <code>NotStarted</code> or <code>Running</code> for longer than <code>TRAINING_START_TIMEOUT_MS</code> or <code>TRAINING_TIMEOUT_MS</code>. <code>providerReason</code> names the state. Enroll again. If that stalls too,\nlook at the status page of Azure AI Speech.</p>',
  'training-data-insufficient':
    "<p><code>detail</code> says how many recordings and how many seconds Azure's recipe needs for a professional voice: at least 300 recordings and an hour together. Enroll again with more.</p>",
  'professional-voice-needs-url-transfer':
    '<p>Azure reads the recordings of professional voices by URL from the storage account. With <code>SPEECH_AUDIO_TRANSFER=upload</code>, as in the private profile, it cannot. Create a voice of the kind <code>personal</code>. <code>GET /v1/configuration</code>\nlists the kinds that a deployment offers.</p>',
  'endpoint-resuming':
    '<p>Nobody used the professional voice for <code>PROFESSIONAL_ENDPOINT_IDLE_MS</code>, so its endpoint was suspended. This request resumes it, which takes about a minute. Try again after <code>Retry-After</code>, or queue the text with\n<code>POST /v1/syntheses</code>, which waits.</p>',
  'endpoint-hours-exhausted':
    '<p>An endpoint costs by the hour, and may be deployed for <code>PROFESSIONAL_ENDPOINT_MAX_MS_PER_MONTH</code> in a UTC month. The response has <code>X-Should-Retry: false</code>. <code>endpoint.deployedMs</code> of the voice shows the hours. Wait for the\nnext month, or ask an operator to raise the limit.</p>',
  'invalid-ssml':
    '<p><code>errors[0]</code> names the reason (<code>ssml-…</code>), the line and the column. docs/ssml.md lists the supported SSML.</p>',
  'text-too-long':
    '<p>Split the text; <code>detail</code> names the limit, and whether the duration or the markup is beyond it. Live speech is cut off at 10 minutes of audio, with this code in the log.</p>',
  'batch-failed':
    '<p><code>GET /v1/batches/{id}/items?status=failed</code> gives the reason for each. <code>POST /v1/batches/{id}/retry</code> retries these items.</p>',
  'translation-not-configured':
    '<p>Translate the text first, or ask an operator to set <code>TRANSLATOR_ENDPOINT</code>.</p>',
  'translation-unsupported': '<p>Choose a locale that has a consent statement and that Azure Translator supports.</p>',
  'preparation-not-configured':
    '<p>Omit <code>prepare</code>, or ask an operator to set <code>OPENAI_ENDPOINT</code> and <code>OPENAI_DEPLOYMENT</code>.</p>',
  'preparation-failed':
    '<p>The model refused the text, did not finish it, or returned a different one. Write the text in its spoken form, and send it without <code>prepare</code>. If <code>detail</code> says that the\ntext is too long for one response of the model, a shorter text helps too.</p>',
  'synthesis-not-ready':
    '<p>Wait for the synthesis\'s operation to succeed. (A synthesis that failed or was canceled is a <a href="state-conflict"><code>state-conflict</code></a>.)</p>',
  'budget-exhausted':
    '<p>The budget of the tenant or of the voice does not cover the request. The response has <code>X-Should-Retry: false</code> and names no time to wait, because a retry does not help before the next UTC month. A shorter text may\nstill fit. <code>GET /v1/budgets</code> shows limits and what is used; <code>PUT /v1/budgets/{scope}</code> changes them. See <code>docs/budgets.md</code>.</p>',
  'email-not-configured':
    '<p>Choose another channel, or ask an operator to set <code>EMAIL_ENDPOINT</code>, <code>EMAIL_SENDER</code> and <code>PUBLIC_URL</code>; see docs/notifications.md.</p>',
  'concurrency-limited':
    '<p>All concurrent syntheses of the Speech resource are in use, and no slot became free in time, or too many requests are already waiting. Slots\nare shared fairly between tenants. Try again after <code>Retry-After</code>, or queue the text with <code>POST /v1/syntheses</code>.</p>',
  'provider-throttled':
    '<p>Wait for <code>Retry-After</code>; it is 5 seconds where Azure named no time. If it happens often, request a higher quota for the Speech resource.</p>',
  'provider-unavailable': '<p>Azure AI Speech failed or could not be reached. Try again later.</p>',
  'provider-timeout': '<p>Try again later; a shorter text or recording takes less time.</p>',
  'provider-rejected':
    '<p>Azure AI Speech does not accept this input, or returned no audio for it; <code>detail</code> describes the cause. The same request will be refused again.</p>',
  'provider-unauthorized':
    '<p>For operators: the managed identity lacks its role on the Speech resource, the key is wrong, or the resource has no access to personal voice.</p>',
  'provider-stalled': '<p>Create the work again. If that stalls too, look at the status page of Azure AI Speech.</p>',
  'dependency-unavailable':
    '<p>Wait for <code>Retry-After</code>. <code>GET /health/ready</code> names the service that is down. When tokens cannot be verified, the keys of Entra ID could not be fetched.</p>',
  'document-too-large':
    '<p>A document in the database may have 2 MB. Long texts are stored elsewhere, and the rest is too large for one document. Send less in one request, or several requests.</p>',
  'document-refused':
    "<p>This is a fault in the service, and a retry does not help. The log has the database's reason under the request id.</p>",
  'document-too-new':
    '<p>A deployment was rolled back by more than one release, and must not change documents of a later one. Deploy the later release again. Work on such documents then\ncontinues.</p>',
  'erasure-incomplete':
    '<p>A store or Azure did not delete something, for example because of an immutability policy. The log names what remains. Request the erasure again when\nthe cause is fixed: it continues where it stopped. The voice does not speak in the meantime.</p>',
  'attempts-exhausted':
    '<p>The work has failed. Request it again when the cause is fixed. For operators: the message is in the dead-letter queue, with the\ncode of the last failure.</p>',
  stalled:
    '<p>The work was requeued several times without progress. Request it again. For operators: the log of the sweeps (<code>work.requeue</code>) names the\nstep, and a dead-letter queue may have its message.</p>',
  'invalid-message':
    '<p>For operators and systems that publish to the queues: the description of the dead letter names the invalid field.</p>',
  'unknown-subject':
    '<p>For operators: the subject of the message was deleted, or never existed. The worker looked for it six times within about a minute. Discard the dead letter.</p>',
  internal:
    '<p>This is a fault in the service. The log has the stack trace under the request id. A retry may help.</p>',
};

/** The codes of recordings that were rejected, which are not errors of requests. */
export const REJECTED_RECORDINGS =
  '<p>An upload whose recording cannot be used is <code>rejected</code>. Its <code>rejection.code</code> is one of the codes below, with advice. They are not HTTP errors: a request\nthat uses such an upload gets <code>upload-rejected</code>. A recording from a <code>sourceUrl</code> can also be rejected with <code>url-refused</code>,\n<code>remote-refused</code> or <code>remote-unavailable</code>, which are explained above.</p>\n<table>\n<thead>\n<tr>\n<th>code</th>\n<th>what to do</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td><code>audio-clipped</code></td>\n<td>The input was overdriven, which cannot be repaired. Record again with less input gain, peaks near -6 dBFS.</td>\n</tr>\n<tr>\n<td><code>audio-decoder-crashed</code></td>\n<td>The file crashed the decoder. Export it again from the recorder, preferably as WAV or FLAC.</td>\n</tr>\n<tr>\n<td><code>audio-empty</code></td>\n<td>The file has no content. Record again and check that the upload finished.</td>\n</tr>\n<tr>\n<td><code>audio-inconsistent-format</code></td>\n<td>The sample rate or channel count changes inside the file. Export it as one WAV or FLAC file.</td>\n</tr>\n<tr>\n<td><code>audio-limits-exceeded</code></td>\n<td>Decoding needed more time, memory or samples than allowed. Send a shorter recording as WAV or FLAC.</td>\n</tr>\n<tr>\n<td><code>audio-low-bandwidth</code></td>\n<td>The recording was once stored at telephone quality, although its sample rate is higher. Send the original recording.</td>\n</tr>\n<tr>\n<td><code>audio-low-sample-rate</code></td>\n<td>Record at 24 kHz or more (at least 16 kHz). Raising the rate afterwards does not help.</td>\n</tr>\n<tr>\n<td><code>audio-mostly-silent</code></td>\n<td>Most of the recording contains no speech. Cut the silence or record again.</td>\n</tr>\n<tr>\n<td><code>audio-multiple-streams</code></td>\n<td>The file contains several audio tracks. Export only the track with the voice.</td>\n</tr>\n<tr>\n<td><code>audio-no-speech</code></td>\n<td>Too little speech was found. Check that the right microphone was recorded, and speak for longer.</td>\n</tr>\n<tr>\n<td><code>audio-several-speakers</code></td>\n<td>Only one person may be heard. Cut the recording to that person, or record again.</td>\n</tr>\n<tr>\n<td><code>audio-too-large</code></td>\n<td>Send a shorter recording, or a compressed one (FLAC, or MP3 with 192 kbit/s or more).</td>\n</tr>\n<tr>\n<td><code>audio-too-long</code></td>\n<td>Cut the recording to its best part and send only that.</td>\n</tr>\n<tr>\n<td><code>audio-too-many-channels</code></td>\n<td>Export the recording as mono or stereo.</td>\n</tr>\n<tr>\n<td><code>audio-too-noisy</code></td>\n<td>Record again in a quiet room, closer to the microphone, with fans and air conditioning off.</td>\n</tr>\n<tr>\n<td><code>audio-too-quiet</code></td>\n<td>Record again closer to the microphone or with more input gain.</td>\n</tr>\n<tr>\n<td><code>audio-too-short</code></td>\n<td>Record for longer; the check states the limit.</td>\n</tr>\n<tr>\n<td><code>audio-undecodable</code></td>\n<td>The file is damaged or cut off. Export it again from the recorder, preferably as WAV or FLAC.</td>\n</tr>\n<tr>\n<td><code>audio-unsupported-format</code></td>\n<td>Send WAV, FLAC, MP3, M4A/MP4 (AAC or ALAC), Ogg (Opus or Vorbis), WebM/Opus, AIFF, CAF or AMR.</td>\n</tr>\n</tbody>\n</table>';
