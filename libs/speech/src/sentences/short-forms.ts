import type { LanguageForms } from './language-forms.ts';
import { BULGARIAN, GREEK, RUSSIAN, UKRAINIAN, UNCASED } from './short-forms-of-other-scripts.ts';

const GERMAN: LanguageForms = {
  inside: `
    hr hrn fr frl dipl ing med phil habil sen jun abg abs bd hrsg bspw evtl ggf inkl exkl einschl zzgl abzgl vgl sog bes insb insbes allg
    ugs eigtl ursprgl urspr kath evang ev röm griech lat engl frz dt russ österr südd nordd geb gest verh gegr näml tägl jährl mtl kgl str
    mind ungef tel fa fam stv stellv z.b z.t z.zt d.h u.a i.d.r s.o s.u o.g u.u v.a m.e i.a i.s u.ä o.ä a.a.o d.i sr st gen hl s.g vorm zit
    übers aufl ausg lfd bzgl betr v n s`,
  beforeNumber: `
    nr nrn abb kap tab anm art ziff rn hs jan feb mär apr aug sep sept okt nov dez`,
  either: 'jh jhd jhdt max min mio mrd tsd chr v.chr n.chr a.d e.v',
  starters: `
    der die das dem den des ein eine einer einem eines er sie es wir ihr ich man dies diese dieser dieses diesem diesen jene jener sein
    seine seinen seiner ihre ihren ihrer unser unsere und aber doch denn oder sondern auch nur so da dort hier dann danach darauf daher dazu
    damit dabei davon nun jetzt heute später zuvor bereits schon noch nicht kein keine wenn als weil obwohl während nachdem bevor bis seit
    in im an am auf aus bei mit nach von vom zu zum zur für durch gegen ohne um über unter vor hinter zwischen neben trotz wegen laut
    allerdings jedoch dennoch trotzdem deshalb außerdem zudem zunächst insgesamt wer was wie wo warum welche alle viele einige mehrere beide
    andere ob gut ja nein mein meine dein deine`,
  hasOrdinals: true,
};

const FRENCH: LanguageForms = {
  inside: `
    m mm mme mmes mlle mlles mgr dr pr me ste sts éd env av bd boul chap réf tél p.ex c.-à-d anc adr ap hab suppl ing`,
  beforeNumber: `
    n p pp vol fig art janv févr avr juil sept oct nov déc al`,
  either: 'ex j.-c s.a cie',
  starters: `
    le la les l un une des du de il elle ils elles on nous vous je tu ce cet cette ces c cela ça son sa ses leur leurs notre nos mon ma mes
    et mais ou or car donc ni dans en à au aux pour par avec sans sur sous vers chez depuis pendant après avant entre selon malgré si quand
    lorsque comme puisque bien alors ainsi aussi puis ensuite enfin cependant toutefois pourtant plus même tout tous toute toutes certains
    plusieurs beaucoup aucun chaque qui que quoi où pourquoi comment y d s j qu`,
};

const SPANISH: LanguageForms = {
  inside: `
    sra sras sres srta srtas dra dres dña d ud uds vd vds excmo excma ilmo ilma lic ldo lda arq gral cap cnel tte sgto sto sta fr mons avda
    av pza pág págs ej p.ej aprox núm máx mín ee apdo tel tfno depto dpto prov ed vid gob rte dtor mtro hnos`,
  beforeNumber: `
    núm n pág págs p pp vol fig art cap ene feb mar abr may jun jul ago sept sep oct nov dic`,
  either: 'uu ee.uu cía s.a a.c d.c ltda rr.hh cc.oo',
  starters: `
    el la los las lo un una unos unas él ella ellos ellas yo tú usted ustedes nosotros se su sus mi mis este esta estos estas ese esa esos
    eso esto aquel aquella y e o u pero sino mas aunque porque pues si no sí en de del al a con sin por para sobre tras entre desde hasta
    hacia según durante ante bajo contra cuando como donde mientras después antes luego entonces además también así ya aún todavía hoy ayer
    ahora muchos muchas algunos algunas todos todas cada otro otra otros otras que qué quién cuál es fue era son hay`,
};

const ITALIAN: LanguageForms = {
  inside: `
    sig sigg sig.ra sig.na dott dott.ssa prof.ssa ing avv arch geom rag on sen mons gen pag pagg tel ecc.mo spett egr gent cfr ad es p.es ss
    sez tab all ver trad cit fam sec`,
  beforeNumber: `
    n nn p pp pag vol fig art artt cap sec gen feb mar apr mag giu lug ago sett ott nov dic`,
  either: 'a.c d.c s.p.a s.r.l',
  starters: `
    il lo la i gli le l un uno una egli lui lei essi esse loro io tu noi voi si suo sua suoi sue mio mia questo questa questi queste quello
    quella quelli quelle ciò e ed o oppure ma però anche se non né in nel nella nei nelle negli a al alla ai alle agli da dal dalla di del
    della dei delle degli con per su sul sulla tra fra dopo prima durante secondo senza verso contro quando come dove mentre poiché perché
    quindi così allora poi infine inoltre tuttavia oggi ieri ora molti molte alcuni alcune tutti tutte ogni altri che chi quale è era fu
    sono c nell all dall dell sull`,
};

const PORTUGUESE: LanguageForms = {
  inside: `
    sra sras srs srta dra dras profa exmo exma ilmo ilma eng arq gen cel cap ten sgt av r pça trav pág págs tel p.ex aprox máx mín depto
    dept prov ed obs cf séc d sta sto pe fr mons gov adv hab est`,
  beforeNumber: `
    n núm p pp pág vol fig art cap séc jan fev mar abr mai jun jul ago set out nov dez`,
  either: 'ex ltda s.a a.c d.c cia',
  starters: `
    o a os as um uma uns umas ele ela eles elas eu tu você vocês nós se seu sua seus suas meu minha este esta estes estas esse essa esses
    essas isso isto aquele aquela e ou mas porém contudo embora porque pois não sim em no na nos nas de do da dos das ao à aos às com sem
    por pelo pela para sobre sob após entre desde até durante segundo contra quando como onde enquanto depois antes então além também assim
    já ainda hoje ontem agora muitos muitas alguns algumas todos todas cada outro outra outros que quem qual é foi era são há num numa`,
};

const DUTCH: LanguageForms = {
  inside: `
    dhr mevr mej mw drs ir ing mr dr ds jhr jkvr prof mgr bv bijv d.w.z o.a o.m m.a.w m.b.t m.b.v i.p.v i.v.m t.o.v t.a.v t.g.v n.a.v o.l.v
    a.d d.m.v z.g z.s.m zgn zog incl excl evt resp vgl ca gem gen kol lt sgt str tel afd dir wnd st verg eerw h v n`,
  beforeNumber: `
    nr nrs blz pag p art afb fig hfst par jan feb mrt apr jun jul aug sep sept okt nov dec no`,
  either: 'max min chr v.chr n.chr b.v n.v v.o.f jr sr',
  starters: `
    de het een hij zij ze wij we ik jij je u men dit dat deze die zijn haar hun ons onze mijn er daar hier en maar of want dus ook niet geen
    wel in op aan van voor met door bij uit naar over onder tussen tegen na sinds tot tijdens volgens zonder om als toen wanneer omdat
    hoewel terwijl nadat voordat zo nu dan later eerst vervolgens daarna daarom daarnaast echter bovendien verder vandaag gisteren veel vele
    enkele sommige alle beide andere elk elke ieder wie wat waar hoe waarom welke is was werd wordt zie via rond vanaf naast binnen boven
    achter langs omstreeks sindsdien inmiddels hiermee hierdoor hierbij hierna daarmee daardoor daarbij`,
};

const POLISH: LanguageForms = {
  inside: `
    ul al pl os np m.in tj tzn tzw ws zob por dr prof mgr inż lek hab doc gen płk ppłk mjr kpt sierż św ks bp abp o p ur zm ok godz wg pw
    red prok sędz tel woj pow gm m ang niem łac ros`,
  beforeNumber: `
    nr str s poz art ust pkt rys tab rozdz t vol ok godz ul`,
  either: 'im min tys mln mld sp s.a',
  units: 'r w n.e p.n.e',
  when: 'w we od do po przed już dopiero około latem zimą wiosną jesienią',
  starters: `
    to ten ta te ci tego tej tych tym tę on ona ono oni one jego jej ich ja my wy ty i a ale lecz oraz lub albo czy że w we z ze na do od
    dla po przy przez pod nad za o u bez między przed wobec według podczas gdy kiedy jeśli jeżeli choć ponieważ więc zatem jednak także
    również też nie tak już jeszcze tylko teraz dziś dzisiaj wczoraj wtedy potem następnie później tam tu wiele wielu wszyscy wszystkie
    każdy inni inne jak co kto który która które gdzie dlaczego był była było były jest są został została zostały mimo dzięki obok poza
    obecnie jeden jedna dwa trzy kilka niektórzy niektóre`,
  hasOrdinals: true,
};

const CZECH: LanguageForms = {
  inside: `
    p pí sl ing mgr bc dr mudr judr phdr rndr doc prof sv tzv tj např resp popř př cca mj st ml ul nám tř gen plk kpt arch npor red`,
  beforeNumber: 'č čís str s obr tab odst kap sv roč tel vyd',
  either: 'stol tis mil mld s.r.o a.s',
  starters: `
    ten ta to ti ty tento tato toto tyto on ona ono oni jeho její jejich já my vy a i ale nebo však také ani v ve z ze na do od pro po při
    přes pod nad za o u bez mezi před podle během když pokud protože proto tedy už již ještě jen nyní dnes včera tehdy pak potom později tam
    tady zde mnoho všichni každý jiní jak co kdo který která které kde proč byl byla bylo byli je jsou není se s k`,
  hasOrdinals: true,
};

const DANISH: LanguageForms = {
  inside: `
    hr fru frk dr prof skt f.eks bl.a dvs ca jf jfr mht pga ifm inkl ekskl evt henh hhv iht kgl kap adv dir gl sml tlf vedr ang afd red sej
    o.lign`,
  beforeNumber: `
    nr s side d den kap fig tab art stk kl bd pkt jan feb mar apr aug sept okt nov dec`,
  either: 'f.kr e.kr mio mia',
  starters: `
    den det de en et han hun vi jeg du i man dette denne disse hans hendes deres sin og men eller så også ikke ingen på til fra med ved for
    af om under over efter før mod uden mellem siden gennem ifølge når da hvis fordi selvom mens nu her der senere derefter derfor desuden
    dog dag mange nogle alle andre hver hvad hvem hvor hvordan hvorfor var er blev har havde som`,
  hasOrdinals: true,
};

const NORWEGIAN: LanguageForms = {
  ...DANISH,
  inside: `
    ${DANISH.inside ?? ''} f.eks bl.a dvs pga ifm mht hhv vgs jf kgl eks tlf`,
  starters: `
    ${DANISH.starters ?? ''} hun det dei eit ein ikkje etter mellom uten gjennom ble var fra noen mange`,
};

const SWEDISH: LanguageForms = {
  inside: `
    hr fr frk dr prof doc bl.a t.ex d.v.s dvs s.k t.o.m fr.o.m m.a.o p.g.a pga ca jfr resp inkl exkl ev enl f.d kgl kap red tel tfn bitr s:t`,
  beforeNumber: `
    nr s sid kap fig tab art st kl bd jan feb mars apr aug sept okt nov dec`,
  either: 'f.kr e.kr milj',
  starters: `
    den det de en ett han hon vi jag du ni man detta denna dessa hans hennes deras sin och men eller så också inte ingen i på till från med
    vid för av om under över efter före mot utan mellan sedan genom enligt när då eftersom medan nu här där senare därefter därför dessutom
    dock idag många några alla andra varje vad vem var hur varför är blev har hade som`,
};

const FINNISH: LanguageForms = {
  inside: `
    esim ks vrt prof tri toht maist rva hra nk ns mm eli os alk synt kuol engl ruots saks lat ven nyk ent joht puh kapt ev`,
  beforeNumber: 's siv nr nro kpl luku kuva klo v',
  either: 'milj mrd',
  starters: `
    se hän he ne ja mutta tai vaan myös ei tämä nämä tuo sen hänen heidän kun jos koska vaikka sitten nyt täällä siellä jo vielä vain moni
    monet kaikki jokainen muut mikä kuka missä miksi miten oli on ovat olivat minä sinä me te lisäksi kuitenkin siksi näin niin`,
  hasOrdinals: true,
};

const HUNGARIAN: LanguageForms = {
  inside: `
    dr prof ifj id özv szt pl ún vö ill kb gr br hg ford szerk ny ker u tkp csüt`,
  beforeNumber: `
    sz o old kb jan febr márc ápr máj jún júl aug szept okt nov dec`,
  either: 'kft zrt nyrt bt mrd',
  starters: `
    a az egy ez ezek ők ő én te mi ti és de vagy hogy nem is ha amikor mert mivel bár így akkor most itt ott már még csak sok minden mások
    ki hol miért hogyan volt van lesz ezért azonban ugyanakkor később ma tegnap majd után`,
  hasOrdinals: true,
};

const CROATIAN: LanguageForms = {
  inside: `
    g gđa gđica gosp dr mr prof doc ing dipl sv tj tzv npr odn usp ur ul trg god red akad pok inž čl`,
  beforeNumber: 'br str sv čl st tab sl god',
  either: 'd.o.o d.d mil mlrd tis',
  starters: `
    to taj ta te ti ovaj ova ovo ovi on ona ono oni njegov njezin njihov ja mi vi i a ali ili no također ne ni u na do od za po pri kroz pod
    nad o bez između prije nakon prema tijekom kad kada ako jer zato dakle već još samo sada danas jučer tada onda potom kasnije tamo ovdje
    mnogi svi svaki drugi kako što tko koji koja koje gdje zašto bio bila bilo bili je su nije s sa iz k`,
  hasOrdinals: true,
};

const SLOVENIAN: LanguageForms = {
  ...CROATIAN,
  inside: `
    g ga gdč dr mag prof doc inž univ dipl sv tj t.i npr oz ipd gl ur ul akad čl`,
  starters: `
    ${CROATIAN.starters ?? ''} potem nato ta to ti v iz pri med pred po ko če ker zato pa tudi danes včeraj zdaj tam tukaj vsi vsak kdo kaj
    kje bil bila bilo`,
};

const ROMANIAN: LanguageForms = {
  inside: `
    dl dna d-na d-l dra dr prof ing av conf lect gen col cpt sf str bd bul șos jud com mun ex p.ex ș.a aprox cca tel v`,
  beforeNumber: `
    nr pag p vol fig art alin cap ian feb mar apr iun iul aug sept oct nov dec sec`,
  either: 'î.hr d.hr s.a s.r.l',
  starters: `
    el ea ei ele eu tu noi voi un o unii unele acest această acești aceste acel acea și dar sau însă ci nu în la de din pe pentru cu fără
    prin după până între către despre dacă când deoarece deși astfel apoi atunci acum aici acolo azi ieri mulți toți fiecare alții ce cine
    care unde cum este era a au sunt se`,
};

const CATALAN: LanguageForms = {
  inside: `
    sra srs dra d na av avda pl c ctra pàg pàgs ex p.ex aprox núm tel ed cf prof arq enginy mn fra sta st`,
  beforeNumber: `
    núm pàg p pp vol fig art cap gen febr abr set oct nov des`,
  either: 'a.c d.c s.a',
  starters: `
    el la els les l un una uns unes ell ella ells elles jo tu vostè nosaltres es seu seva aquest aquesta aquests aquestes això i o però sinó
    perquè si no sí en de del dels al als a amb sense per sobre entre des fins segons durant quan com on mentre després abans llavors també
    així ja encara avui ahir ara molts alguns tots cada altres que qui què és era va són hi`,
};

const TURKISH: LanguageForms = {
  inside: `
    dr doç prof av sn bay bn hz st müh mim yrd öğr gör arş alb yb bnb yzb gen cad sok mah bul apt örn vb bkz çev haz yay yak der`,
  beforeNumber: `
    no s sf sayf c şek böl md bkz oca şub mar nis may haz tem ağu eyl eki kas ara`,
  either: 'şti ltd a.ş m.ö m.s t.c',
  starters: `
    bu şu o bunlar onlar ben sen biz siz bir ve ama fakat ancak veya ya da de ki ne eğer çünkü sonra önce şimdi bugün dün burada orada artık
    daha her bütün tüm bazı birçok diğer kim nerede neden nasıl hangi vardı var yok değil ayrıca böylece bunun onun`,
  hasOrdinals: true,
};

const INDONESIAN: LanguageForms = {
  inside: `
    bpk sdr sdri tn ny nn dr drs dra ir h hj prof jl jln gg kab kec kel ds dsn kol brigjen jend mayjen letjen kapt tgl thn tel telp a.n u.p`,
  beforeNumber: 'no hal hlm gbr tab ps jil vol tgl rp',
  either: 'tbk',
  starters: `
    ia dia mereka kami kita saya aku anda kamu ini itu yang dan atau tetapi tapi namun di ke dari pada untuk dengan tanpa oleh dalam setelah
    sebelum ketika jika kalau karena meskipun maka kemudian lalu sekarang kini hari selain semua banyak beberapa setiap apa siapa mana
    mengapa bagaimana ada tidak bukan`,
};

const MALAY: LanguageForms = {
  ...INDONESIAN,
  inside: `
    ${INDONESIAN.inside ?? ''} en pn cik hj hjh dato datuk tg kg sg bt jln lrg`,
};

const VIETNAMESE: LanguageForms = {
  inside: `
    ths ts gs pgs bs ks tp tx q p đ th tt st vd v.d tr`,
  beforeNumber: 'tr số t q p',
  starters: `
    anh chị ông bà em tôi chúng họ nó đó này và nhưng hoặc ở trong trên với từ cho của sau trước khi nếu vì do tuy các những một nhiều tất
    mỗi`,
};

const SLOVAK: LanguageForms = {
  ...CZECH,
  inside: `
    p pí sl ing mgr bc dr mudr judr phdr rndr doc prof sv tzv tj napr resp príp cca ul nám gen plk kpt arch red st ml`,
  starters: `
    ten tá to tí tie tento táto toto títo on ona ono oni jeho jej ich ja my vy ty a i ale alebo však tiež ani v vo z zo na do od pre po pri
    cez pod nad za o u bez medzi pred podľa počas keď ak pretože preto teda už ešte len teraz dnes včera vtedy potom neskôr tam tu mnoho
    všetci každý iní ako čo kto ktorý ktorá ktoré kde prečo bol bola bolo boli je sú nie sa s k`,
};

const ENGLISH: LanguageForms = {
  inside: `
    messrs mmes smt shri rev hon gen col maj capt cpt lt sgt cpl cmdr adm gov sen rep supt insp msgr mt ft approx dept univ assn e.g i.e viz
    cf esp incl tel ph`,
  beforeNumber: `
    no nos nr p pp vol vols fig figs art sec ch chap eq ver jan feb mar apr jun jul aug sep sept oct nov dec`,
  either: `
    st ave blvd rd jr sr inc ltd co corp bros llc plc p.m a.m u.s u.k u.n u.s.a d.c b.c a.d ph.d m.d b.a m.a esq`,
  starters: `
    the a an he she it they we i you this that these those there here his her its their our my your and but or nor so yet if when while
    although though because since as after before until once in on at by for from with without to of into over under between during through
    against about around within despite according however moreover furthermore therefore thus then now today later also not no yes some many
    most all each every both several other another one two who what where why how which is was are were did does do has had will would can
    could may`,
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
