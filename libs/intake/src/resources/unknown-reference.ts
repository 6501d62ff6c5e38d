import { ServiceError } from '#domain';

/** Where resources of these kinds are listed or created. */
const PLACES = { consent: '/v1/consents', upload: '/v1/uploads', voice: '/v1/voices' } as const;

/**
 * The refusal of a body that names a resource which the caller may not see, or which does not exist.
 * @param pointer JSON pointer to the id
 */
export function unknownReference(kind: keyof typeof PLACES, id: string, pointer: string): ServiceError {
  const detail = `names the ${kind} ${id}, which does not exist. GET ${PLACES[kind]} lists those that do`;
  return new ServiceError('unknown-reference', `${pointer} ${detail}.`, {
    fields: [{ pointer, code: 'unknown-reference', detail }],
  });
}
