"""How streets are called, in small letters without accents."""

# Endings by themselves enough for a street, and what they are in full where they are short for something.
STRONG = frozenset("straat straten laan steenweg dreef plein kaai lei strasse gasse allee platz weg chaussee steeg straatje singel".split())
SHORT = {
    "str": "straat", "strt": "straat", "ln": "laan", "stwg": "steenweg", "stw": "steenweg", "steenwg": "steenweg", "pln": "plein",
    "stg": "steenweg", "stnwg": "steenweg", "straa": "straat",
}  # fmt: skip
SLIPS = {
    "staat": "straat", "straaat": "straat", "straatt": "straat", "strat": "straat", "sraat": "straat", "starat": "straat", "straet": "straat",
    "traat": "straat", "straar": "straat", "steenwg": "steenweg", "steenwegg": "steenweg", "lann": "laan", "laann": "laan", "strase": "straße",
    "pleinn": "plein", "strassse": "straße", "stroat": "straat", "stroate": "straat", "stroot": "straat", "stroote": "straat", "strate": "straat",
    "stjienweg": "steenweg", "stienweg": "steenweg", "stroatje": "straatje", "plaan": "plein", "plain": "plein",
}  # fmt: skip
WEAK = frozenset("baan pad hof markt berg veld park vest poort kade dijk wal damm ufer ring dam hoek rui brug heide akker steig graben bahn berge plaats vaart vliet kant gracht wijk gang kouter dries wegel reep stade burcht lande velden meersen hoven steeg weide linde bosch stiege pfad hang gasschen lohe kamp".split())

# Types that are words of their own, after the name.
TYPES = {
    "straat": "straat", "str": "straat", "steenweg": "steenweg", "stwg": "steenweg", "stw": "steenweg", "baan": "baan", "laan": "laan",
    "plein": "plein", "lei": "lei", "markt": "markt", "kaai": "kaai", "dreef": "dreef", "weg": "weg", "dijk": "dijk",
    "strasse": "straße", "allee": "allee", "platz": "platz", "ring": "ring", "kade": "kade", "vest": "vest", "chaussee": "chaussee", "singel": "singel",
}  # fmt: skip

NO_STREETS = frozenset(
    """waterkant grasveld glijbaan rijweg brandgang achterkant voorkant zijkant buitenkant binnenkant overkant bovenkant onderkant straatkant linkerkant
    rechterkant tuinkant andere kant ingang uitgang doorgang omgang toegang overgang trapgang keldergang zijgang
    nooduitgang hoofdingang zijingang ondergang afgang voortgang vooruitgang achtergang steegje woonwijk buitenwijk
    villawijk tuinwijk parkeerplaats speelplaats werkplaats standplaats laadplaats staanplaats rustplaats
    bushalteplaats schuilplaats verblijfplaats woonplaats bouwplaats winkelplaats binnenplaats achterplaats
    bergplaats slaapplaats zitplaats stortplaats plaats vliegplaats weide speelweide grasvelden voetbalvelden
    sportvelden invaart uitvaart scheepvaart binnenvaart welvaart hemelvaart bedevaart strate substrate kasteelgracht
    abhang anhang umhang vorhang zusammenhang eingang ausgang durchgang zugang hausgang flur vorgang umgang
    kellergang gehpfad fusspfad trampelpfad wettkamp boterham handhaven begraafplaats
    ganse ganze peering evening morning parking ringing looking staring strand rand marktplaats autoweide ziekenwijk pleinplaats middelkant vensterkant
    onderweg weg vandeweg snelweg autoweg fietsweg spoorweg uitweg terugweg heenweg overweg voorrangsweg landweg
    veldweg noodweg rondweg zijweg bosweg gewesteweg halfweg
    zijstraat dwarsstraat winkelstraat parallelstraat woonstraat hoofdstraten zijstraten speelstraat fietsstraat
    buurtstraat achterstraatje zijstraatje doodlopende eenrichtingsstraat
    parkeerplein speelplein speelpleintje schoolplein autostrade autosnelweg allerlei beiderlei velerlei keinerlei
    vielerlei mancherlei slaan verslaan opslaan toeslaan inslaan afslaan
    neerslaan stukslaan omslaan doorslaan dichtslaan overslaan gadeslaan
    nebenstrasse seitenstrasse querstrasse einbahnstrasse bundesstrasse landstrasse sackgasse feldweg gehweg radweg
    waldweg heimweg parkplatz spielplatz sportplatz arbeitsplatz rastplatz
    hinterweg fahrradweg burgersteig autobahn bahn rijbaan autobaan loopbaan landingsbaan fietspad voetpad
    wandelpad zebrapad kerkhof bahnhof friedhof bauernhof hinterhof innenhof gerichtshof
    supermarkt kerstmarkt rommelmarkt baumarkt flohmarkt getrankemarkt weihnachtsmarkt bouwmarkt markt autopark
    wagenpark speelpark bedrijvenpark industriepark skatepark containerpark recyclagepark
    stadspark hondenpark freizeitpark winkelpark retailpark gebergte herberg voetbalveld sportveld speelveld beeld
    sportpark ervaring storing ehering lieferung garagepoort poort tuinpoort
    inrijpoort schuifpoort voordeur hek deze onze zelfde dezelfde vorige volgende andere grosse kleiner grosser
    hinter unter ober ander unser dieser einer seiner meiner euer immer wieder leider aber oder
    hinten spater weiter linke rechte andere diese letzte deser achter onder zonder verder eerder hoger lager later
    rustige donkere smalle brede zelfde fietspaadje
    staat bestaat verstaat ontstaat toestaat lidstaat gaat laat praat stopstraat straat plaats bijstaat leegstaat
    openstaat stilstaat klaarstaat aanstaat bovenstaat openstaan rechtstaat opstaat
    resultaat apparaat automaat bankautomaat advocaat kandidaat soldaat mobieletelefoon tussenin slotplein pretpark
    natuurpark fahrbahn strassenbahn eisenbahn u-bahn sbahn
    invoerring verandering vergadering beveiliging verbinding verzekering huring levering fluistering beschrijving
    schilderij zijhoek straathoek achterhoek uithoek speelhoek
    verdammt madam notredam fietsenstalling vertrek spitsuur carpoolparking arbeitsplatze laptop plein pleintje
    laan dreef steenweg abstellplatz bolzplatz rodelbahn dwarsweg jaagpad achterweg
    hoek straathoek vooruit brug voetgangersbrug fietsbrug spoorwegbrug achterplein""".split()
)

# Words that a number follows without being a street; then streets that are no word with an ending.
NUMBERED = frozenset("tram lijn bus ligne linie line huis type perron spoor gleis haus maison house appartement zimmer badge kamer verdieping tussen rond omstreeks samen totaal alle dossier melding pagina punt".split())
WELL_KNOWN = frozenset("meir groenplaats groenploats bruul veemarkt vrijthof muinkkaai".split())

# Words before a type that is a word of its own.
ADJECTIVES = frozenset("grote oude lange korte kleine nieuwe hoge lage alte neue grosse kleine lange kurze obere untere groenen groene grand".split())
NAME_PARTS = frozenset(
    """sint st sinte lange korte oude nieuwe grote kleine jan prins prinses koning koningin generaal graaf gravin
    hertog kardinaal pastoor burgemeester professor dokter dr meester
    frans pieter karel jozef leopold albert boudewijn willem hendrik edward emiel gustaaf guido eugeen kolonel
    kapitein luitenant maarschalk president minister kanunnik deken pater
    priester zuster broeder heilig heilige onze lieve baron markies ridder van plantin camille victor louis paul
    august theodoor""".split()
) - {"van", "onze"}
PARTICLES = frozenset("van de den der des en von t s la le het ter ten du d i ii iii zur".split())

ALONE = frozenset("de den het t n der die das dem the la le les l einen einer en een".split())
PREPOSITIONS = frozenset(
    """in op aan bij thv t.h.v thvan tov langs door uit van vanuit naar voor achter naast tegenover onder richting
    over omgeving buurt hoek hoogte tussen nabij rond tot
    kant ter vlakbij dichtbij binnen ingang einde begin kruispunt kruising hvl h v vn
    auf an am im bei vor hinter neben gegenuber durch zur zum nahe nahhe ecke entlang beim vom richtung nach hohe
    at on near by from along behind opposite outside towards toward corner of to inside around into down up off onto and
    dans rue sur devant derriere vers a au pres cote angle coin hauteur chez face et en und""".split()
) - {"rue"}

# French: the type first.
FRENCH = {
    "rue": "rue", "r": "rue", "avenue": "avenue", "av": "avenue", "ave": "avenue", "aven": "avenue", "chaussee": "chaussée", "chee": "chaussée",
    "chss": "chaussée", "chauss": "chaussée", "ch": "chaussée", "boulevard": "boulevard", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard", "bvd": "boulevard",
    "boul": "boulevard", "place": "place", "pl": "place", "quai": "quai", "allee": "allée", "impasse": "impasse", "imp": "impasse", "chemin": "chemin",
    "route": "route", "rte": "route", "square": "square", "sq": "square", "clos": "clos", "dreve": "drève", "sentier": "sentier", "passage": "passage",
    "venelle": "venelle", "ruelle": "ruelle", "parvis": "parvis", "esplanade": "esplanade", "faubourg": "faubourg", "galerie": "galerie", "montagne": "montagne", "cite": "cité", "cour": "cour", "digue": "digue", "voie": "voie", "residence": "résidence",
    "ru": "rue", "ruee": "rue", "chausee": "chaussée", "chausse": "chaussée", "boulvard": "boulevard", "avenu": "avenue",
}  # fmt: skip
FRENCH_LINKS = frozenset("de du des la le les l d aux au a en sur".split()) - {"en", "sur", "a"}
EXTENDERS = frozenset(
    """saint sainte st ste petit petite petits petites grand grande grands grandes vieux vieille bon bonne trois
    deux quatre sept cinq nouveau nouvelle notre belle beau roi reine prince princesse
    general colonel docteur dr abbe capitaine marechal president comte comtesse duc baron cardinal pere soeur
    bourgmestre lieutenant major emile jean paul charles louis joseph victor
    henri albert edouard georges pierre francois jules leon rene gustave marie emmanuel ernest auguste alphonse van
    vanden vander""".split()
)
FRENCH_STOPS = frozenset(
    """ont sont etait etaient et est il elle ils elles y avec qui que quoi un une deux trois je tu on nous vous ce cette ces en dans sur
    vers puis mais depuis devant derriere pres sans pour par pas plus ou
    ma mon mes notre nos votre sa son leur leurs sont etait etaient vient viennent ici la-bas maintenant svp merci
    a au actuellement quelqu quelque quelques suspect suspecte suspects
    c j s n m t qu mec mecs homme hommes femme jeunes voiture camionnette vol cambriolage principale-il chez juste
    entre vu vus vue sombre calme voisine parallele tranquille deserte publique
    handicape parking libre gratuit d-en tout tous bloquee barree arriere avant bonjour bonsoir urgent numero n nr
    no in op aan de naar met richting parallelle ou vide voisin ensemble and near at
    hier ce matin soir aujourd toujours encore tourne roule passe passent circule rode rodent essaie essaient""".split()
) - {"de", "notre", "deux", "trois"}

ENGLISH = frozenset("street road lane avenue square drive close court crescent terrace".split())
# Everyday words too, unless written as names.
ENGLISH_NAMES = frozenset("walk grove mews gardens way rise row hill".split())

# Words written with a capital at times that are no part of a street's name.
COMMON = frozenset(
    """inbraak diefstal auto wagen man mannen vrouw politie melding hallo dag goedemorgen goedenavond goeiemorgen
    verdachte verdacht persoon bestelwagen camionette camionnette voiture homme hommes
    vandalisme vandalismus cambriolage vol einbruch diebstahl polizei fahrzeug lieferwagen manner frau person
    personen jemand unbekannte parkplatz haus garten tur fenster strasse ecke nummer hausnummer
    burglary theft suspicious van car men police someone hello bonjour bonsoir het een twee drie zwei drei two
    three il elle je nous we wij ik er ze zij hij in op aan bij thv nu jetzt now maintenant
    nachbarn nachbar kennzeichen bmw audi mercedes vw golf opel peugeot renault ford citroen fiat volvo skoda seat
    toyota dacia marke farbe typ uhr richtung die der das ein eine und
    hoek coin angle ecke corner kruispunt carrefour kreuzung winkel geschaft laden magasin shop tussen entre
    zwischen between on at near the sur dans devant chez bei vor auf am im gisteren vandaag vannacht
    bin network netwerk reseau netzwerk sms please aub svp bitte main high side dead small narrow busy quiet same
    other this that our my your his her their next whole
    fahrrad motorrad roller junge jungen jugendliche leute kinder schule bahnhof kirche einbrecher dieb diebe
    ladendieb sachbeschadigung alarm hilfe achtung wohnung keller garage bier handy geld zigaretten alkohol schnaps
    tasche handtasche scheibe scheiben autos reifen steine flaschen waren diesel werkzeug schmuck parfum kosmetik blumen
    ware kasse feuer rauch lebensmittel fleisch rucksack geldborse portemonnaie kabel kupfer""".split()
) - {"main", "high"}
