/** A request of the tour, in order: an operation of the contract with values of earlier requests, and what is checked. */
export interface Step {
  readonly name: string;
  readonly operation: `${'GET' | 'POST' | 'PATCH' | 'DELETE'} /${string}`;
  readonly body?: object;
  /** Fields of a form; a value that begins with `@` is a file. */
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly status: number;
  /** Lines of JavaScript after the check of the status. */
  readonly checks?: readonly string[];
}

const answer = 'const answer = pm.response.json();';
const keep = (variable: string, member = 'answer.id') => `pm.collectionVariables.set('${variable}', ${member});`;
/** Sends the request again after half a second, until the answer has one of the statuses. */
const until = (...statuses: readonly string[]) => [
  answer,
  `if (!${JSON.stringify(statuses).replaceAll('"', "'")}.includes(answer.status)) {`,
  '  setTimeout(() => {}, 500);',
  '  pm.execution.setNextRequest(pm.info.requestName);',
  '  return;',
  '}',
  `pm.test('has ended well', () => pm.expect(answer.status, pm.response.text()).to.equal('${statuses[0]}'));`,
];
const once = { 'Idempotency-Key': '{{$guid}}' };
const check = (what: string, code: string) => `pm.test('${what}', () => ${code});`;

/** Enrolls a voice from two recordings, has it speak, and removes what was spoken. */
export const STEPS: readonly Step[] = [
  {
    name: 'Read the consent statement',
    operation: 'GET /v1/consent-statements',
    status: 200,
    checks: [answer, check('has a statement', "pm.expect(answer.data[0]).to.have.property('statement')")],
  },
  {
    name: 'Upload the recording of the statement',
    operation: 'POST /v1/uploads/files',
    headers: once,
    form: { purpose: 'consent', file: '@statement.wav' },
    status: 202,
    checks: [answer, keep('statementUploadId')],
  },
  {
    name: 'Upload a sample of the voice',
    operation: 'POST /v1/uploads/files',
    headers: once,
    form: { purpose: 'sample', file: '@sample.wav' },
    status: 202,
    checks: [answer, keep('uploadId')],
  },
  {
    name: 'Wait for the check of the sample',
    operation: 'GET /v1/uploads/{id}',
    status: 200,
    checks: until('accepted', 'rejected'),
  },
  {
    name: 'Enroll a voice',
    operation: 'POST /v1/voices',
    headers: once,
    body: {
      name: '{{talent}}',
      kind: 'personal',
      consent: {
        voiceTalentName: '{{talent}}',
        companyName: '{{company}}',
        locale: 'en-US',
        uploadId: '{{statementUploadId}}',
      },
      samples: [{ uploadId: '{{uploadId}}' }],
    },
    status: 202,
    checks: [
      answer,
      keep('operationId'),
      keep('voiceId', 'answer.subject.id'),
      check('says where the operation is', "pm.expect(pm.response.headers.get('Location')).to.include(answer.id)"),
    ],
  },
  {
    name: 'Wait for the voice',
    operation: 'GET /v1/operations/{id}',
    status: 200,
    checks: until('succeeded', 'failed', 'canceled'),
  },
  {
    name: 'Get the voice',
    operation: 'GET /v1/voices/{id}',
    status: 200,
    checks: [
      answer,
      check('is ready', "pm.expect(answer.status).to.equal('ready')"),
      check('has an ETag', "pm.response.to.have.header('ETag')"),
    ],
  },
  {
    name: 'Speak live',
    operation: 'POST /v1/speech',
    body: { voiceId: '{{voiceId}}', text: 'The kettle is on.', format: 'mp3' },
    status: 200,
    checks: [check('is audio', "pm.expect(pm.response.headers.get('Content-Type')).to.include('audio/mpeg')")],
  },
  {
    name: 'Create a synthesis',
    operation: 'POST /v1/syntheses',
    headers: once,
    body: { voiceId: '{{voiceId}}', text: 'The kettle is on. The tea is nearly ready.' },
    status: 202,
    checks: [answer, keep('operationId'), keep('synthesisId', 'answer.subject.id')],
  },
  {
    name: 'Wait for the synthesis',
    operation: 'GET /v1/operations/{id}',
    status: 200,
    checks: until('succeeded', 'failed', 'canceled'),
  },
  {
    name: 'Download the start of the audio',
    operation: 'GET /v1/syntheses/{id}/audio',
    headers: { Range: 'bytes=0-99' },
    status: 206,
    checks: [
      check('is the range', "pm.expect(pm.response.headers.get('Content-Range')).to.match(/^bytes 0-99\\//)"),
      check('has 100 bytes', 'pm.expect(pm.response.responseSize).to.equal(100)'),
    ],
  },
  {
    name: 'Get the captions',
    operation: 'GET /v1/syntheses/{id}/captions',
    query: { format: 'vtt' },
    status: 200,
    checks: [check('is WebVTT', 'pm.expect(pm.response.text()).to.match(/^WEBVTT/)')],
  },
  {
    name: 'Ask for a voice that does not exist',
    operation: 'GET /v1/voices/{id}',
    status: 404,
    checks: [
      answer,
      check(
        'is a problem',
        "pm.expect(pm.response.headers.get('Content-Type')).to.include('application/problem+json')",
      ),
      check('has a code', "pm.expect(answer.code).to.equal('not-found')"),
    ],
  },
  { name: 'Delete the synthesis', operation: 'DELETE /v1/syntheses/{id}', status: 204 },
];

/** A voice that no deployment has. */
export const MISSING_VOICE = 'vce_00000000000000000000000000';
