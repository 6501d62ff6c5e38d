/** A text in a source file that is replaced in the copy of the sources which becomes the next release. */
interface Edit {
  readonly file: string;
  /** Stands there exactly once. */
  readonly anchor: string;
  readonly replacement: string;
}

/** What the next release changes. */
export interface Plant {
  readonly what: string;
  readonly edits: readonly Edit[];
}

const MIGRATIONS = 'libs/documents/src/migrations/document-migrations.ts';
const MESSAGES = 'libs/messaging/src/message-table.ts';
const CREATE = 'libs/intake/src/syntheses/create-synthesis.usecase.ts';
const RUN = 'apps/worker/src/syntheses/run-synthesis.usecase.ts';

/** The field that the planted change adds to syntheses. */
export const PLANTED_FIELD = 'requestedCharacters';

function migration(readableFrom: number): Edit {
  return {
    file: MIGRATIONS,
    anchor: '  synthesis: [],',
    replacement: `  synthesis: [
    {
      version: 2,
      readableFrom: ${readableFrom},
      what: 'syntheses say how many characters were asked for',
      apply: (document) => {
        const { text = '', textBlob } = document as { text?: string; textBlob?: { characters: number } };
        return { ...document, ${PLANTED_FIELD}: document['${PLANTED_FIELD}'] ?? textBlob?.characters ?? text.length };
      },
    },
  ],`,
  };
}

/** The next release makes the field, and fails a job whose document lacks it or has another. */
const USES_THE_FIELD: readonly Edit[] = [
  {
    file: CREATE,
    anchor: '    text: body.text,\n',
    replacement: `    text: body.text,\n    ...{ ${PLANTED_FIELD}: body.text.length },\n`,
  },
  {
    file: RUN,
    anchor: '    const synthesis = withoutHandled(found);\n    const busyMs',
    replacement: `    const synthesis = withoutHandled(found);
    if (!isTextMissing(synthesis) && Reflect.get(synthesis, '${PLANTED_FIELD}') !== synthesis.text.length) {
      await this.end.fail(synthesis, { code: 'internal', detail: 'The document is not that of this release.' });
      return DONE;
    }
    const busyMs`,
  },
];

export const PLANTS = {
  compatible: {
    what: 'a new field of syntheses, which this release needs, with its migration',
    edits: [migration(1), ...USES_THE_FIELD],
  },
  'unreadable-documents': {
    what: 'the same, in documents that the release before may not read',
    edits: [migration(2), ...USES_THE_FIELD],
  },
  'new-field-in-a-message': {
    what: 'a field in the message synthesis.run, sent at once',
    edits: [
      {
        file: MESSAGES,
        anchor: `'synthesis.run': { queue: 'speech-synthesis', data: nothing,`,
        replacement: `'synthesis.run': { queue: 'speech-synthesis', data: z.strictObject({ hurry: z.boolean().optional() }),`,
      },
      {
        file: CREATE,
        anchor: `messages.synthesisRun({ tenantId, subjectId: id })`,
        replacement: `messages.synthesisRun({ tenantId, subjectId: id, data: { hurry: true } })`,
      },
    ],
  },
} as const satisfies Readonly<Record<string, Plant>>;

export type PlantName = keyof typeof PLANTS;

/** @throws Error when an anchor is not there exactly once */
export function planted(source: string, { file, anchor, replacement }: Edit): string {
  const occurrences = source.split(anchor).length - 1;
  if (occurrences !== 1) throw new Error(`${file} holds the anchor ${occurrences} times, not once: ${anchor}`);
  return source.replace(anchor, () => replacement);
}
