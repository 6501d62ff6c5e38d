import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sentencesOf } from './sentences.ts';

function split(text: string, locale: string): string[] {
  return sentencesOf(text, locale).map(({ start, end }) => text.slice(start, end).trim());
}

/** What separates sentences: `|`. Each language that has a consent statement is here. */
const EXAMPLES: readonly (readonly [locale: string, text: string])[] = [
  ['ar-EG', 'قابلت د. أحمد أمس. | ثم عاد إلى البيت؟ | نعم.'],
  ['bg-BG', 'Живее на ул. Раковски, т.е. В центъра. | През 1970 г. Иван замина. | Роден е през 1970 г. | Умря млад.'],
  ['ca-ES', 'El Dr. Puig i la Sra. Roca viuen a l’av. Diagonal, núm. 5. | Bé.'],
  ['cs-CZ', 'Narodil se 3. května 1920 v ul. Dlouhá. | Karel 4. Veliký vládl. | Stálo to 5. | Pak odešel.'],
  ['da-DK', 'Hr. Jensen kom d. 3. maj, f.eks. Mandag. | Det var alt.'],
  ['de-AT', 'Dr. Huber wohnt Hs. 5 im 3. Bezirk. | Er kam am 1. Mai 2020 um 8 Uhr. | 2021 ging er.'],
  ['de-CH', 'Das Haus der Fam. Meier (ca. 1900) steht z. B. Bern näher. | Schluss.'],
  ['de-DE', 'Der 2. Weltkrieg endete 1945, v. a. Europa litt. | Es kostete 5. | Das war alles.'],
  ['el-GR', 'Ο κ. Παπαδόπουλος ήρθε, π.χ. Τρίτη. | Τι θέλει; | Τίποτα.'],
  ['en-AU', 'Meet Prof. J. R. R. Tolkien of St. Kilda at 5 p.m. | The door is open.'],
  ['en-GB', 'See No. 5, vol. 3, p. 12. | No. | He lives in the U.K. | They do not.'],
  ['en-IN', 'Smt. Rao met Lt. Gen. Singh, M.B.E. Khan and Acme Inc. | It was late… | “Why?” she asked.'],
  ['es-ES', 'El Sr. D. Juan y la Sra. Ruiz viven en EE. UU. | No vuelven. | ¿Por qué? | ¡Quién sabe!'],
  ['es-MX', 'Nació en el siglo V a. C. | Los griegos lo saben. | Vea la pág. 12, p.ej. Roma.'],
  ['fi-FI', 'Hän asuu esim. Turussa. | Syntyi 3. toukokuuta. | Se maksoi 5. | Sitten hän lähti.'],
  ['fr-BE', 'M. Le Pen et Mme. Dupont, p. ex. Anne, sont nés av. J.-C. | Ils sont partis ! » | Elle reste.'],
  ['fr-CA', 'Le Dr. Roy habite au no. 5, boul. Saint-Laurent. | 5000 dollars par an. | C’est cher…'],
  ['he-IL', 'פרופ. כהן הגיע. | הוא הלך? | לא.'],
  ['hi-IN', 'डॉ. शर्मा आए। | वे चले गए। | क्यों?'],
  [
    'hr-HR',
    'Dr. Horvat živi u ul. Marka Marulića, npr. Zagreb. | Došao je 3. svibnja. | Stajalo je 5. | Onda je otišao.',
  ],
  ['hu-HU', 'Dr. Kovács és ifj. Nagy eljött. | A 3. Kerületben él. | Ez 5. | Ez minden.'],
  ['id-ID', 'Bpk. Budi tinggal di Jl. Sudirman No. 5. | Ia pergi.'],
  [
    'it-IT',
    'Il Sig. Rossi e il Dott. Bianchi (pag. 12) lavorano alla Fiat S.p.A. | Il resto è noto. | Nacque nel 44 a.C. | Perché?',
  ],
  ['ja-JP', '彼は「行こう。」と言った。 | そして出かけた！ | 「なぜ？」'],
  ['ko-KR', '그는 왔다. | 왜 왔을까? | 모른다.'],
  ['ms-MY', 'En. Ali dan Dr. Tan tinggal di Jln. Ampang No. 5. | Ia pergi.'],
  ['nb-NO', 'Hr. Olsen kom 3. mai, f.eks. Mandag. | Det var alt.'],
  ['nl-NL', 'Mevr. Jansen en Prof. dr. De Boer, o.a. Piet, kwamen om 330 v. Chr. Alexander. | Het is 5. | Klaar.'],
  ['pl-PL', 'W 1492 r. Kolumb wypłynął z ks. Janem, m.in. Hiszpanem. | Umarł w 1506 r. | Nikt nie płakał.'],
  ['pt-BR', 'O Sr. Silva e a Dra. Lima moram na Av. Paulista, n. 5. | O resto é silêncio.'],
  ['pt-PT', 'Viveu no séc. IV a.C. | Os gregos sabem, p. ex. Platão. | Fim.'],
  ['ro-RO', 'Dl. Popescu și dna. Ionescu stau pe str. Lungă, nr. 5. | Este târziu.'],
  ['ru-RU', 'Г. Москва, ул. Ленина, д. 5, т. е. Центр. | В 1970 г. Иван уехал. | Вернулся в 1980 г. | Никто не ждал.'],
  ['sk-SK', 'Dr. Novák býva na ul. Dlhá, napr. Nitra. | Prišiel 3. mája. | Stálo to 5. | Potom odišiel.'],
  ['sl-SI', 'Dr. Novak živi v ul. Heroja, npr. Celje. | Prišel je 3. maja. | Stalo je 5. | Potem je odšel.'],
  ['sv-SE', 'Dr. Berg bor t.ex. Malmö, bl.a. Lund. | Det kostade 5. | Sedan gick han.'],
  ['ta-IN', 'திரு. குமார் வந்தார். | ஏன்? | தெரியாது.'],
  ['te-IN', 'డా. రావు వచ్చారు. | ఎందుకు? | తెలియదు.'],
  ['th-TH', 'สวัสดีครับ ผมชื่อสมชาย'],
  ['tr-TR', 'Dr. Yılmaz ve Prof. Kaya 19. Yüzyılda yaşadı. | Bu 5. | Sonra gitti.'],
  ['vi-VN', 'TS. Nguyễn sống ở TP. Hồ Chí Minh, Q. 5. | Anh ấy đi.'],
  ['zh-CN', '他说：“我们走吧。” | 然后呢？ | "不知道。'],
  ['zh-TW', '在 B.C. 的警方說。 | 「走吧！」'],
];

/** Forms that ended sentences once, and others of each kind. */
const ONCE_WRONG: typeof EXAMPLES = [
  ['en-US', 'H.G. Wells (born 21 September 1866) wrote it. | He left.'],
  ['en-US', 'C.S. Lewis met T.S. Eliot at noon. | They talked.'],
  ['en-US', 'The U.S. Senate met. | It voted.'],
  ['en-US', 'It cost 5. | That was all.'],
  ['en-US', 'He lost 12. | Nobody asked.'],
  ['de-DE', 'Sie kamen am 3. Oktober 2024 an. | Dann ging sie.'],
  ['de-DE', 'Er blieb bis zum 17. Januar 1998 dort. | Dann ging er.'],
  ['de-DE', 'Das kostet viel, d.h. Zeit und u.a. Geld. | Schluss.'],
  ['de-DE', 'Er liest viel, z.B. Romane und v.a. Krimis. | Gut so.'],
  ['nl-NL', 'Dhr. De Vries woont in Den Haag. | Klaar.'],
  ['nl-NL', 'Mw. Van Dijk en ir. De Groot kwamen. | Klaar.'],
  ['pl-PL', 'Mieszka przy ul. Długiej, np. Nowak. | Koniec.'],
  ['pl-PL', 'Przyszli m.in. Kowalski i prof. Zieliński z ul. Krótkiej. | Koniec.'],
  ['ru-RU', 'Он живёт на ул. Ленина, т.е. Там. | Конец.'],
  ['ru-RU', 'Она живёт на просп. Мира, т.е. Здесь. | Конец.'],
];

describe(sentencesOf.name, () => {
  it.each([...EXAMPLES, ...ONCE_WRONG])('splits %s where a speaker takes breath', (locale, example) => {
    const expected = example.split('|').map((sentence) => sentence.trim());
    const isSpaced = !/^(?:ja|zh)/v.test(locale);
    expect(split(example.replaceAll(/\s*\|\s*/gv, isSpaced ? ' ' : ''), locale)).toEqual(expected);
  });

  it.each([
    ['en-US', '1. First item\n2. Second item', ['1. First item', '2. Second item']],
    ['en-US', 'a. One\nb. Two', ['a. One', 'b. Two']],
    ['en-US', 'Dear Mr.\nFord, come in.\n\nyours', ['Dear Mr.\nFord, come in.', 'yours']],
    ['en-US', '"One. Two." Three.', ['"One.', 'Two."', 'Three.']],
    ['en-US', 'He said "one. two."', ['He said "one. two."']],
    ['en-US', 'It was 2° C. The wind blew.', ['It was 2° C.', 'The wind blew.']],
    [
      'en-US',
      'This is the U.S. Senate. In the U.S. They vote.',
      ['This is the U.S. Senate.', 'In the U.S.', 'They vote.'],
    ],
    ['xx', 'Dr. No came. He left.', ['Dr. No came.', 'He left.']],
  ])('%s: %j', (locale, text, expected) => {
    expect(split(text, locale)).toEqual(expected);
  });

  // Counted from the beginning at each of their places, these take a minute.
  it.each(['Mr. "" ', 'a。"', 'Dr. (" ', 'A. » '])('splits a long row of %j', (row) => {
    const text = row.repeat(30_000);
    expect(sentencesOf(text, 'ja-JP').at(-1)?.end).toBe(text.length);
  });

  it('leaves no gap, and begins no sentence with the month of a date', () => {
    const text = 'Sie kamen am 3. Oktober 2024 in die alte Stadt, und alle waren da. '.repeat(70);
    const sentences = sentencesOf(text, 'de-DE');
    expect(sentences).toHaveLength(70);
    expect(sentences.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
    expect(sentences.every(({ start }) => text.startsWith('Sie', start))).toBe(true);
  });
});

/** Languages of the gold sets (test/data/sentences), with the precision and recall that are asked for. */
const GOLD: readonly (readonly [language: string, required: number])[] = [
  ['de', 0.97],
  ['en', 0.97],
  ['es', 0.97],
  ['fr', 0.97],
  ['it', 0.97],
  ['ja', 0.97],
  ['nl', 0.95],
  ['pl', 0.97],
  ['pt', 0.97],
  ['ru', 0.97],
  ['zh', 0.97],
];

describe('against treebanks of Universal Dependencies', () => {
  it.each(GOLD)('%s: precision and recall of at least %d', (language, required) => {
    const { precision, recall, wrong } = measure(language);
    const figures = `${language}: precision ${percent(precision)}, recall ${percent(recall)}\n${wrong.join('\n')}`;
    expect(Math.min(precision, recall), figures).toBeGreaterThanOrEqual(required);
  });
});

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

/** Consecutive sentences are joined to one text wherever a reader could see the end of the first in its marks. */
function measure(language: string): { precision: number; recall: number; wrong: string[] } {
  const isSpaced = language !== 'ja' && language !== 'zh';
  const wrong: string[] = [];
  let [found, right, gold] = [0, 0, 0];
  for (const run of runsOf(language, isSpaced)) {
    const text = run.join(isSpaced ? ' ' : '');
    const expected = new Set<number>();
    let at = 0;
    for (const sentence of run.slice(0, -1)) expected.add((at += sentence.length + (isSpaced ? 1 : 0)));
    const ends = new Set(sentencesOf(text, language).map(({ end }) => end));
    ends.delete(text.length);
    found += ends.size;
    gold += expected.size;
    right += [...ends].filter((end) => expected.has(end)).length;
    for (const end of [...ends, ...expected]) {
      if (ends.has(end) && expected.has(end)) continue;
      const kind = ends.has(end) ? 'split' : 'not split';
      wrong.push(`${kind}: ${text.slice(Math.max(0, end - 30), end)}|${text.slice(end, end + 30)}`);
    }
  }
  return { precision: right / found, recall: right / gold, wrong };
}

const ENDS = /[.?!…。！？]["'”’»“‘\)」』）〉》]*$/v;
const BEGINS = /^(?:["'“‘«„‚»¿¡]+|[\p{Lu}\p{Nd}])/v;

function* runsOf(language: string, isCased: boolean): Generator<string[]> {
  const file = new URL(`../../../../test/data/sentences/${language}.txt`, import.meta.url);
  let run: string[] = [];
  for (const sentence of readFileSync(file, 'utf8').trim().split('\n')) {
    const last = run.at(-1);
    if (last !== undefined && !(ENDS.test(last) && (!isCased || BEGINS.test(sentence)))) {
      yield run;
      run = [];
    }
    run.push(sentence);
  }
  yield run;
}
