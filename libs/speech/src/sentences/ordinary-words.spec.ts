import { describe, expect, it } from 'vitest';
import { sentencesOf } from './sentences.ts';
import { SHORT_FORMS } from './short-forms.ts';

/** Sentences that end with a word that is also a short form, and such short forms before a name; what separates sentences: `|`. */
const ORDINARY: readonly (readonly [language: string, ...texts: string[]])[] = [
  ['ar', 'وُلد سنة 1970 م. | ثم عاد إلى البيت.'],
  ['bg', 'Проблемът е общ. | Той ни засяга.', 'Купи дълъг тел. | Иван го отряза.', 'Сложи 200 гр. | Разбъркай добре.'],
  ['bs', 'Stao je u red. | Ljudi su šutjeli.', 'Vratio se na trg. | Golubovi su odletjeli.'],
  [
    'ca',
    'Té molt enginy. | Maria riu.',
    'Em fa mal el cap. | 5 metges ho saben.',
    'Pren vitamina C. | Metges ho diuen.',
  ],
  ['cs', 'Dal to nám. | Pak nikdo nevěřil.', 'Neví co. | Petr mlčí.', 'Vitamin C. | Lékaři ho chválí.'],
  [
    'da',
    'Her er min fru. | Peter smiler.',
    'Han er sej. | Alle ved det.',
    'Hun red. | Hesten var træt.',
    'Det kan I. | Peter hjælper.',
  ],
  [
    'de',
    'Das war der Sog. | Die Wellen kamen.',
    'Er heißt Max. | Peter lacht.',
    'Nimm Vitamin C. | Ärzte raten dazu.',
    'Die sog. Erste Hilfe half.',
  ],
  ['el', 'Πάρε βιταμίνη C. | Γιατροί το λένε.', 'Είναι 50 τ.μ. | Το σπίτι είναι μικρό.'],
  [
    'en',
    'Do one more rep. | Rest now.',
    'He is six ft. | Nobody knew.',
    'Take vitamin C. | Doctors say so.',
    'She got an A. | Everyone cheered.',
    'We need plan B. | Nobody has one.',
    'So do I. | Nobody asks.',
    'Thanks, hon. | Dinner is ready.',
    'Ask your prof. | Students do.',
    'It took 5 ms. | Users noticed.',
    'She has ESP. | Nobody believes it.',
    'Meet the next gen. | Everyone did.',
    'Rep. Smith met Gen. Lee and Prof. Ng in Ft. Worth.',
    'Composer J. Williams met Ms. Ford.',
    'I. Newton wrote it.',
  ],
  [
    'es',
    'Cuidó la vid. | Juan bebió vino.',
    'Miró el mar. | 5 barcos volvieron.',
    'Toma vitamina C. | Médicos lo dicen.',
    'Gracias a Ud. | Los niños ríen.',
  ],
  [
    'fi',
    'Hän eli. | Kukaan ei uskonut.',
    'Se oli hyvä kuva. | 5 ihmistä näki sen.',
    'Ota C. | Sitten lepää.',
    'Syö vitamiini C. | Lääkärit neuvovat.',
  ],
  [
    'fr',
    'Il lit une BD. | Marie rit.',
    'Il fait 5 m. | Marie saute.',
    'Demande au prof. | Il le sait.',
    'Prends de la vitamine C. | Marie en prend.',
    'M. Petit rit.',
  ],
  ['he', 'הטעם מר. | הוא הלך.', 'כואב לו הגב. | הוא נח.'],
  ['hi', 'लंबाई 5 मी. | फिर देखा।'],
  [
    'hr',
    'Stani u red. | Ljudi čekaju.',
    'Otišao je na trg. | Kiša pada.',
    'Dodaj 200 g. | Miješaj dobro.',
    'Uzmi vitamin C. | Liječnici to kažu.',
    'Došao je g. Horvat.',
  ],
  ['hu', 'Ez egy szép vitamin C. | Orvosok mondják.', 'Jött dr. Kovács.'],
  ['id', 'Ibu memasak sayur kol. | Ayah makan.', 'Minum vitamin C. | Dokter bilang begitu.'],
  ['it', 'Prendi vitamina C. | Medici lo dicono.', 'Chiedi al prof. | Lui lo sa.', 'Ecco l’ago. | 5 punti bastano.'],
  [
    'ms',
    'Terima kasih, cik. | Sila duduk.',
    'Selamat pagi, Datuk. | Sila masuk.',
    'Beratnya 5 kg. | Ali mengangkatnya.',
  ],
  ['nb', 'Hun møtte sin eks. | Det var rart.', 'Han red. | Hesten var sliten.', 'Hun var sej. | Alle så det.'],
  [
    'nl',
    'Hij vond een gen. | Onderzoekers juichen.',
    'De zaal zit vol. | 300 mensen wachten.',
    'Ze bleef in zijn zog. | Niemand zag haar.',
    'Neem vitamine H. | Artsen raden dat aan.',
  ],
  ['nn', 'Ho møtte sin eks. | Det var rart.'],
  ['no', 'Han red. | Hesten var sliten.'],
  [
    'pl',
    'Weź lek. | Popij wodą.',
    'Wszystko ok. | Idziemy dalej.',
    'Mówił o tym gen. | To ciekawe.',
    'Trwało 24 godz. | Potem wrócił.',
    'Nie wie co. | Jan milczy.',
    'Bierz witaminę C. | Lekarze radzą.',
  ],
  [
    'pt',
    'Perdi o meu cel. | Depois achei.',
    'Olhou o mar. | 5 barcos voltaram.',
    'São dez. | 5 faltam.',
    'Tome vitamina D. | Médicos dizem isso.',
  ],
  [
    'ro',
    'Nimic de gen. | Apoi a plecat.',
    'Îl doare de cap. | 5 zile a stat.',
    'Vede un film SF. | Maria râde.',
    'Ia vitamina C. | Medicii o spun.',
  ],
  [
    'ru',
    'Мы говорили о нем. | Иван молчал.',
    'Это кит. | Матросы кричат.',
    'Всё ок. | Идём дальше.',
    'Длина 5 см. | Иван измерил.',
    'Пей витамин C. | Врачи советуют.',
  ],
  ['sk', 'Dal to nám. | Potom odišiel.', 'Nevie co. | Peter mlčí.', 'Ber vitamín C. | Lekári radia.'],
  [
    'sl',
    'Včeraj je srečal ga. | Nato je odšel.',
    'Čakal je 24 ur. | Ljudje so spali.',
    'Kupil je jabolka ipd. | Potem je odšel.',
    'Pokliče ga. Novak.',
    'Stal je v red. | Ljudje so čakali.',
  ],
  [
    'sv',
    'Han red. | Hästen var trött.',
    'De kom i mars. | 5 dagar senare gick de.',
    'Ta vitamin C. | Läkare säger det.',
  ],
  ['ta', 'அவர் ஒரு டாக்டர். | அவர் வந்தார்.'],
  ['te', 'వయసు 5 సం. | రావు వచ్చారు.'],
  [
    'tr',
    'O hep böyle der. | Sonra susar.',
    'Hemen onu bul. | Kapıyı aç.',
    'Büyük bir av. | Köpek koştu.',
    'Gel de gör. | Ali burada.',
    'Işığı yak. | Kapıyı kapat.',
    'Hoş geldiniz bay. | Oturun.',
    'Beni ara. | 5 dakika bekle.',
    'Dün Av. Mehmet geldi.',
  ],
  ['uk', 'Це гарний вид. | Іван мовчав.', 'Пий вітамін C. | Лікарі радять.', 'Вони були у нім. | Іван спав.'],
  ['vi', 'Anh làm hai ca. | Lan làm một.', 'Đó là một con số. | 5 người biết.', 'Giá là 5 tr. | Lan mua.'],
];

describe('words that are short forms too', () => {
  it.each(ORDINARY)('end sentences of %s', (language, ...texts) => {
    for (const text of texts) {
      const expected = text.split('|').map((sentence) => sentence.trim());
      const joined = expected.join(' ');
      expect(sentencesOf(joined, language).map(({ start, end }) => joined.slice(start, end).trim())).toEqual(expected);
    }
  });

  it('are looked for in each language that has a list', () => {
    expect(ORDINARY.map(([language]) => language)).toEqual(Object.keys(SHORT_FORMS).toSorted());
  });
});
