const AT = '2026-11-22T10:00:00.000Z';

/** As large as what the product answers. */
export function operation(): object {
  return {
    id: 'op_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
    type: 'speech.synthesis',
    status: 'queued',
    stage: 'queued',
    progress: 0,
    subject: {
      type: 'synthesis',
      id: 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
      href: '/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
    },
    createdAt: AT,
    updatedAt: AT,
  };
}

export function voice(): object {
  return {
    id: 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
    status: 'ready',
    stage: 'done',
    name: 'Voice Talent',
    kind: 'personal',
    locale: 'en-US',
    baseModel: 'DragonLatestNeural',
    consentId: 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
    sampleUploadIds: ['upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D'],
    grantees: [],
    createdAt: AT,
    updatedAt: AT,
  };
}
