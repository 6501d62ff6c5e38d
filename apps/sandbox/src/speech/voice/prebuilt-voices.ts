import { createHash } from 'node:crypto';
import type { SpeakerTraits } from './traits.ts';

export interface PrebuiltVoice {
  /** For example `en-US-AvaNeural`. */
  readonly shortName: string;
  readonly displayName: string;
  readonly gender: 'Female' | 'Male';
  readonly locale: string;
}

/** Two of Azure's neural voices (a woman, a man) for each language that has a consent statement. */
const NAMES: Readonly<Record<string, readonly [string, string]>> = {
  'ar-EG': ['Salma', 'Shakir'],
  'ar-SA': ['Zariyah', 'Hamed'],
  'bg-BG': ['Kalina', 'Borislav'],
  'ca-ES': ['Joana', 'Enric'],
  'cs-CZ': ['Vlasta', 'Antonin'],
  'da-DK': ['Christel', 'Jeppe'],
  'de-AT': ['Ingrid', 'Jonas'],
  'de-CH': ['Leni', 'Jan'],
  'de-DE': ['Katja', 'Conrad'],
  'el-GR': ['Athina', 'Nestoras'],
  'en-AU': ['Natasha', 'William'],
  'en-CA': ['Clara', 'Liam'],
  'en-GB': ['Sonia', 'Ryan'],
  'en-IE': ['Emily', 'Connor'],
  'en-IN': ['Neerja', 'Prabhat'],
  'en-US': ['Ava', 'Andrew'],
  'es-ES': ['Elvira', 'Alvaro'],
  'es-MX': ['Dalia', 'Jorge'],
  'fi-FI': ['Selma', 'Harri'],
  'fr-BE': ['Charline', 'Gerard'],
  'fr-CA': ['Sylvie', 'Jean'],
  'fr-CH': ['Ariane', 'Fabrice'],
  'fr-FR': ['Denise', 'Henri'],
  'he-IL': ['Hila', 'Avri'],
  'hi-IN': ['Swara', 'Madhur'],
  'hr-HR': ['Gabrijela', 'Srecko'],
  'hu-HU': ['Noemi', 'Tamas'],
  'id-ID': ['Gadis', 'Ardi'],
  'it-IT': ['Elsa', 'Diego'],
  'ja-JP': ['Nanami', 'Keita'],
  'ko-KR': ['SunHi', 'InJoon'],
  'ms-MY': ['Yasmin', 'Osman'],
  'nb-NO': ['Pernille', 'Finn'],
  'nl-NL': ['Fenna', 'Maarten'],
  'pl-PL': ['Agnieszka', 'Marek'],
  'pt-BR': ['Francisca', 'Antonio'],
  'pt-PT': ['Raquel', 'Duarte'],
  'ro-RO': ['Alina', 'Emil'],
  'ru-RU': ['Svetlana', 'Dmitry'],
  'sk-SK': ['Viktoria', 'Lukas'],
  'sl-SI': ['Petra', 'Rok'],
  'sv-SE': ['Sofie', 'Mattias'],
  'ta-IN': ['Pallavi', 'Valluvar'],
  'te-IN': ['Shruti', 'Mohan'],
  'th-TH': ['Premwadee', 'Niwat'],
  'tr-TR': ['Emel', 'Ahmet'],
  'vi-VN': ['HoaiMy', 'NamMinh'],
  'zh-CN': ['Xiaoxiao', 'Yunxi'],
  'zh-HK': ['HiuMaan', 'WanLung'],
  'zh-TW': ['HsiaoChen', 'YunJhe'],
};

/** More of Azure's list, women and men: those that its quickstarts, samples and SDK tests speak with. */
const OF_SAMPLES: Readonly<Record<string, readonly [women: string, men: string]>> = {
  'de-DE': ['Amala SeraphinaMultilingual', 'FlorianMultilingual Killian'],
  'en-AU': ['Annette Carly', 'Darren Duncan'],
  'en-GB': ['AdaMultilingual Libby Maisie Bella', 'OllieMultilingual Thomas Oliver'],
  'en-IN': ['NeerjaIndic Aashi Ananya', 'PrabhatIndic Aarav'],
  'en-US': [
    'Jenny JennyMultilingual Aria Emma EmmaMultilingual AvaMultilingual Jane Nancy Sara Amber Ana Ashley Cora Elizabeth Michelle Monica',
    'Guy Davis Brian BrianMultilingual AndrewMultilingual Jason Tony Brandon Christopher Eric Jacob Roger Steffan RyanMultilingual',
  ],
  'es-ES': ['Abril Ximena', 'TristanMultilingual Arnau'],
  'es-MX': ['Renata', 'Luciano'],
  'fr-FR': ['Brigitte VivienneMultilingual Eloise', 'RemyMultilingual Alain'],
  'it-IT': ['Isabella IsabellaMultilingual', 'GiuseppeMultilingual'],
  'ja-JP': ['Aoi Mayu Shiori', 'Daichi Naoki MasaruMultilingual'],
  'ko-KR': ['JiMin', 'HyunsuMultilingual'],
  'pt-BR': ['Brenda Thalita ThalitaMultilingual', 'Donato MacerioMultilingual'],
  'zh-CN': [
    'Xiaochen XiaochenMultilingual Xiaohan Xiaomo Xiaorui Xiaoyi XiaoxiaoMultilingual',
    'Yunjian Yunyang Yunye YunyiMultilingual',
  ],
};

export const PREBUILT_VOICES: readonly PrebuiltVoice[] = Object.entries(NAMES).flatMap(([locale, [woman, man]]) => {
  const [women, men] = OF_SAMPLES[locale] ?? ['', ''];
  return [...voicesOf(locale, 'Female', `${woman} ${women}`), ...voicesOf(locale, 'Male', `${man} ${men}`)];
});

function voicesOf(locale: string, gender: PrebuiltVoice['gender'], names: string): PrebuiltVoice[] {
  return names
    .split(' ')
    .filter(Boolean)
    .map((name) => {
      const displayName = name.replace(/Multilingual$/, ' Multilingual');
      return { shortName: `${locale}-${name}Neural`, displayName, gender, locale };
    });
}

export function findPrebuiltVoice(name: string): PrebuiltVoice | undefined {
  const wanted = name.toLowerCase();
  return PREBUILT_VOICES.find(({ shortName }) => shortName.toLowerCase() === wanted);
}

/** Spreads the voices over the usual ranges of women and men, so that they can be told apart; always the same for a name. */
export function traitsOfPrebuilt(voice: PrebuiltVoice): SpeakerTraits {
  const [pitch = 0, range = 0, rate = 0] = createHash('sha256').update(voice.shortName).digest();
  const woman = voice.gender === 'Female';
  return {
    medianHz: (woman ? 180 : 95) + (pitch / 255) * (woman ? 50 : 40),
    rangeSemitones: 6 + (range / 255) * 3,
    syllablesPerSecond: 4.3 + (rate / 255) * 0.5,
  };
}
