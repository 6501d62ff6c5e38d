import { z } from 'zod';
import { idPattern, type DocumentKind } from '#domain';
import { described, mustBe, timeSchema } from '#intake';

/** What a link can lead to: what elements and APIs of a page load without headers of their own. */
const RESOURCES: readonly (readonly [kind: DocumentKind, path: string, ends: string])[] = [
  ['synthesis', '/v1/syntheses/', '/audio'],
  ['synthesis', '/v1/syntheses/', '/captions?format=vtt'],
  ['synthesis', '/v1/syntheses/', '/captions?format=srt'],
  ['operation', '/v1/operations/', '/events'],
  ['upload', '/v1/uploads/', '/audio'],
  ['upload', '/v1/uploads/', '/waveform'],
  ['batch', '/v1/batches/', '/archive'],
];

/** The kind and the id of what a resource of a link belongs to; undefined for every other path. */
export function linkedDocument(resource: string): { readonly kind: DocumentKind; readonly id: string } | undefined {
  for (const [kind, path, ends] of RESOURCES) {
    if (!resource.startsWith(path) || !resource.endsWith(ends)) continue;
    const id = resource.slice(path.length, resource.length - ends.length);
    if (idPattern(kind).test(id)) return { kind, id };
  }
  return undefined;
}

/** Whether a link can lead to a path of the OpenAPI document. */
export function takesLinks(path: string): boolean {
  return RESOURCES.some(([, before, ends]) => path === `${before}{id}${ends.replace(/\?.*/, '')}`);
}

const SHOWN = RESOURCES.map(([, path, ends]) => `${path}{id}${ends}`).join(', ');

export const createLinkSchema = z
  .strictObject({
    resource: z
      .string()
      .max(200)
      .refine((resource) => linkedDocument(resource) !== undefined, { error: mustBe(`one of ${SHOWN}`) })
      .meta({
        description: `Path of what the link leads to. One of ${RESOURCES.map(([, path, ends]) => `\`${path}{id}${ends}\``).join('; ')}`,
        example: '/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D/audio',
      }),
  })
  .meta({ id: 'CreateLink', description: 'What a link is to lead to' });
export type CreateLinkBody = z.infer<typeof createLinkSchema>;

export const linkSchema = z
  .object({
    url: described(
      z.string(),
      'URL for one resource, by GET. It is as good as a token for that: do not store or log it. Relative to the API if `PUBLIC_URL` is not set',
      'https://voice.example.com/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D/audio?link=eyJ…',
    ),
    expiresAt: described(
      timeSchema,
      'When the link ends. A request that has begun goes on',
      '2026-11-22T10:20:00.000Z',
    ),
  })
  .meta({ id: 'Link', description: 'A signed link to one resource' });
export type LinkView = z.infer<typeof linkSchema>;
