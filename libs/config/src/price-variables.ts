import { z } from 'zod';

/** Kinds of speech, as usage counts them. */
const KINDS = ['live', 'queued', 'batch'] as const;

/** What a million characters cost in West Europe by the answer to question 5861993 of Microsoft Q&A; not read from Azure's own list. */
const DEFAULT_PRICE = 24;

const pricesSchema = z.string().transform((text, context): Readonly<Record<(typeof KINDS)[number], number>> => {
  const given = new Map<string, number>();
  for (const entry of text.split(',')) {
    const [, kind = '', price = ''] = /^\s*([a-z]+)=(\d{1,6}(?:\.\d{1,6})?)\s*$/.exec(entry) ?? [];
    if ((KINDS as readonly string[]).includes(kind)) given.set(kind, Number(price));
    else context.addIssue({ code: 'custom', message: `must be prices such as live=24,queued=24,batch=24` });
  }
  const price = (kind: (typeof KINDS)[number]): number => given.get(kind) ?? DEFAULT_PRICE;
  return { live: price('live'), queued: price('queued'), batch: price('batch') };
});

/** The price table of speech. See docs/budgets.md. */
export const PRICE_VARIABLES = {
  SPEECH_PRICES: pricesSchema
    .prefault(KINDS.map((kind) => `${kind}=${DEFAULT_PRICE}`).join(','))
    .describe(
      'Price of a million billed characters by kind of speech, separated by commas: live=24,queued=24,batch=24. Usage and budgets are calculated with it; set what your agreement with Microsoft says',
    ),
  SPEECH_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be a currency code such as USD')
    .default('USD')
    .describe('Currency of SPEECH_PRICES (ISO 4217)'),
};
