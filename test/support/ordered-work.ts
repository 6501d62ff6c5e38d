import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv, type AnySchema } from 'ajv';
import addFormats from 'ajv-formats';
import { unzipSync } from 'fflate';
import { expect } from 'vitest';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';
import type { ApiClient } from './api-client.ts';
import type { ReplyBody } from './producer-program.ts';
import type { SystemUnderTest } from './global-system.ts';
import { control } from './system.ts';
import { readWav } from './wav.ts';

/** Both examples are told to speak this. */
export const ORDERED_TEXT = 'The kettle is on.';

/** A request, and the replies to it, in the order of their types. */
interface Answered {
  readonly request: string;
  readonly types: readonly string[];
  readonly bodies: readonly ReplyBody[];
}

/** Lets the second synthesis of the next program hang, so that its cancel is never too late. Ends with `DELETE /faults`. */
export function holdSecondSynthesis(system: SystemUnderTest): Promise<unknown> {
  const effect = { kind: 'hang', after: 'first-byte' };
  return control(system, 'POST', '/faults', [
    { service: 'speech', operation: 'ws-turn', effect, skip: 1, times: 1_000 },
  ]);
}

/**
 * Asserts what both programs that order work by messages show, examples/typescript/order-by-message.ts and examples/csharp/OrderByMessage: replies as
 * docs/asyncapi.json describes them, and the audio that was ordered.
 * @param output what the program printed
 * @param folder where it has stored speech.wav and batch.zip
 */
export async function expectOrderedWork(api: ApiClient, output: string, folder: string): Promise<void> {
  const answered = answeredRequests(await validReplies(output));
  expect(answered.map(({ request, types }) => `${request}: ${types.join(', ')}`)).toEqual([
    'voice.request: request.accepted, request.finished',
    'synthesis.request: request.accepted, request.finished',
    'batch.request: request.accepted, request.finished',
    'synthesis.request: request.rejected',
    'synthesis.request: request.accepted, request.finished',
    'speech.cancel: request.accepted',
  ]);
  const [voice, synthesis, batch, rejected, canceled, cancel] = answered.map(({ bodies }) => bodies.at(-1));
  expect(voice).toMatchObject({ status: 'succeeded', result: { href: voice?.subject?.href } });
  expect(synthesis).toMatchObject({ status: 'succeeded', result: { href: `${synthesis?.subject?.href}/audio` } });
  expect(batch).toMatchObject({ status: 'succeeded', result: { href: `${batch?.subject?.href}/archive` } });
  expect(rejected?.problem).toMatchObject({
    status: 400,
    code: 'invalid-request',
    errors: [{ pointer: '/sampleRateHz' }],
  });
  expect(canceled?.status).toBe('canceled');
  expect(cancel?.operation).toEqual(canceled?.operation);
  expect(await api.json('GET', canceled?.operation?.href ?? '')).toMatchObject({ status: 'canceled' });
  // The program has understood what it printed.
  expect(output).toContain('invalid-request at /sampleRateHz: ');
  expect(output).toContain(`The operation ${canceled?.operation?.id} is canceled.`);

  const speech = await readFile(join(folder, 'speech.wav'));
  const stored = await api.send('GET', synthesis?.result?.href ?? '');
  expect(speech.equals(Buffer.from(await stored.arrayBuffer()))).toBe(true);
  const files = unzipSync(await readFile(join(folder, 'batch.zip')));
  const items = Object.keys(files).filter((name) => name.endsWith('.wav'));
  expect(items.toSorted()).toEqual([expect.stringContaining('first'), expect.stringContaining('second')]);
  for (const file of [speech, ...items.map((name) => Buffer.from(files[name] ?? []))]) {
    const wav = readWav(file);
    expect(wav).toMatchObject({ formatTag: 1, channels: 1, sampleRateHz: 24_000, bitsPerSample: 16 });
    expect(wav.durationS).toBeGreaterThan(0.5);
    // Speech, not silence.
    expect(wav.rmsDbfs).toBeGreaterThan(-40);
  }
}

/** The replies that were printed, each of which fits its schema. */
async function validReplies(output: string): Promise<readonly { readonly type: string; readonly body: ReplyBody }[]> {
  const contract = JSON.parse(await readFile(join(packageRoot(), 'docs', 'asyncapi.json'), 'utf8')) as AnySchema;
  const ajv = addFormats.default(new Ajv({ strict: false }).addSchema(contract, 'contract', undefined, false));
  return [...output.matchAll(/^(request\.\w+) (\{.*\})$/gm)].map(([, type = '', json = '']) => {
    const fits = ajv.getSchema(`contract#/components/messages/${type}/payload`);
    const body = JSON.parse(json) as ReplyBody;
    expect(fits, type).toBeDefined();
    expect({ type, fits: fits?.(body), errors: fits?.errors }).toEqual({ type, fits: true, errors: null });
    return { type, body };
  });
}

function answeredRequests(replies: readonly { readonly type: string; readonly body: ReplyBody }[]): Answered[] {
  const byRequest = Map.groupBy(replies, ({ body }) => body.requestId);
  return [...byRequest.values()].map((group) => {
    const sorted = group.toSorted((one, other) => one.type.localeCompare(other.type));
    return {
      request: sorted[0]?.body.request ?? '',
      types: sorted.map(({ type }) => type),
      bodies: sorted.map(({ body }) => body),
    };
  });
}
