import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';

const HOME = join(import.meta.dirname, '..', '..');

interface Schema {
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Rules>>;
}

/** What both a schema and an annotation can say of a member. */
interface Rules {
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

interface Member {
  readonly name: string;
  readonly isRequired: boolean;
  readonly annotation: string;
}

/** Records of examples/csharp/OrderByMessage/Requests.cs, by the schema of docs/asyncapi.json that they stand for. */
const RECORDS = {
  VoiceRequest: 'CreateVoice',
  VoiceConsent: 'CreateVoiceConsent',
  VoiceSample: 'CreateVoiceSample',
  SynthesisRequest: 'CreateSynthesis',
  BatchRequest: 'CreateBatch',
  BatchItem: 'CreateBatchItem',
  CancelRequest: 'CancelSpeech',
} as const;

const source = readFileSync(join(HOME, 'examples', 'csharp', 'OrderByMessage', 'Requests.cs'), 'utf8');
const { schemas } = (
  JSON.parse(readFileSync(join(HOME, 'docs', 'asyncapi.json'), 'utf8')) as {
    components: { schemas: Readonly<Record<string, Schema>> };
  }
).components;

const camelCase = (name: string): string => `${name[0]?.toLowerCase()}${name.slice(1)}`;

function membersOf(record: string): readonly Member[] {
  const [, body = ''] = new RegExp(`record ${record}\\b[^\\n]*\\n\\{(.*?)\\n\\}`, 's').exec(source) ?? [];
  const members = body.matchAll(/(?:\[(.*)\]\n *)?public (required )?\S+ (\w+) \{ get; init; \}/g);
  return [...members].map(([, annotation = '', required, name = '']) => ({
    name: camelCase(name),
    isRequired: required !== undefined,
    annotation,
  }));
}

function valuesOf(enumeration: string): readonly string[] {
  const [, body = ''] = new RegExp(`enum ${enumeration}\\n\\{(.*?)\\n\\}`, 's').exec(source) ?? [];
  return [...body.matchAll(/^ +(\w+),$/gm)].map(([, name = '']) => camelCase(name));
}

/** The rules of an annotation, as a schema has them. */
function rulesOf(annotation: string): Rules {
  const [, id] = /\bId\("(\w+)"\)/.exec(annotation) ?? [];
  const [, pattern] = /RegularExpression\(@"(.*)"\)/.exec(annotation) ?? [];
  const [, maxLength] = /StringLength\(([\d_]+)\)/.exec(annotation) ?? [];
  const [, minItems, maxItems] = /\bLength\(([\d_]+), ([\d_]+)\)/.exec(annotation) ?? [];
  const number = (text: string): number => Number(text.replaceAll('_', ''));
  return {
    ...(id !== undefined && { pattern: `^${id}_[0-7][0-9A-HJKMNP-TV-Z]{25}$` }),
    ...(pattern !== undefined && { pattern }),
    ...(/\bLocale\b/.test(annotation) && { pattern: '^[a-z]{2,3}-[A-Z]{2}$' }),
    ...(maxLength !== undefined && { maxLength: number(maxLength) }),
    ...(minItems !== undefined && { minItems: number(minItems) }),
    ...(maxItems !== undefined && { maxItems: number(maxItems) }),
  };
}

/** Without the rules that C# has in a type (`$ref`) or in `Required`: that a text is not blank. */
function annotatedRules({ pattern, maxLength, minItems, maxItems }: Rules): Rules {
  return {
    ...(pattern !== undefined && pattern !== String.raw`\S` && { pattern }),
    ...(maxLength !== undefined && { maxLength }),
    ...(minItems !== undefined && { minItems }),
    ...(maxItems !== undefined && { maxItems }),
  };
}

describe.concurrent('the requests of examples/csharp/OrderByMessage', () => {
  it.for(Object.entries(RECORDS))('%s has the limits of %s', ([record, name], { expect }) => {
    const { required = [], properties = {} } = schemas[name] ?? {};
    const members = membersOf(record);
    expect(members.length).toBeGreaterThan(0);
    expect(members.filter(({ isRequired }) => isRequired).map((member) => member.name)).toEqual(
      expect.arrayContaining([...required]),
    );
    for (const member of members) {
      expect(Object.keys(properties)).toContain(member.name);
      // A locale of a consent is one of a list, of which C# checks the form.
      const rules = properties[member.name] ?? {};
      if (!('$ref' in rules)) {
        expect({ [member.name]: rulesOf(member.annotation) }).toEqual({ [member.name]: annotatedRules(rules) });
      }
    }
  });

  it('have the kinds of voices, and formats that syntheses and batches share', ({ expect }) => {
    expect(valuesOf('VoiceKind')).toEqual(schemas['VoiceKind']?.enum);
    const batches = new Set(schemas['BatchAudioFormat']?.enum);
    const shared = schemas['AudioFormat']?.enum?.filter((format) => batches.has(format)) ?? [];
    expect([...valuesOf('AudioFormat')].toSorted()).toEqual(shared.toSorted());
  });
});
