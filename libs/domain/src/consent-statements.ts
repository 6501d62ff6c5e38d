/**
 * The verbal statement that a voice talent reads aloud, by locale, with the places of the talent's and the company's name.
 * Source: Microsoft's verbal-statement-all-locales.txt (Azure-Samples/Cognitive-Speech-TTS, CustomVoice/script, MIT).
 * The names do not come in the same order in all languages.
 */
export const CONSENT_STATEMENTS = {
  'ar-EG': 'أنا {talent} أدرك أن تسجيلات صوتي سيتم استخدامها بواسطة {company} لإنشاء واستخدام نسخة تركيبية من صوتي.',
  'ar-SA': 'أنا {talent} أدرك أن تسجيلات صوتي سيتم استخدامها بواسطة {company} لإنشاء واستخدام نسخة تركيبية من صوتي.',
  'bg-BG':
    'Аз {talent} съм запознат/а с това, че записът на гласът ми ще бъде използван от {company} за да се създаде изкуствена версия на гласът ми.',
  'ca-ES':
    "Jo, {talent}, sóc conscient que les gravacions de la meva veu seran utilitzades per {company} per a la creació i ús d'una versió sintètica de la meva veu.",
  'cs-CZ':
    'Já {talent} jsem si vědom, že nahrávky mého hlasu budou použity {company} k vytvoření syntetické verze mého hlasu.',
  'da-DK':
    'Jeg {talent}, er blevet informeret om, at optagelserne af min stemme vil blive brugt af {company}, til at lave og bruge en syntetisk version af min stemme.',
  'de-AT':
    'Ich {talent} weiß, dass Aufzeichnungen meiner Stimme von {company} verwendet werden, um eine synthetische Version meiner Stimme zu erstellen und zu verwenden.',
  'de-CH':
    'Ich, {talent}, bin mir bewusst, dass Aufnahmen vom meiner Stimme von {company} verwendet werden, um eine synthetische Version meiner Stimme zu erstellen und zu verwenden.',
  'de-DE':
    'Ich, {talent} bin mir bewusst, dass Aufnahmen meiner Stimme von {company} verwendet werden, um eine synthetische Version meiner Stimme zu erstellen und zu verwenden.',
  'el-GR':
    'Εγώ {talent} κατανοώ ότι ηχογράφιση της φωνής μου θα χρησιμοποιηθεί από {company} για την δημιουργία και την χρήση συνθετικής έκδοσης της φωνής μου.',
  'en-AU':
    'I {talent} am aware that recordings of my voice will be used by {company} to create and use a synthetic version of my voice.',
  'en-CA':
    'I {talent} am aware that recordings of my voice will be used by {company} to create and use a synthetic version of my voice.',
  'en-GB':
    'I {talent} am aware that recordings of my voice will be used by {company} to create and use a synthetic version of my voice.',
  'en-IE':
    'I, {talent}, am aware that recordings of my voice will be used by {company} to create and use a synthetic version of my voice.',
  'en-IN':
    'I {talent} am aware that recordings of my voice will be used by {company} to create and use a synthetic version of my voice.',
  'en-US':
    'I {talent} am aware that recordings of my voice will be used by {company} to create and use a synthetic version of my voice.',
  'es-ES':
    'Yo, {talent}, soy consciente de que las grabaciones de mi voz serán usadas por {company} para crear y usar una versión sintética de mi voz.',
  'es-MX':
    'Yo, {talent}, comprendo que las grabaciones de mi voz serán utilizadas por {company} para crear y utilizar una versión sintética de mi voz.',
  'fi-FI':
    'Minä {talent} tiedostan, että {company} käyttää ääninauhotteitani ääneni synteettisen version luomiseen ja sen käyttämiseen.',
  'fr-BE':
    'Je, {talent}, déclare avoir pris connaissance que mes données vocales seront utilisées par {company} pour produire une version synthétique de ma voix.',
  'fr-CA':
    'Je {talent} comprends que les enregistrements de ma voix seront utilisés par {company} pour créer une voix synthétique à partir de mes enregistrements.',
  'fr-CH':
    'Je, {talent}, déclare avoir pris connaissance que mes données vocales seront utilisées par {company} pour produire une version synthétique de ma voix.',
  'fr-FR':
    'Je, {talent}, déclare être informé que les enregistrements de ma voix seront utilisés par {company} pour créer et utiliser une version synthétique de ma voix.',
  'he-IL':
    'אני {talent} מודע לכך שהקלטות הקול שלי יהיו בשימוש על-ידי {company} על מנת ליצור ולהשתמש בגרסה סינתטית של הקול שלי.',
  'hi-IN':
    'मैं {talent} जानता हूं कि मेरी आवाज की रिकॉर्डिंग का उपयोग {company} द्वारा किया जाएगा, ताकि मेरी आवाज का सिंथेटिक संस्करण बनाया जा सके।',
  'hr-HR':
    'Ja {talent} sam svjestan/na da će snimci moga glasa biti korišteni od strane {company} za kreiranje i korištenje sintetičke verzije moga glasa.',
  'hu-HU':
    'Én, {talent}, tudomásul veszem, hogy a {company} a hangfelvételeimet kezeli és felhasználja, valamint létrehozza a hangom gépi változatát.',
  'id-ID':
    'Saya {talent} mengetahui bahwa rekaman suara saya akan digunakan oleh {company} untuk membuat dan menggunakan versi sintetis suara saya.',
  'it-IT':
    'Io {talent} sono consapevole che le registrazioni della mia voce saranno utilizzate da {company} per creare e usare una versione sintetica della mia voce.',
  'ja-JP': '私{talent}は自身の音声を{company}が使用し、合成音声を作り使用されることに同意します。',
  'ko-KR':
    '나 {talent}은(는) {company}이(가) 내 목소리의 녹음을 이용해 합성 버전을 만들어 사용한다는 것을 알고 있습니다.',
  'ms-MY':
    'Saya {talent} menyedari bahawa rakaman suara saya akan digunakan oleh {company} untuk membuat dan menggunakan versi sintetik suara saya.',
  'nb-NO':
    'Jeg, {talent}, er kjent med at lydopptak av min stemme vil bli brukt av {company} til å skape og bruke en kunstig versjon av min stemme.',
  'nl-NL':
    'Ik {talent} ben ervan op de hoogte dat opnames van mijn stem zullen worden gebruikt door {company} om een synthetische versie van mijn stem te creëren en te gebruiken.',
  'pl-PL':
    'Ja, {talent}, mam świadomość, że nagrania mojego głosu zostaną wykorzystane przez {company} do stworzenia i używania syntetycznej wersji mojego głosu.',
  'pt-BR':
    'Eu, {talent} estou ciente de que as gravações da minha voz serão usadas por {company} para criar e usar uma versão sintética da minha voz.',
  'pt-PT':
    'Eu {talent} estou ciente de que as gravações da minha voz serão usadas pela {company} para criar e usar uma versão sintética da minha voz.',
  'ro-RO':
    'Eu, {talent}, sunt conștient de faptul că înregistrările vocii mele vor fi folosite de {company} pentru a crea și utiliza o versiune sintetică a vocii mele.',
  'ru-RU':
    'Я {talent} осведомлен о том, что мой голос будет использован {company} для создания синтез версии моего голоса.',
  'sk-SK':
    'Ja, {talent}, beriem na vedomie, že nahrávky môjho hlasu budú použité spoločnosťou {company} na vytvorenie a použitie syntetickej verzie môjho hlasu.',
  'sl-SI':
    'Jaz, {talent} se zavedam, da bo {company} posnetke mojega glasu uporabil za ustvarjanje in uporabo sintetične različice mojega glasu.',
  'sv-SE':
    'Jag {talent} är medveten om att inspelningar av min röst kommer att användas av {company} för att skapa och använda en syntetisk version av min röst.',
  'ta-IN':
    'நிறுவனம் {company} எனது குரலின் பதிவுகளை பயன்படுத்தி, செயற்கை பதிப்பை உருவாக்கவும் மற்றும் பயன்படுத்தவும் உள்ளதாக நான் {talent} அறிவேன்.',
  'te-IN':
    'నా {talent} వాయిస్ యొక్క సింథటిక్ సంస్కరణను సృష్టించడానికి మరియు ఉపయోగించటానికి నా వాయిస్ యొక్క రికార్డింగ్‌లు {company} ఉపయోగిస్తాయని నాకు తెలుసు.',
  'th-TH': 'ฉัน {talent} รับทราบว่าทาง {company} ได้นำเสียงบันทึกของฉันไปเพื่อสร้างและใช้ในเวอร์ชั่นสังเคราะห์',
  'tr-TR':
    'Ben {talent} sesimin kayıtlarının {company} tarafından sesimin sentetik bir versiyonunu oluşturmak ve kullanmak için kullanılacağının farkındayım.',
  'vi-VN':
    'Tôi {talent} biết rằng các bản ghi âm giọng nói của tôi sẽ được {company} dùng để tạo và sử dụng phiên bản giọng nói tổng hợp.',
  'zh-CN': '我{talent}确认我的声音将会被{company}使用于创建合成版本语音。',
  'zh-HK': '本人{talent}確認我的聲音將會被{company}使用於創建合成版本語音。',
  'zh-TW': '本人{talent}確認我的聲音將會被{company}使用於創建合成版本語音。',
} as const satisfies Record<string, string>;

export type ConsentLocale = keyof typeof CONSENT_STATEMENTS;

export const CONSENT_LOCALES = Object.keys(CONSENT_STATEMENTS) as ConsentLocale[];

export function isConsentLocale(locale: string): locale is ConsentLocale {
  return Object.hasOwn(CONSENT_STATEMENTS, locale);
}

/** The sentence to read aloud, with both names filled in. */
export function consentStatement(locale: ConsentLocale, voiceTalentName: string, companyName: string): string {
  return CONSENT_STATEMENTS[locale].replace('{talent}', () => voiceTalentName).replace('{company}', () => companyName);
}
