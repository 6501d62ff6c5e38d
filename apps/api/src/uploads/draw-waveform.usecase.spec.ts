import { describe, expect, it } from 'vitest';
import type { Principal } from '#auth';
import type { UploadStatus } from '#domain';
import { anUpload, stub } from '#domain/testing';
import { DrawWaveform } from './draw-waveform.usecase.ts';

const PRINCIPAL = { tenantId: 't' } as Principal;

describe(DrawWaveform.name, () => {
  it.each([
    ['awaiting', 'upload-not-ready'],
    ['received', 'upload-not-ready'],
    ['processing', 'upload-not-ready'],
    ['rejected', 'state-conflict'],
    ['expired', 'state-conflict'],
  ] as const satisfies readonly (readonly [UploadStatus, string])[])(
    'has nothing to draw of an upload without a report that is %s: %s',
    async (status, code) => {
      const documents = { get: () => Promise.resolve(anUpload({ status, report: undefined })) };
      const drawn = new DrawWaveform(stub(documents)).execute(PRINCIPAL, 'upl_1', 'image/png');
      await expect(drawn).rejects.toMatchObject({ code });
    },
  );
});
