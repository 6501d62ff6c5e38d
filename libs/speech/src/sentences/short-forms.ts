import type { LanguageForms } from './language-forms.ts';
import { BULGARIAN, GREEK, RUSSIAN, UKRAINIAN, UNCASED } from './short-forms-of-other-scripts.ts';

const GERMAN: LanguageForms = {
  inside: `
    hr hrn fr frl dipl ing med phil habil sen jun abg abs bd hrsg bspw evtl ggf inkl exkl einschl zzgl abzgl vgl bes insb insbes allg ugs
    eigtl ursprgl urspr kath evang ev röm griech lat engl frz dt russ österr südd nordd geb gest verh gegr näml tägl jährl mtl kgl str mind
    ungef tel fa fam stv stellv z.b z.t z.zt d.h u.a i.d.r s.o s.u o.g u.u v.a m.e i.a i.s u.ä o.ä a.a.o d.i sr st hl s.g vorm zit übers
    aufl ausg lfd bzgl betr v n s`,
  beforeNumber: `
    nr nrn abb kap tab anm art ziff rn hs jan feb mär apr aug sep sept okt nov dez`,
  either: 'jh jhd jhdt min mio mrd tsd chr v.chr n.chr a.d e.v sog gen =max',
  starters: `
    der die das dem den des ein eine einer einem eines er sie es wir ihr ich man dies diese dieser dieses diesem diesen jene jener sein
    seine seinen seiner ihre ihren ihrer unser unsere und aber doch denn oder sondern auch nur so da dort hier dann danach darauf daher dazu
    damit dabei davon nun jetzt heute später zuvor bereits schon noch nicht kein keine wenn als weil obwohl während nachdem bevor bis seit
    in im an am auf aus bei mit nach von vom zu zum zur für durch gegen ohne um über unter vor hinter zwischen neben trotz wegen laut
    allerdings jedoch dennoch trotzdem deshalb außerdem zudem zunächst insgesamt wer was wie wo warum welche alle viele einige mehrere beide
    andere ob gut ja nein mein meine dein deine`,
  hasOrdinals: true,
  lettered: 'vitamin vitamins plan klasse gruppe typ hepatitis variante teil punkt buchstabe serie liga',
};

const FRENCH: LanguageForms = {
  inside: `
    mme mmes mlle mlles mgr dr pr me ste sts éd env av boul chap réf tél p.ex c.-à-d anc adr ap hab suppl ing M MM =bd Bd`,
  beforeNumber: `
    n p pp vol fig art janv févr avr juil sept oct nov déc al`,
  either: 'ex j.-c s.a cie prof',
  starters: `
    le la les l un une des du de il elle ils elles on nous vous je tu ce cet cette ces c cela ça son sa ses leur leurs notre nos mon ma mes
    et mais ou or car donc ni dans en à au aux pour par avec sans sur sous vers chez depuis pendant après avant entre selon malgré si quand
    lorsque comme puisque bien alors ainsi aussi puis ensuite enfin cependant toutefois pourtant plus même tout tous toute toutes certains
    plusieurs beaucoup aucun chaque qui que quoi où pourquoi comment y d s j qu`,
  lettered: 'vitamine vitamines plan classe groupe type hépatite lettre point option partie série un',
};

const SPANISH: LanguageForms = {
  inside: `
    sra sras sres srta srtas dra dres dña d excmo excma ilmo ilma lic ldo lda arq gral cap cnel tte sgto sto sta fr mons avda av pza pág
    págs ej p.ej aprox núm máx mín ee apdo tel tfno depto dpto prov ed gob rte dtor mtro`,
  beforeNumber: 'núm n pág págs p pp vol fig art cap ene feb abr may jun jul ago sept sep oct nov dic',
  either: 'uu ee.uu cía s.a a.c d.c ltda rr.hh cc.oo ud uds vd vds hnos prof',
  starters: `
    el la los las lo un una unos unas él ella ellos ellas yo tú usted ustedes nosotros se su sus mi mis este esta estos estas ese esa esos
    eso esto aquel aquella y e o u pero sino mas aunque porque pues si no sí en de del al a con sin por para sobre tras entre desde hasta
    hacia según durante ante bajo contra cuando como donde mientras después antes luego entonces además también así ya aún todavía hoy ayer
    ahora muchos muchas algunos algunas todos todas cada otro otra otros otras que qué quién cuál es fue era son hay`,
  lettered: 'vitamina vitaminas plan clase grupo tipo hepatitis letra punto opción parte serie',
};

const ITALIAN: LanguageForms = {
  inside: `
    sig sigg sig.ra sig.na dott dott.ssa prof.ssa ing avv arch geom rag on sen mons gen pag pagg tel ecc.mo spett egr gent cfr ad es p.es ss
    sez tab all trad fam sec`,
  beforeNumber: 'n nn p pp pag vol fig art artt cap sec gen feb mar apr mag giu lug sett ott nov dic',
  either: 'a.c d.c s.p.a s.r.l cit prof',
  starters: `
    il lo la i gli le l un uno una egli lui lei essi esse loro io tu noi voi si suo sua suoi sue mio mia questo questa questi queste quello
    quella quelli quelle ciò e ed o oppure ma però anche se non né in nel nella nei nelle negli a al alla ai alle agli da dal dalla di del
    della dei delle degli con per su sul sulla tra fra dopo prima durante secondo senza verso contro quando come dove mentre poiché perché
    quindi così allora poi infine inoltre tuttavia oggi ieri ora molti molte alcuni alcune tutti tutte ogni altri che chi quale è era fu
    sono c nell all dall dell sull`,
  lettered: 'vitamina vitamine piano classe gruppo tipo epatite lettera punto opzione parte serie',
};

const PORTUGUESE: LanguageForms = {
  inside: `
    sra sras srs srta dra dras profa exmo exma ilmo ilma eng arq gen cap ten sgt av r pça trav pág págs tel p.ex aprox máx mín depto dept
    prov ed obs cf séc d sta sto pe fr mons gov adv hab est`,
  beforeNumber: 'n núm p pp pág vol fig art cap séc jan fev abr mai jun jul ago set out nov',
  either: 'ex ltda s.a a.c d.c cia cel prof',
  starters: `
    o a os as um uma uns umas ele ela eles elas eu tu você vocês nós se seu sua seus suas meu minha este esta estes estas esse essa esses
    essas isso isto aquele aquela e ou mas porém contudo embora porque pois não sim em no na nos nas de do da dos das ao à aos às com sem
    por pelo pela para sobre sob após entre desde até durante segundo contra quando como onde enquanto depois antes então além também assim
    já ainda hoje ontem agora muitos muitas alguns algumas todos todas cada outro outra outros que quem qual é foi era são há num numa`,
  lettered: 'vitamina vitaminas plano classe grupo tipo hepatite letra ponto opção parte série',
};

const DUTCH: LanguageForms = {
  inside: `
    dhr mevr mej mw drs ir ing mr dr ds jhr jkvr prof mgr bijv d.w.z o.a o.m m.a.w m.b.t m.b.v i.p.v i.v.m t.o.v t.a.v t.g.v n.a.v o.l.v a.d
    d.m.v z.g z.s.m zgn incl excl evt resp vgl ca gem kol lt sgt str afd dir wnd st eerw h v n =bv Gen`,
  beforeNumber: 'nr nrs blz pag p art afb fig hfst par jan feb mrt apr jun jul aug sep sept okt nov dec no tel',
  either: 'min chr v.chr n.chr b.v n.v v.o.f jr sr =max',
  starters: `
    de het een hij zij ze wij we ik jij je u men dit dat deze die zijn haar hun ons onze mijn er daar hier en maar of want dus ook niet geen
    wel in op aan van voor met door bij uit naar over onder tussen tegen na sinds tot tijdens volgens zonder om als toen wanneer omdat
    hoewel terwijl nadat voordat zo nu dan later eerst vervolgens daarna daarom daarnaast echter bovendien verder vandaag gisteren veel vele
    enkele sommige alle beide andere elk elke ieder wie wat waar hoe waarom welke is was werd wordt zie via rond vanaf naast binnen boven
    achter langs omstreeks sindsdien inmiddels hiermee hierdoor hierbij hierna daarmee daardoor daarbij`,
  words: 'op vol',
  lettered: 'vitamine plan klasse groep type hepatitis letter punt optie deel serie',
};

const POLISH: LanguageForms = {
  inside: `
    al pl np m.in tj tzn tzw ws zob dr prof mgr inż hab doc płk ppłk mjr kpt sierż św ks bp abp o p ur zm wg pw red prok sędz tel woj pow gm
    ang niem łac ros`,
  beforeNumber: 'nr str s poz art ust pkt rys tab rozdz t vol ok godz',
  either: 'im min tys mln mld sp s.a ul os por gen m',
  units: 'r w n.e p.n.e',
  when: 'w we od do po przed już dopiero około latem zimą wiosną jesienią',
  starters: `
    to ten ta te ci tego tej tych tym tę on ona ono oni one jego jej ich ja my wy ty i a ale lecz oraz lub albo czy że w we z ze na do od
    dla po przy przez pod nad za o u bez między przed wobec według podczas gdy kiedy jeśli jeżeli choć ponieważ więc zatem jednak także
    również też nie tak już jeszcze tylko teraz dziś dzisiaj wczoraj wtedy potem następnie później tam tu wiele wielu wszyscy wszystkie
    każdy inni inne jak co kto który która które gdzie dlaczego był była było były jest są został została zostały mimo dzięki obok poza
    obecnie jeden jedna dwa trzy kilka niektórzy niektóre`,
  hasOrdinals: true,
  words: 'co no',
  lettered: 'witamina witaminy witaminę plan planu klasa klasy grupa grupy typ typu litera literę punkt',
};

const CZECH: LanguageForms = {
  inside: `
    p pí sl ing mgr bc dr mudr judr phdr rndr doc prof sv tzv tj např resp popř př cca mj st ml ul tř plk kpt npor red`,
  beforeNumber: 'č čís str s obr tab odst kap sv roč tel vyd',
  either: 'stol tis mil mld s.r.o a.s gen arch nám',
  starters: `
    ten ta to ti ty tento tato toto tyto on ona ono oni jeho její jejich já my vy a i ale nebo však také ani v ve z ze na do od pro po při
    přes pod nad za o u bez mezi před podle během když pokud protože proto tedy už již ještě jen nyní dnes včera tehdy pak potom později tam
    tady zde mnoho všichni každý jiní jak co kdo který která které kde proč byl byla bylo byli je jsou není se s k`,
  hasOrdinals: true,
  words: 'co no',
  lettered: 'vitamin vitamín vitamínu vitaminu plán plánu třída třídy skupina skupiny typ typu písmeno',
};

const DANISH: LanguageForms = {
  inside: `
    hr frk dr prof skt f.eks bl.a dvs ca jf jfr mht pga ifm inkl ekskl evt henh hhv iht kgl adv dir gl sml tlf vedr ang afd o.lign`,
  beforeNumber: 'nr s d kap fig tab art stk kl bd pkt jan feb mar apr aug sept okt nov dec',
  either: 'f.kr e.kr mio =mia',
  starters: `
    den det de en et han hun vi jeg du i man dette denne disse hans hendes deres sin og men eller så også ikke ingen på til fra med ved for
    af om under over efter før mod uden mellem siden gennem ifølge når da hvis fordi selvom mens nu her der senere derefter derfor desuden
    dog dag mange nogle alle andre hver hvad hvem hvor hvordan hvorfor var er blev har havde som`,
  hasOrdinals: true,
  alone: 'i',
  lettered: 'vitamin plan klasse gruppe type hepatitis bogstavet punkt del serie',
};

const NORWEGIAN: LanguageForms = {
  ...DANISH,
  inside: `
    ${DANISH.inside ?? ''} f.eks bl.a dvs pga ifm mht hhv vgs jf kgl tlf`,
  starters: `
    ${DANISH.starters ?? ''} hun det dei eit ein ikkje etter mellom uten gjennom ble var fra noen mange`,
  either: `${DANISH.either ?? ''} eks`,
  alone: '',
};

const SWEDISH: LanguageForms = {
  inside: `
    hr fr frk dr prof doc bl.a t.ex d.v.s dvs s.k t.o.m fr.o.m m.a.o p.g.a pga ca jfr resp inkl exkl ev enl f.d kgl tel tfn bitr s:t`,
  beforeNumber: 'nr s sid kap fig tab art st kl bd jan feb apr aug sept okt nov dec',
  either: 'f.kr e.kr milj',
  starters: `
    den det de en ett han hon vi jag du ni man detta denna dessa hans hennes deras sin och men eller så också inte ingen i på till från med
    vid för av om under över efter före mot utan mellan sedan genom enligt när då eftersom medan nu här där senare därefter därför dessutom
    dock idag många några alla andra varje vad vem var hur varför är blev har hade som`,
  lettered: 'vitamin plan klass grupp typ hepatit bokstaven punkt del serie',
};

const FINNISH: LanguageForms = {
  inside: `
    esim ks vrt prof tri toht maist rva hra nk ns os alk synt kuol engl ruots saks lat ven nyk ent joht puh kapt ev`,
  beforeNumber: 's siv nr nro kpl klo v',
  either: 'milj mrd mm',
  starters: `
    se hän he ne ja mutta tai vaan myös ei tämä nämä tuo sen hänen heidän kun jos koska vaikka sitten nyt täällä siellä jo vielä vain moni
    monet kaikki jokainen muut mikä kuka missä miksi miten oli on ovat olivat minä sinä me te lisäksi kuitenkin siksi näin niin`,
  hasOrdinals: true,
  lettered: 'vitamiini suunnitelma luokka ryhmä tyyppi kirjain kohta',
};

const HUNGARIAN: LanguageForms = {
  inside: 'dr prof ifj id özv szt pl ún vö ill kb gr br hg szerk ny ker u tkp csüt =ford',
  beforeNumber: `
    sz o old kb jan febr márc ápr máj jún júl aug szept okt nov dec`,
  either: 'kft zrt nyrt bt mrd',
  starters: `
    a az egy ez ezek ők ő én te mi ti és de vagy hogy nem is ha amikor mert mivel bár így akkor most itt ott már még csak sok minden mások
    ki hol miért hogyan volt van lesz ezért azonban ugyanakkor később ma tegnap majd után`,
  hasOrdinals: true,
  lettered: 'vitamin terv osztály csoport típus betű pont',
};

const CROATIAN: LanguageForms = {
  inside: 'g gđa gđica gosp dr mr prof doc ing dipl sv tj tzv npr odn usp ur ul akad pok inž čl',
  beforeNumber: 'br str sv čl st tab sl god',
  either: 'd.o.o d.d mil mlrd tis god',
  starters: `
    to taj ta te ti ovaj ova ovo ovi on ona ono oni njegov njezin njihov ja mi vi i a ali ili no također ne ni u na do od za po pri kroz pod
    nad o bez između prije nakon prema tijekom kad kada ako jer zato dakle već još samo sada danas jučer tada onda potom kasnije tamo ovdje
    mnogi svi svaki drugi kako što tko koji koja koje gdje zašto bio bila bilo bili je su nije s sa iz k`,
  hasOrdinals: true,
  lettered: 'vitamin vitamina plan skupina tip razred slovo točka',
};

const SLOVENIAN: LanguageForms = {
  ...CROATIAN,
  inside: 'g gdč dr prof doc inž univ dipl sv tj t.i npr oz gl ul akad čl',
  starters: `
    ${CROATIAN.starters ?? ''} potem nato ta to ti v iz pri med pred po ko če ker zato pa tudi danes včeraj zdaj tam tukaj vsi vsak kdo kaj
    kje bil bila bilo`,
  either: `${CROATIAN.either ?? ''} ga mag ipd`,
  lettered: 'vitamin vitamina načrt skupina tip razred črka točka',
};

const ROMANIAN: LanguageForms = {
  inside: 'dl dna d-na d-l dra dr prof ing av conf lect col cpt str bd bul șos jud com mun p.ex aprox cca tel v =sf Sf',
  beforeNumber: 'nr pag p vol fig art alin ian feb mar apr iun iul aug sept oct nov dec',
  either: 'î.hr d.hr s.a s.r.l gen ex ș.a prof',
  starters: `
    el ea ei ele eu tu noi voi un o unii unele acest această acești aceste acel acea și dar sau însă ci nu în la de din pe pentru cu fără
    prin după până între către despre dacă când deoarece deși astfel apoi atunci acum aici acolo azi ieri mulți toți fiecare alții ce cine
    care unde cum este era a au sunt se`,
  lettered: 'vitamina vitamine planul plan clasa grupa tipul tip litera punctul',
};

const CATALAN: LanguageForms = {
  inside: 'sra srs dra d na av avda pl c ctra pàg pàgs p.ex aprox núm tel ed cf prof arq mn sta st',
  beforeNumber: 'núm pàg p pp vol fig art gen febr abr oct nov des',
  either: 'a.c d.c s.a ex prof',
  starters: `
    el la els les l un una uns unes ell ella ells elles jo tu vostè nosaltres es seu seva aquest aquesta aquests aquestes això i o però sinó
    perquè si no sí en de del dels al als a amb sense per sobre entre des fins segons durant quan com on mentre després abans llavors també
    així ja encara avui ahir ara molts alguns tots cada altres que qui què és era va són hi`,
  words: 'ca',
  lettered: 'vitamina pla classe grup tipus hepatitis lletra punt opció',
};

const TURKISH: LanguageForms = {
  inside: 'dr doç prof bn hz st müh yrd öğr arş alb yb bnb yzb cad mah apt örn bkz çev Av Sn Gör Mim Haz',
  beforeNumber: 'no s sf sayf c şek böl md bkz oca şub mar nis may tem ağu eyl',
  either: 'şti ltd a.ş m.ö m.s t.c Gen Sok Yay Der',
  starters: `
    bu şu o bunlar onlar ben sen biz siz bir ve ama fakat ancak veya ya da de ki ne eğer çünkü sonra önce şimdi bugün dün burada orada artık
    daha her bütün tüm bazı birçok diğer kim nerede neden nasıl hangi vardı var yok değil ayrıca böylece bunun onun`,
  hasOrdinals: true,
  lettered: 'vitamini plan planı sınıfı grubu tipi harfi',
};

const INDONESIAN: LanguageForms = {
  inside: `
    bpk sdr sdri tn ny nn dr drs dra ir h hj prof jl jln gg kab kec kel ds dsn brigjen jend mayjen letjen kapt tel telp a.n u.p Kol`,
  beforeNumber: 'no hal hlm gbr tab ps jil vol tgl rp',
  either: 'tbk thn',
  starters: `
    ia dia mereka kami kita saya aku anda kamu ini itu yang dan atau tetapi tapi namun di ke dari pada untuk dengan tanpa oleh dalam setelah
    sebelum ketika jika kalau karena meskipun maka kemudian lalu sekarang kini hari selain semua banyak beberapa setiap apa siapa mana
    mengapa bagaimana ada tidak bukan`,
  lettered: 'vitamin rencana kelas golongan kelompok tipe hepatitis huruf',
};

const MALAY: LanguageForms = {
  ...INDONESIAN,
  inside: `
    ${INDONESIAN.inside ?? ''} pn hj hjh tg sg bt jln lrg En Kg`,
};

const VIETNAMESE: LanguageForms = {
  inside: 'ths ts gs pgs bs ks tp tx q p th tt st vd v.d Đ',
  beforeNumber: 'tr t q p',
  starters: `
    anh chị ông bà em tôi chúng họ nó đó này và nhưng hoặc ở trong trên với từ cho của sau trước khi nếu vì do tuy các những một nhiều tất
    mỗi`,
  words: 'ca co',
  lettered: 'vitamin nhóm hạng lớp loại',
};

const SLOVAK: LanguageForms = {
  ...CZECH,
  inside: 'p pí sl ing mgr bc dr mudr judr phdr rndr doc prof sv tzv tj napr resp príp cca ul plk kpt red st ml',
  starters: `
    ten tá to tí tie tento táto toto títo on ona ono oni jeho jej ich ja my vy ty a i ale alebo však tiež ani v vo z zo na do od pre po pri
    cez pod nad za o u bez medzi pred podľa počas keď ak pretože preto teda už ešte len teraz dnes včera vtedy potom neskôr tam tu mnoho
    všetci každý iní ako čo kto ktorý ktorá ktoré kde prečo bol bola bolo boli je sú nie sa s k`,
  lettered: 'vitamín vitamínu plán plánu trieda triedy skupina skupiny typ typu písmeno',
};

const ENGLISH: LanguageForms = {
  inside: `
    messrs mmes smt shri capt cpt lt sgt cpl cmdr supt insp msgr approx e.g i.e cf incl tel ph Rev Hon Gen Col Maj Adm Gov Sen Rep Mt Ft
    =esp Prof`,
  beforeNumber: `
    no nos nr p pp vol vols fig figs art sec ch chap eq ver jan feb mar apr jun jul aug sep sept oct nov dec`,
  either: `
    st ave blvd rd jr sr inc ltd co corp bros llc plc p.m a.m u.s u.k u.n u.s.a d.c b.c a.d ph.d m.d b.a m.a esq viz dept univ assn`,
  starters: `
    the a an he she it they we i you this that these those there here his her its their our my your and but or nor so yet if when while
    although though because since as after before until once in on at by for from with without to of into over under between during through
    against about around within despite according however moreover furthermore therefore thus then now today later also not no yes some many
    most all each every both several other another one two who what where why how which is was are were did does do has had will would can
    could may`,
  words: 'prof',
  alone: 'i',
  lettered:
    'a an vitamin vitamins plan class grade group type hepatitis letter point option part section team exhibit side level series category',
};

/** By the language of a locale. What is missing has no forms but those of `COMMON_FORMS`. */
export const SHORT_FORMS: Readonly<Record<string, LanguageForms>> = {
  ...UNCASED,
  bg: BULGARIAN,
  bs: CROATIAN,
  ca: CATALAN,
  cs: CZECH,
  da: DANISH,
  de: GERMAN,
  el: GREEK,
  en: ENGLISH,
  es: SPANISH,
  fi: FINNISH,
  fr: FRENCH,
  hr: CROATIAN,
  hu: HUNGARIAN,
  id: INDONESIAN,
  it: ITALIAN,
  ms: MALAY,
  nb: NORWEGIAN,
  nl: DUTCH,
  nn: NORWEGIAN,
  no: NORWEGIAN,
  pl: POLISH,
  pt: PORTUGUESE,
  ro: ROMANIAN,
  ru: RUSSIAN,
  sk: SLOVAK,
  sl: SLOVENIAN,
  sv: SWEDISH,
  tr: TURKISH,
  uk: UKRAINIAN,
  vi: VIETNAMESE,
};
