import type { Content } from './content.ts';

/** Of an adaptive card: https://adaptivecards.io/explorer. Texts are in `RichTextBlock`s, whose runs know no Markdown. */
interface TextLine {
  readonly type: 'RichTextBlock';
  readonly spacing?: 'Medium';
  readonly inlines: readonly TextRun[];
}

interface TextRun {
  readonly type: 'TextRun';
  readonly text: string;
  readonly weight?: 'Bolder';
  readonly size?: 'Large';
}

/** What a Teams workflow "when a webhook request is received" posts as a card. */
export interface TeamsMessage {
  readonly type: 'message';
  readonly attachments: readonly [
    {
      readonly contentType: 'application/vnd.microsoft.card.adaptive';
      readonly contentUrl: null;
      readonly content: {
        readonly $schema: string;
        readonly type: 'AdaptiveCard';
        /** The newest that Teams shows everywhere. */
        readonly version: '1.4';
        readonly fallbackText: string;
        readonly body: readonly TextLine[];
        readonly msteams: { readonly width: 'Full' };
      };
    },
  ];
}

export function renderTeams({ title, summary, facts, lists, advice }: Content): TeamsMessage {
  const body: TextLine[] = [
    lineOf({ text: title, weight: 'Bolder', size: 'Large' }),
    lineOf({ text: summary }),
    ...facts.map(([label, value]) => lineOf({ text: `${label}: ` }, { text: value, weight: 'Bolder' })),
    ...lists.flatMap((list) => [
      { ...lineOf({ text: list.title, weight: 'Bolder' }), spacing: 'Medium' as const },
      ...list.items.map((item) => lineOf({ text: `• ${item}` })),
    ]),
    ...(advice === '' ? [] : [{ ...lineOf({ text: advice }), spacing: 'Medium' as const }]),
  ];
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: title,
    body,
    msteams: { width: 'Full' },
  } as const;
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}

function lineOf(...runs: readonly Omit<TextRun, 'type'>[]): TextLine {
  return { type: 'RichTextBlock', inlines: runs.map((run) => ({ type: 'TextRun', ...run })) };
}
