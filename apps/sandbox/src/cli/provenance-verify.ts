import './require-node.ts';
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { type components, VoiceClient } from '#client';
import { targetApi } from './target-api.ts';

type Verification = components['schemas']['Verification'];

/** `npm run provenance:verify`; scripts/commands describes the options. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { api: { type: 'string' }, json: { type: 'boolean', default: false } },
});

try {
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new Error('Pass one file: npm run provenance:verify -- FILE');
  const api = new VoiceClient(await targetApi(values.api));
  const content = await openAsBlob(file);
  const form = new FormData();
  form.append('file', content, basename(file));
  const { data } = await api.POST('/v1/provenance/verify', {
    body: { file: content },
    bodySerializer: () => form,
  });
  console.log(values.json ? JSON.stringify(data, null, 2) : inLines(data));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function inLines({ verdict, detail, manifest, tag, recordMatch, record }: Verification): string {
  const id = tag.provenanceId ?? manifest.provenanceId;
  return [
    `${verdict}: ${detail}`,
    `Manifest: ${[manifest.state, manifest.issuer, ...manifest.codes.slice(0, 1)].filter(Boolean).join(', ')}`,
    `Tag: ${tag.synthetic ? 'synthetic speech' : 'none'}${id === undefined ? '' : `, ${id}`}`,
    `Record: ${recordMatch}${record ? `, ${record.status}, ${record.statement.organization}, ${record.statement.at}` : ''}`,
  ].join('\n');
}
