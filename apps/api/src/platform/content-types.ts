import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ServiceError } from '#domain';
import { invalidRequest } from '#intake';
import { settingsOf } from './route-settings.ts';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'multipart/form-data';

/** What people who send another type than JSON probably have to do, by the type they send. */
const ADVICE_FOR_JSON: Readonly<Record<string, string>> = {
  'application/x-www-form-urlencoded': 'With curl, add -H "Content-Type: application/json".',
  [FORM_TYPE]: 'This request takes JSON. To upload a recording as a form, use POST /v1/uploads/files.',
};

/**
 * Refuses bodies of another content type than the route takes: JSON, or a form where the route has `form` in its settings. Routes with a gate take any.
 * It happens when the request is admitted and before its body is read.
 */
export function checkContentTypes(fastify: FastifyInstance): void {
  // Fastify would read it as text, and the route would find no object.
  fastify.removeContentTypeParser('text/plain');
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const { form, bodyGate } = settingsOf(request);
    if (request.is404 || bodyGate !== undefined || !hasBody(request)) done(null, payload);
    else done(mismatchOf(request, form) ?? null, payload);
  });
}

function hasBody({ method, headers }: FastifyRequest): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && Number(length) > 0);
}

/** The error that says what is wrong with the headers of a body; undefined where nothing is. */
function mismatchOf({ headers }: FastifyRequest, form: string | undefined): ServiceError | undefined {
  const taken = form === undefined ? JSON_TYPE : FORM_TYPE;
  const given = headers['content-type'];
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (coding !== 'identity') {
    return refusal('Content-Encoding', `is not supported here. Send the body as it is, not as ${shown(coding)}`);
  }
  const [type = '', ...parameters] = (given ?? '').split(';').map((part) => part.trim().toLowerCase());
  if (given === undefined) return refusal('Content-Type', `is missing. Send ${taken}`);
  if (type !== taken) {
    const advice = form === undefined ? (ADVICE_FOR_JSON[type] ?? '') : adviceForForm(form);
    return refusal('Content-Type', `must be ${taken}, but you sent ${shown(type)}. ${advice}`.trim());
  }
  if (taken === FORM_TYPE && !parameters.some((parameter) => /^boundary=./.test(parameter))) {
    const detail = 'has no boundary. Let your HTTP library set this header; with curl, use -F';
    return invalidRequest([{ pointer: 'header/Content-Type', code: 'required', detail }]);
  }
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  if (taken !== JSON_TYPE || charset === undefined || /^"?utf-?8"?$/.test(charset)) return undefined;
  return refusal('Content-Type', `must have the charset utf-8, but you sent ${shown(charset)}`);
}

function adviceForForm(curl: string): string {
  const [, field = 'file'] = /-F (\w+)=@/.exec(curl) ?? [];
  return `Send the recording as the form field \`${field}\`. With curl: ${curl}.`;
}

function refusal(header: string, detail: string): ServiceError {
  const text = `The header ${header} ${detail}`;
  return new ServiceError('unsupported-media-type', text.endsWith('.') ? text : `${text}.`, {
    fields: [{ pointer: `header/${header}`, code: 'unsupported', detail }],
  });
}

function shown(value: string): string {
  return value.replaceAll(/[^\x21-\x7e]/g, '?').slice(0, 60);
}
