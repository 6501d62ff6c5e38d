import type { Emitter } from './metric-table.ts';

export interface EventDefinition {
  readonly meaning: string;
  readonly emitters: readonly Emitter[];
  /** Names, each with its meaning. */
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Custom events: what an operator counts or looks up by the hour or the day. They have the id of their document, as log lines have, but no names,
 * addresses or texts.
 */
export const CUSTOM_EVENTS = {
  'voice.ready': {
    meaning: 'A voice can be used',
    emitters: ['worker'],
    attributes: { subjectId: 'Id of the voice' },
  },
  'training.stalled': {
    meaning: 'Azure has not finished the training of a voice in time, and the voice has failed',
    emitters: ['worker'],
    attributes: { subjectId: 'Id of the voice', status: 'What Azure said last: `NotStarted` or `Running`' },
  },
  'endpoint.hours-near': {
    meaning:
      'The endpoint of a professional voice has been deployed for 80 % of the hours that it may be in this month',
    emitters: ['worker'],
    attributes: { subjectId: 'Id of the voice' },
  },
  'endpoint.change-refused': {
    meaning: 'Azure did not suspend the endpoint of a professional voice, which is requested again',
    emitters: ['worker'],
    attributes: { subjectId: 'Id of the voice', status: 'What Azure says of the endpoint' },
  },
  'endpoint.change-failed': {
    meaning:
      'Azure could not suspend or resume the endpoint of a professional voice. It was deleted, and is deployed again when it is wanted',
    emitters: ['worker'],
    attributes: { subjectId: 'Id of the voice', status: '`suspending` or `resuming`' },
  },
  'base-model.expiring': {
    meaning: 'The owner of a voice was told that its base model expires',
    emitters: ['worker'],
    attributes: { subjectId: 'Id of the voice', daysBefore: 'At most so many days before: 90, 30 or 7' },
  },
  'consent.revoked': {
    meaning: 'A consent was revoked',
    emitters: ['api', 'worker'],
    attributes: { subjectId: 'Id of the consent' },
  },
  'batch.finished': {
    meaning: 'A batch has ended',
    emitters: ['api', 'worker'],
    attributes: { subjectId: 'Id of the batch', outcome: '`succeeded`, `failed` or `canceled`' },
  },
  'erasure.finished': {
    meaning: 'The erasure of a voice or of a person has ended with its receipt',
    emitters: ['worker'],
    attributes: { subjectId: 'Id of the voice or the consent', kind: '`voice` or `consent`' },
  },
} as const satisfies Readonly<Record<string, EventDefinition>>;

export type EventName = keyof typeof CUSTOM_EVENTS;

export type EventAttributes<N extends EventName> = {
  readonly [A in keyof (typeof CUSTOM_EVENTS)[N]['attributes']]: string;
};
