import { Injectable } from '@nestjs/common';
import type { Synthesis, SynthesisResult } from '#domain';
import { ProvenanceRecorder } from '#provenance';
import { formatOf } from './synthesis-results.ts';
import type { Speakers } from '../platform/usable-voice.ts';

/** Keeps the signed record of what a synthesis has spoken. */
@Injectable()
export class SynthesisRecord {
  constructor(private readonly recorder: ProvenanceRecorder) {}

  /**
   * Once, whichever run has spoken it: under an id that follows from that of the synthesis, before it says that it has succeeded. All runs say the same of
   * the file, since the first that is stored is the result of all. A file of an earlier release has no id, and no record.
   */
  async keep(synthesis: Synthesis, { voice, others }: Speakers, result: SynthesisResult): Promise<void> {
    const { id: subjectId, tenantId, ownerId: actorId } = synthesis;
    const { provenanceId: id, sizeBytes: bytes, sha256, audioSha256, manifest } = result;
    if (id === undefined) return;
    const output = { id, tenantId, kind: 'queued', format: formatOf(synthesis), subjectId, actorId } as const;
    const text = synthesis.spoken?.text ?? synthesis.text;
    const file = { complete: true, bytes, sha256, audioSha256, manifest, text };
    await this.recorder.file({ ...output, ...file, speakers: [voice, ...others] });
  }
}
