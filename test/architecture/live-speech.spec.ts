import { connect } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ServedTurn, wordAudio } from '#speech/testing';
import {
  type LiveApplication,
  OTHER_PROFILE_ID,
  OTHER_VOICE_ID,
  startLiveApplication,
  VOICE_ID,
} from './live-application.ts';

const TOKEN = 'home:Voice.Synthesize';
/** 100 ms of 24 kHz PCM. */
const WORD_BYTES = 4800;
/** For what takes a moment on a busy machine. */
const WHILE = { timeout: 20_000, interval: 20 };

let live: LiveApplication;

const use = async (variables: Record<string, string> = {}): Promise<void> => {
  live = await startLiveApplication(variables);
};
afterEach(async () => {
  await live.close();
});

function post(
  body: object = {},
  { path = '/v1/speech', signal, token = TOKEN }: { path?: string; signal?: AbortSignal; token?: string } = {},
): Promise<Response> {
  return fetch(new URL(path, live.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ voiceId: VOICE_ID, text: 'one two', format: 'pcm', ...body }),
    ...(signal && { signal }),
  });
}

async function problem(
  response: Promise<Response>,
): Promise<{ status: number; code: string; retryAfter: string | null }> {
  const answer = await response;
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const { code } = (await answer.json()) as { code: string };
  return { status: answer.status, code, retryAfter: answer.headers.get('retry-after') };
}

/** Starts like a good turn, up to and with the first audio. */
function begin(turn: ServedTurn): void {
  turn.start();
  turn.response();
  turn.audio(wordAudio(turn.index, 0));
}

/** A turn that begins and then waits. */
async function hold(turn: ServedTurn): Promise<void> {
  begin(turn);
  await turn.closed;
}

describe('POST /v1/speech', () => {
  beforeEach(() => use());

  it('sends audio while it is being spoken, and says how long the first of it took', async () => {
    const seen = Promise.withResolvers<void>();
    live.speech.script.push(async (turn) => {
      begin(turn);
      await seen.promise;
      turn.audio(wordAudio(turn.index, 1));
      turn.end();
    });
    const answer = await post();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('audio/pcm');
    expect(answer.headers.get('content-length')).toBeNull();
    expect(answer.headers.get('server-timing')).toMatch(/^ttfa;dur=\d+\.\d, wait;dur=\d+\.\d, provider;dur=\d+\.\d$/);
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    expect(Buffer.from(first?.value ?? [])).toEqual(Buffer.from(wordAudio(0, 0)));
    seen.resolve();
    let rest = 0;
    for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) rest += next.value.length;
    expect(rest).toBe(WORD_BYTES);
  });

  it('asks Azure for the format and rate, and sends what comes', async () => {
    const asked = async (body: object) => {
      const answer = await post(body);
      await answer.arrayBuffer();
      return [live.speech.turns.at(-1)?.context.synthesis.audio.outputFormat, answer.headers.get('content-type')];
    };
    expect(await asked({ format: undefined })).toEqual(['audio-24khz-96kbitrate-mono-mp3', 'audio/mpeg']);
    expect(await asked({ format: 'opus', sampleRateHz: 48_000 })).toEqual([
      'ogg-48khz-16bit-mono-opus',
      'audio/ogg; codecs=opus',
    ]);
    expect(await asked({ format: 'mulaw' })).toEqual(['raw-8khz-8bit-mono-mulaw', 'audio/basic']);
    expect(await asked({ format: 'alaw' })).toEqual(['raw-8khz-8bit-mono-alaw', 'audio/PCMA']);
    expect(live.speech.turns[0]?.ssml).toContain('>one two<');
  });

  it('puts a header of unknown length before WAV', async () => {
    const file = Buffer.from(await (await post({ format: 'wav', sampleRateHz: 16_000 })).arrayBuffer());
    expect(file.toString('latin1', 0, 4)).toBe('RIFF');
    expect(file.readUInt32LE(4)).toBe(0xffff_ffff);
    expect(file.readUInt32LE(24)).toBe(16_000);
    const dataAt = file.length - 2 * WORD_BYTES - 8;
    expect(file.toString('latin1', dataAt, dataAt + 4)).toBe('data');
    expect(file.readUInt32LE(dataAt + 4)).toBe(0xffff_ffff);
  });

  it.each<[string, (turn: ServedTurn) => void]>([
    ['closes the connection', (turn) => turn.close(1000)],
    ['resets it', (turn) => turn.drop()],
    ['throttles', (turn) => turn.close(4429, 'throttled')],
  ])('cuts the connection when Azure %s after the first byte, instead of ending the body', async (_what, happen) => {
    const seen = Promise.withResolvers<void>();
    live.speech.script.push(async (turn) => {
      begin(turn);
      await seen.promise;
      happen(turn);
    });
    const answer = await post();
    expect(answer.status).toBe(200);
    const reader = answer.body?.getReader();
    expect((await reader?.read())?.value).toHaveLength(WORD_BYTES);
    seen.resolve();
    await expect(reader?.read()).rejects.toThrow();
    expect(live.speech.turns).toHaveLength(1);
    await vi.waitFor(
      () => expect(live.lines.some((line) => line.includes('live speech was cut off'))).toBe(true),
      WHILE,
    );
    await vi.waitFor(() => expect(live.slots.stats()).toEqual({ running: 0, waiting: 0 }), WHILE);
  });

  it('shows a broken stream on the wire as a body without an end', async () => {
    live.speech.script.push((turn) => {
      begin(turn);
      turn.close(1011);
    });
    const body = JSON.stringify({ voiceId: VOICE_ID, text: 'one', format: 'pcm' });
    const socket = connect(Number(new URL(live.url).port), '127.0.0.1');
    socket.write(
      `POST /v1/speech HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    const received: Buffer[] = [];
    socket.on('data', (data: Buffer) => received.push(data)).on('error', () => {});
    await new Promise((resolve) => socket.once('close', resolve));
    const text = Buffer.concat(received).toString('latin1');
    expect(text).not.toContain('\r\n0\r\n\r\n');
    if (text !== '') expect(text.toLowerCase()).toContain('transfer-encoding: chunked');
  });

  it.each<[string, number, string, (turn: ServedTurn) => void]>([
    ['refuses', 422, 'provider-rejected', (turn) => turn.close(1007, 'The SSML is not valid')],
    ['throttles', 503, 'provider-throttled', (turn) => turn.close(4429, 'throttled')],
    ['is down', 502, 'provider-unavailable', (turn) => turn.close(1011)],
    ['does not know us', 502, 'provider-unauthorized', (turn) => turn.close(4401, 'no')],
  ])('answers a problem when Azure %s before the first byte: %i %s', async (_what, status, code, happen) => {
    for (let attempt = 0; attempt < 3; attempt++) live.speech.script.push(happen);
    expect(await problem(post())).toMatchObject({ status, code });
    live.speech.script.length = 0;
    expect(await (await post()).arrayBuffer()).toHaveProperty('byteLength', 2 * WORD_BYTES);
  });

  it('refuses what is wrong with the request before it asks Azure', async () => {
    expect(await problem(post({ voiceId: VOICE_ID.replace('D', 'E') }))).toMatchObject({
      status: 422,
      code: 'unknown-reference',
    });
    expect(await problem(post({}, { token: 'other:Voice.Synthesize' }))).toMatchObject({ code: 'unknown-reference' });
    expect(await problem(post({ format: 'webm', sampleRateHz: 48_000 }))).toMatchObject({ code: 'invalid-request' });
    expect(await problem(post({ format: 'aac' }))).toMatchObject({ code: 'invalid-request' });
    expect(await problem(post({ text: ' ' }))).toMatchObject({ code: 'invalid-request' });
    expect(await problem(post({ rate: 3 }))).toMatchObject({ code: 'invalid-request' });
    expect(await problem(post({ text: 'x'.repeat(7_000) }))).toMatchObject({ status: 422, code: 'text-too-long' });
    expect(await problem(post({}, { token: 'home:Voice.Read' }))).toMatchObject({ status: 403, code: 'forbidden' });
    expect(live.speech.turns).toHaveLength(0);
    expect(live.speech.upgrades).toHaveLength(0);
  });

  it('says that a text without anything to say gives no audio', async () => {
    expect(await problem(post({ text: '…' }))).toMatchObject({ status: 400, code: 'invalid-request' });
    live.speech.script.push((turn) => {
      turn.start();
      turn.response();
      turn.end();
    });
    expect(await problem(post({ text: '🤫' }))).toMatchObject({ status: 400, code: 'invalid-request' });
  });

  it('writes no key, token or text into the log', async () => {
    await (await post({ text: 'a canary sings' })).arrayBuffer();
    live.speech.script.push((turn) => turn.close(1007, 'a canary sings'));
    await problem(post({ text: 'a canary sings' }));
    const log = live.lines.join('');
    expect(log).toContain('Turn completed');
    for (const secret of ['token-1', 'Bearer', 'canary', TOKEN]) expect(log).not.toContain(secret);
  });
});

describe('POST /v1/speech and consent', () => {
  beforeEach(() => use({ SPEECH_CONSENT_OVERLAP_MS: '60000' }));

  it('has nothing spoken without an active consent', async () => {
    live.voices.consentStatus = 'revoked';
    expect(await problem(post())).toMatchObject({ status: 403, code: 'consent-revoked' });
    live.voices.consentStatus = 'active';
    live.voices.voice = { ...live.voices.voice, status: 'training' };
    expect(await problem(post())).toMatchObject({ status: 409, code: 'voice-not-ready' });
    expect(live.speech.turns).toHaveLength(0);
  });

  it('has voices of the tenant speak together, each only while its own person consents', async () => {
    const said = (name: string) =>
      post({
        text: undefined,
        ssml: `<speak><voice name="${VOICE_ID}">Is the ferry in?</voice><voice name="${name}">Not before noon.</voice></speak>`,
      });
    await (await said(OTHER_VOICE_ID)).arrayBuffer();
    const speakers = live.speech.turns[0]?.ssml.match(/(?<=speakerProfileId=")[^"]+/g);
    expect(speakers).toEqual([live.voices.voice.speakerProfileId, OTHER_PROFILE_ID]);
    expect(await problem(said('vce_01JD8F3R5V6W7X8Y9Z0A1B2C3F'))).toMatchObject({ status: 422, code: 'invalid-ssml' });
    expect(await problem(said('en-US-AvaNeural'))).toMatchObject({ status: 422, code: 'invalid-ssml' });
    live.voices.otherConsentStatus = 'revoked';
    expect(await problem(said(OTHER_VOICE_ID))).toMatchObject({ status: 403, code: 'consent-revoked' });
    expect(live.speech.turns).toHaveLength(1);
  });

  it('reads the consent for each request, also when it was active a moment ago', async () => {
    await (await post()).arrayBuffer();
    const { reads } = live.voices;
    await (await post()).arrayBuffer();
    expect(live.voices.reads).toBe(reads + 2);
  });

  it('sends nothing before the check of this request has passed, and ends the turn when it does not', async () => {
    await (await post()).arrayBuffer();
    live.voices.consentStatus = 'revoked';
    const gate = Promise.withResolvers<void>();
    live.voices.gate = gate.promise;
    live.speech.script.push(hold);
    const answer = post();
    let answered = false;
    void answer.then(() => (answered = true));
    await vi.waitFor(() => expect(live.speech.turns).toHaveLength(2), WHILE);
    expect(answered).toBe(false);
    gate.resolve();
    expect(await problem(answer)).toMatchObject({ status: 403, code: 'consent-revoked' });
    await live.speech.turns[1]?.closed;
    // After that Azure is not even asked.
    expect(await problem(post())).toMatchObject({ code: 'consent-revoked' });
    expect(live.speech.turns).toHaveLength(2);
  });
});

describe('POST /v1/speech and its listener', () => {
  it.each<[string, (turn: ServedTurn) => void | Promise<void>]>([
    ['before the first byte', (turn) => turn.start()],
    ['in the middle', hold],
  ])('ends the turn at Azure within 100 ms when the listener goes %s', async (when, behaviour) => {
    await use();
    // A busy machine that lets this process wait is not our doing: what it took from us is added to the limit.
    const stalls = monitorEventLoopDelay({ resolution: 1 });
    stalls.enable();
    let closedAt = 0;
    live.speech.script.push(async (turn) => {
      void turn.closed.then(() => (closedAt = performance.now()));
      await behaviour(turn);
    });
    const controller = new AbortController();
    const answer = post({}, { signal: controller.signal });
    if (when === 'in the middle') await (await answer).body?.getReader().read();
    else await vi.waitFor(() => expect(live.speech.turns).toHaveLength(1), WHILE);
    const abortedAt = performance.now();
    controller.abort();
    if (when !== 'in the middle') await expect(answer).rejects.toThrow();
    await vi.waitFor(() => expect(closedAt).toBeGreaterThan(0), { timeout: 20_000, interval: 5 });
    stalls.disable();
    expect(closedAt - abortedAt).toBeLessThan(100 + (2 * stalls.max) / 1e6);
    await vi.waitFor(() => expect(live.slots.stats()).toEqual({ running: 0, waiting: 0 }), WHILE);
    await vi.waitFor(() => expect(live.speech.openSockets).toBe(0), WHILE);
  });

  it('makes Azure wait for a listener who reads slowly, and loses nothing', async () => {
    await use();
    // Just under what Azure makes at most: nearly 9 minutes.
    const total = 48 * 1024 * 1024;
    live.speech.script.push((turn) => {
      turn.start();
      turn.response();
      for (let sent = 0; sent < total; sent += 1024 * 1024) turn.audio(new Uint8Array(1024 * 1024).fill(sent % 251));
      turn.end();
    });
    const answer = await post({ sampleRateHz: 48_000 });
    const reader = answer.body?.getReader();
    let read = (await reader?.read())?.value?.length ?? 0;
    const written = () => live.speech.turns[0]?.bufferedBytes() ?? 0;
    // What is left at the server's end no longer becomes less: the pressure has come through to there.
    const seen: number[] = [];
    await vi.waitFor(() => {
      seen.push(written());
      expect(seen.length).toBeGreaterThan(10);
      expect(new Set(seen.slice(-10)).size).toBe(1);
    }, WHILE);
    expect(written()).toBeGreaterThan(total / 2);
    for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) read += next.value.length;
    expect(read).toBe(total);
  });

  it('lets tenants take turns when all slots are taken, and tells who waits too long to come back', async () => {
    await use({ SPEECH_POOL_SIZE: '1', SPEECH_QUEUE_WAIT_MS: '300', SPEECH_QUEUE_LIMIT: '2' });
    const release = Promise.withResolvers<void>();
    live.speech.script.push(async (turn) => {
      begin(turn);
      await release.promise;
      turn.end();
    });
    const first = await post();
    const waiting = [post(), post()];
    await vi.waitFor(() => expect(live.slots.stats()).toEqual({ running: 1, waiting: 2 }), WHILE);
    expect(await problem(post())).toEqual({ status: 429, code: 'concurrency-limited', retryAfter: '1' });
    for (const answer of waiting)
      expect(await problem(answer)).toMatchObject({ status: 429, code: 'concurrency-limited' });
    release.resolve();
    expect((await first.arrayBuffer()).byteLength).toBe(WORD_BYTES);
    expect((await (await post()).arrayBuffer()).byteLength).toBe(2 * WORD_BYTES);
    expect(live.speech.mostSockets).toBe(1);
  });

  it('never opens more connections than the pool has, nor keeps a place, over 120 listeners of whom a third leave', async () => {
    await use({ SPEECH_POOL_SIZE: '4', SPEECH_QUEUE_WAIT_MS: '60000', SPEECH_QUEUE_LIMIT: '1000' });
    const outcomes = await Promise.all(
      Array.from({ length: 120 }, async (_, index) => {
        const controller = new AbortController();
        const answer = await post({ text: `w${index}` }, { signal: controller.signal });
        if (index % 3 === 0) controller.abort();
        return answer.arrayBuffer().then(
          ({ byteLength }) => byteLength,
          () => 0,
        );
      }),
    );
    expect(outcomes.filter((_, index) => index % 3 !== 0).every((bytes) => bytes === WORD_BYTES)).toBe(true);
    expect(live.speech.mostSockets).toBeLessThanOrEqual(4);
    await vi.waitFor(() => expect(live.slots.stats()).toEqual({ running: 0, waiting: 0 }), WHILE);
  });
});
