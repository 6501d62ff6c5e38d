import { describe, expect, expectTypeOf, it } from 'vitest';
import { ifMatch } from './entity-tags.ts';
import type { components } from './generated/contract.ts';
import { FakeApi, json, problem } from './testing/fake-api.ts';
import { VoiceClient } from './voice-client.ts';

describe(VoiceClient, () => {
  it('calls routes, typed by the contract', async () => {
    const api = new FakeApi(json({ id: 'vce/1', status: 'ready' }));
    const { data } = await api.client().GET('/v1/voices/{id}', { params: { path: { id: 'vce/1' } } });
    expectTypeOf(data).toEqualTypeOf<components['schemas']['Voice']>();
    expect(data.status).toBe('ready');
    expect(api.calls).toEqual(['GET /v1/voices/vce%2F1']);
  });

  it('throws every answer but 2xx', async () => {
    const api = new FakeApi(problem(403, 'forbidden'));
    await expect(api.client().GET('/v1/voices')).rejects.toMatchObject({ name: 'ProblemError', code: 'forbidden' });
  });

  it('keeps the key that the caller gives', async () => {
    const api = new FakeApi(json({}, 202));
    await api.client().POST('/v1/syntheses', {
      body: { voiceId: 'vce_1', text: 'Hello.' },
      params: { header: { 'Idempotency-Key': 'mine' } },
    });
    expect(api.header('idempotency-key')).toEqual(['mine']);
  });

  it('draws a key for each POST of its own, and for nothing that takes none', async () => {
    const api = new FakeApi(json({}, 202), json({}, 202), json({}), json({}));
    const client = api.client();
    const body = { voiceId: 'vce_1', text: 'Hello.' };
    await client.POST('/v1/syntheses', { body });
    await client.POST('/v1/syntheses', { body });
    await client.POST('/v1/syntheses/estimates', { body });
    await client.DELETE('/v1/voices/{id}', { params: { path: { id: 'vce_1' } } });
    const [first, second, ...none] = api.header('idempotency-key');
    expect(first).not.toBe(second);
    expect(none).toEqual([null, null]);
  });

  it('reads lists page by page, as far as they are wanted', async () => {
    const page = (ids: string[], next: string | null) => json({ data: ids.map((id) => ({ id })), hasMore: true, next });
    const api = new FakeApi(page(['a', 'b'], 'c 2'), page(['c'], null), page(['a', 'b'], 'c 2'));
    const voices = (client: VoiceClient) =>
      client.items('/v1/voices', { params: { query: { status: 'ready', limit: 2 } } });
    const ids: string[] = [];
    for await (const { id } of voices(api.client())) ids.push(id);
    expect(ids).toEqual(['a', 'b', 'c']);
    for await (const voice of voices(api.client())) {
      expectTypeOf(voice).toEqualTypeOf<components['schemas']['Voice']>();
      break;
    }
    expect(api.calls).toEqual([
      'GET /v1/voices?status=ready&limit=2',
      'GET /v1/voices?status=ready&limit=2&after=c%202',
      'GET /v1/voices?status=ready&limit=2',
    ]);
  });

  it('changes a resource only if it is as it was read', async () => {
    const api = new FakeApi(json({ id: 'vce_1' }, 200, { etag: '"7"' }), problem(412, 'etag-mismatch'));
    const client = api.client();
    const path = { id: 'vce_1' };
    const { response } = await client.GET('/v1/voices/{id}', { params: { path } });
    const change = client.PATCH('/v1/voices/{id}', {
      params: { path, header: ifMatch(response) },
      body: { name: 'N' },
    });
    await expect(change).rejects.toMatchObject({ code: 'etag-mismatch' });
    expect(api.header('if-match')).toEqual([null, '"7"']);
    expect(() => ifMatch(json({}))).toThrow('no ETag');
  });

  it('streams speech, and ends it when the reader does', async () => {
    let canceled = false;
    const spoken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(Uint8Array.of(1, 2)),
      cancel: () => void (canceled = true),
    });
    const api = new FakeApi(new Response(spoken, { headers: { 'content-type': 'audio/mpeg' } }));
    const { audio, contentType } = await api.client().speak({ voiceId: 'vce_1', text: 'Hello.' });
    const reader = audio.getReader();
    expect((await reader.read()).value).toEqual(Uint8Array.of(1, 2));
    await reader.cancel();
    expect({ contentType, canceled }).toEqual({ contentType: 'audio/mpeg', canceled: true });
  });
});
