import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ServiceError } from '#domain';
import { settingsOf } from './route-settings.ts';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'multipart/form-data';

/** What people who send another type than the route takes probably have to do: by the type taken, then by the type sent. */
const ADVICE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [JSON_TYPE]: {
    'application/x-www-form-urlencoded': 'With curl, add -H "Content-Type: application/json".',
    [FORM_TYPE]: 'Recordings as a form go to POST /v1/uploads/files.',
  },
  [FORM_TYPE]: {
    'application/x-www-form-urlencoded': 'With curl, send each field with -F instead of -d.',
    [JSON_TYPE]: 'Send the recording as a file of a form.',
  },
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
    else done(mismatchOf(request, form === true ? FORM_TYPE : JSON_TYPE) ?? null, payload);
  });
}

function hasBody({ method, headers }: FastifyRequest): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && Number(length) > 0);
}

/** The error that says what is wrong with the headers of a body; undefined where nothing is. */
function mismatchOf({ headers }: FastifyRequest, taken: string): ServiceError | undefined {
  const given = headers['content-type'];
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (coding !== 'identity') {
    return refusal('Content-Encoding', `must not be used: send the body as it is, not as ${shown(coding)}`);
  }
  const [type = '', ...parameters] = (given ?? '').split(';').map((part) => part.trim().toLowerCase());
  if (given === undefined) return refusal('Content-Type', `is missing. Send ${taken}`);
  if (type !== taken) {
    return refusal(
      'Content-Type',
      `must be ${taken}, but you sent ${shown(type)}. ${ADVICE[taken]?.[type] ?? ''}`.trim(),
    );
  }
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  if (taken !== JSON_TYPE || charset === undefined || /^"?utf-?8"?$/.test(charset)) return undefined;
  return refusal('Content-Type', `must have the charset utf-8, but you sent ${shown(charset)}`);
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
