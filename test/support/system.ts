import { readFile } from 'node:fs/promises';
import { inject } from 'vitest';
import { ApiClient } from './api-client.ts';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';
import { requestToken } from '../../apps/sandbox/src/system/voice-system.ts';
import { trustCertificateAuthority } from '../../apps/sandbox/src/tls/trust.ts';
import { distinctRecording } from './distinct-recording.ts';
import type { SystemUnderTest } from './global-system.ts';

/** The running system; this process trusts its certificates from here on. */
export async function systemUnderTest(): Promise<SystemUnderTest> {
  const system = inject('systems')[Number(process.env['VITEST_POOL_ID']) - 1];
  if (!system) throw new Error(`There is no system for worker ${process.env['VITEST_POOL_ID']} of the test runner`);
  trustCertificateAuthority(await readFile(system.environment['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8'));
  return system;
}

/** A client with a token of an application that has all roles, in the home tenant or another. */
export async function clientOf(system: SystemUnderTest, tenantId?: string): Promise<ApiClient> {
  return new ApiClient(system.apiUrl, await requestToken(system.environment, tenantId));
}

/** Speech as a WAV file, by a prebuilt voice of the sandbox: another recording each time, as when a person says the text again. */
export async function recordingOf(system: SystemUnderTest, text: string, voice = 'en-US-AvaNeural'): Promise<Buffer> {
  const token = await managedIdentityToken(system.environment, 'https://cognitiveservices.azure.com');
  const response = await fetch(`${system.environment['SPEECH_ENDPOINT']}/cognitiveservices/v1`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/ssml+xml',
      'x-microsoft-outputformat': 'riff-24khz-16bit-mono-pcm',
      'user-agent': 'e2e',
    },
    body: `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US"><voice name="${voice}">${text}</voice></speak>`,
  });
  if (!response.ok) throw new Error(`the sandbox's voice answered ${response.status}`);
  return distinctRecording(Buffer.from(await response.arrayBuffer()));
}

/** The sandbox's control endpoint. */
export async function control<T>(system: SystemUnderTest, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(new URL(path, system.endpoints['control']), {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!response.ok) throw new Error(`the control endpoint answered ${response.status}: ${await response.text()}`);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** How long the sandbox's voice spoke, the last time that it was not interrupted; it is not always as fast with the same text. */
export async function lastSpokenMs(system: SystemUnderTest): Promise<number> {
  const { spoken } = await control<{ spoken: { durationMs?: number }[] }>(system, 'GET', '/speech/spoken');
  return spoken.findLast(({ durationMs }) => durationMs !== undefined)?.durationMs ?? 0;
}
