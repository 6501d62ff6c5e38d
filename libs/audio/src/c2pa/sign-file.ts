import { readFileSync, writeFileSync } from 'node:fs';
import { WasmBuilder } from '@contentauth/c2pa-wasm';
import { BytesBlob } from './c2pa-library.ts';
import { librarySettings, manifestDefinition, SIGNED_CONTAINERS } from './manifest-definition.ts';
import type { SignJob } from './messages.ts';

/** Of the manifest, as it stands in the file. */
const MANIFEST_ID = /urn:c2pa:[0-9a-f-]{36}/;

/**
 * Writes a file with a signed manifest in it. For the child process only.
 * @param signed gives the COSE_Sign1 message for a claim
 * @returns the id of the manifest
 */
export async function signFile(
  job: SignJob,
  signed: (claim: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<string | undefined> {
  const definition = JSON.stringify(manifestDefinition(job.container, job.version, job.provenanceId));
  const builder = WasmBuilder.fromJson(definition, librarySettings());
  try {
    const signer = { alg: job.algorithm, reserveSize: job.reserveBytes, sign: signed };
    const source = new BytesBlob(readFileSync(job.inputPath));
    const result: { manifest: Uint8Array; asset: Uint8Array } = await builder.signAndGetManifestBytes(
      signer,
      [],
      SIGNED_CONTAINERS[job.container],
      source,
    );
    writeFileSync(job.outputPath, result.asset, { flag: 'wx', mode: 0o600 });
    return MANIFEST_ID.exec(Buffer.from(result.manifest).toString('latin1'))?.[0];
  } finally {
    builder.free();
  }
}
