"""Texts that report nothing: thanks, a greeting, advertising, abuse, a private text to the wrong number. In doubt a text
is a report."""

from __future__ import annotations

import re

from flows.reading.reading import Chatter
from flows.reading.words import Said

_LINK = re.compile(r"https?://|www\.|\b[\w-]{2,40}\.(?:com|net|info|xyz|shop|top|link|click|ly|be/\w|me/\w|site|online|app)\b")
_FILLER = frozenset(
    """mercis mille appreciated appreciate hallo hello hi hey heey he hoi dag goedendag goedemorgen goeiemorgen
    goedemiddag goeiemiddag goedenavond goeienavond goedenacht goeiedag goeie goede goei morgen avond middag nacht
    yo salut bonjour bonsoir bonne coucou journee soiree nuit
    slaapwel welterusten groetjes groeten mvg guten gute schonen schoenen tag abend morgen nacht moin servus gruss
    grusse good morning evening afternoon night day nice have a cheers
    politie police polizei bin buurtlijn team iedereen allemaal tous tout le monde alle all everyone everybody
    meneer mevrouw madame monsieur messieurs herr frau sir madam buren
    dank danku dankuwel dankjewel bedankt bedank thanks thank thx merci mercikes danke dankeschon dankje dankzij u
    je jullie ge gij vous you ihnen euch toi wel zeer heel erg hartelijk vriendelijk super beaucoup bien infiniment
    mille fois vielen herzlichen schon sehr lieben
    much very so many a lot voor pour fur fuer for de het la le les der die das the snelle vlugge goede mooie
    rapide bonne bon grossartige tolle gute great good quick fast nice excellent top bravo prima knap chapeau
    proficiat felicitaties felicitations
    hulp aide hilfe help info informatie uitleg werk travail arbeit work interventie intervention einsatz reactie
    reaction reponse antwoord antwort reply service dienst bericht message nachricht melding
    aan a an to de agenten agents beamten officers ploeg equipe inzet betrokkenheid en et und and ook aussi auch
    too aub svp bitte please alles tout alles everything in orde ok oke okay ca va is goed is gut
    ons onze nous notre uns us our mijn nos jobs job well done keep up the great alvast d avance im voraus in
    advance nog prettige fijne leuke schone dag weekend week end prettig fijn bon beste sincerely regards
    cordialement
    bjr bsr slt cc haha hahaha hahahaha lol hihi lads mates bro broers mdr ptdr mannen jongens guys folks rien graag gedaan geen dank van
    nada merry happy new year gelukkig nieuwjaar zalig kerstfeest joyeux noel bonne annee frohe weihnachten frohes
    neues jahr jaar zusammen miteinander tesamen tegader ensemble""".split()
)
_THANKS = frozenset("mercis appreciated prima knap top dank danku dankuwel dankjewel dankje bedankt bedank thanks thank thx merci mercikes danke dankeschon cheers bravo proficiat chapeau".split())
_GREETING = frozenset(
    "bjr bsr slt cc hallo hello hi hey heey hoi dag goedendag goedemorgen goeiemorgen goedemiddag goeiemiddag goedenavond goeienavond goeiedag yo salut bonjour bonsoir coucou guten gute moin servus good slaapwel welterusten gelukkig zalig joyeux frohe frohes happy merry prettige fijne bonne bon".split()
)

_SELLING = (
    " gewonnen ", " win een ", " winnen ", " prijs ", " korting ", " promo ", " promotie ", " aanbieding",
    " solden ", " gratis ", " lening", " krediet ", " bestel nu ", " klik ", " klik hier ", " abonneer",
    " abonnement ", " schrijf je in ", " nieuwsbrief", " pakket kon ", " uw pakket ", " je pakket ", " pakje wordt ",
    " invoerkosten", " douanekosten", " openstaande ", " rekening is geblokkeerd", " itsme ",
    " bevestig uw gegevens", " voucher", " cadeaubon", " bitcoin", " crypto", " zonnepanelen", " verdien ",
    " casino", " opruiming", " black friday", " actie geldig", " geldig tot ", " in onze winkel", " openingsuren ",
    " enkel vandaag", " alleen vandaag",
    " gagne ", " gagner ", " gagnez", " gagnant", " promo ", " promotion", " soldes ", " reduction", " gratuit",
    " offre ", " cliquez", " profitez", " credit ", " pret ", " livraison", " votre colis", " frais de douane",
    " compte bloque", " compte est bloque", " cadeau", " bon d achat", " commandez", " panneaux solaires",
    " abonnez", " remise", " felicitations vous", " confirmez vos ", " destockage", " portes ouvertes",
    " gewonnen ", " gewinn", " rabatt", " angebot", " gratis ", " kostenlos", " klicken", " kredit", " ihr paket",
    " zollgebuhr", " gutschein", " sparen sie", " nur heute", " jetzt bestellen", " verdienen sie", " aktion ",
    " konto gesperrt", " konto wurde gesperrt", " ausverkauf", " sonderangebot",
    " won ", " winner", " prize", " discount", " sale ", " off all ", " free gift", " free delivery", " offer",
    " click ", " loan", " your parcel", " your package", " customs fee", " account has been", " account suspended",
    " voucher", " subscribe", " invest", " earn ", " limited time", " gift card", " claim your", " order now",
    " shop now", " cheap ",
)  # fmt: skip
_SURELY = (" casino", " credit rapide", " sans justificatif", " snelle lening", " sofortkredit", " quick loan", " forex", " viagra")
_TRADES = re.compile(r"\d ?%|\d+ ?(?:€|euro|eur)\b|(?:€|eur) ?\d+")
_FIRST = (" ik kreeg ", " ik krijg ", " heb een sms ", " kreeg een sms ", " kreeg sms ", " phishing", " oplicht", " vals bericht", " valse sms", " valse mail", " j ai recu ", " on m a ", " arnaque", " faux sms", " faux message", " ich habe eine sms", " betrug", " i got a text", " i received", " scam", " fraud", " is dit echt", " est ce vrai")

_INSULTS = (
    " des nuls ", " bande de nuls ", " nuls a chier ", " jullie zijn niks waard ",
    " klootzak", " klootzakken", " eikel", " sukkel", " sukkels", " smeerlap", " hoer", " kutpolitie",
    " kut politie", " kutflik", " flikken zijn", " fuck ", " fuck you", " fucking ", " fack ", " kanker", " tering",
    " tyfus", " rotzak", " idioten", " idioot", " domkop", " debiel", " mongool", " mongolen", " loser", " lul ",
    " lullen ", " bende prutsers", " prutsers", " nietsnut", " nutteloos", " nutteloze", " zakkenvullers",
    " trek het aan uw gat", " kust mijn kloten", " kus mijn kloten", " mijn kloten ", " rot op", " rot toch op",
    " val dood", " stik er", " luierik", " luiaards", " fascisten", " varkens ", " bak ne keer", " zotten",
    " connard", " connards", " conard", " salaud", " salope", " encule", " enculer", " fils de pute", " ntm ",
    " nique ", " niquer", " putain de flics", " sales flics", " sale flic", " batard", " batards", " va te faire",
    " allez vous faire", " foutre ", " merde ", " ta gueule", " fermez la ", " ferme la ", " imbecile", " imbeciles",
    " incapables", " bande de nuls", " bons a rien", " debile", " abrutis", " abruti", " cons ", " con ", " pd ",
    " tg ", " casse toi", " fdp ", " acab ",
    " arschloch", " arschlocher", " arsch ", " scheiss", " scheisse", " wichser", " hurensohn", " fotze", " idiot",
    " idioten", " vollidiot", " depp", " deppen", " trottel", " bullenschweine", " scheissbullen", " verpiss",
    " leck mich", " fick ", " fickt ", " penner", " dumme ", " unfahig", " unfaehig",
    " asshole", " assholes", " arsehole", " bastard", " bastards", " wanker", " wankers", " dickhead", " dickheads",
    " moron", " morons", " stupid ", " useless ", " piss off", " bugger off", " screw you", " pigs ", " pig ",
    " bitch", " cunt", " shit ", " bullshit", " pathetic", " twat", " tosser", " suck ", " fu ",
)  # fmt: skip

_DEAR = (
    " ben je al ", " bende al ", " zijt ge al ", " bist du ", " hast du ", " are you coming ", " did you ",
    " spreken we af ", " toujours bon pour ", " c est bon pour ", " ca marche pour ", " breng een ", " brengen mee ", " slaatje ", " we verwachten u ", " nog altijd goed voor ", " passt samstag ", " still on for ", " we spreken af ", " on se retrouve ", " dinner at ours",
    " verkeerd nummer", " erreur de numero", " verkeerd verbonden", " verkeerde nummer", " mauvais numero", " faux numero", " falsche nummer",
    " falsch verbunden", " wrong number", " change de numero", " nieuw nummer ", " new number", " neue nummer",
    " some milk", " grab some", " tante ", " nonkel ", " tonton ", " tata ", " auntie ", " koffie ", " zum kaffee",
    " a cup of", " als ge tijd hebt", " als je tijd hebt", " quand tu", " si tu ", " wenn du ", " abholen ",
    " coach ", " is ziek", " trainen", " est malade", " ist krank", " is sick", " uw bril", " is klaar ", " komen afhalen", " mag hem ", " resto", " ma belle", " mon pote", " meine liebe", " rendez vous", " afspraak", " vergeet je",
    " vergeet uw", " ben ziek", " suis malade", " bin krank", " i m sick", " fancy ", " a pint", " drink iets",
    " iets drinken", " boire un verre", " was trinken", " hoe gaat het", " hoe is t ", " alles goed", " ca va toi",
    " comment tu vas", " comment vas tu", " wie geht s dir", " how are you", " what s up", " schat ", " schatje",
    " schatteke", " schattie", " liefje", " lieverd", " zoetje", " zus ", " maatje", " kusje", " kusjes", " kussen ",
    " kus ", " dikke kus", " xx ", " xxx ", " xxxx ", " knuffel", " tot straks ", " tot vanavond ", " tot morgen ",
    " tot zo ", " hou van u", " hou van je", " ik hou van ", " mis je ", " mis u ",
    " avondeten", " middageten", " boodschappen", " brood mee", " melk mee", " frietjes halen", " eten we ",
    " komt ge eten", " kom je eten", " komen eten", " aan tafel", " trein gemist", " bus gemist", " kom later",
    " kom wat later", " ben wat later", " iets later thuis", " ben onderweg", " ben er bijna", " ben er binnen",
    " ik ben thuis", " ben al thuis", " waar zijde", " waar zit ge", " waar zitte", " waar ben je", " waar bende",
    " haal je ", " haalt gij ", " kan je de kinderen", " kunt ge de kinderen", " de kinderen ophalen",
    " kids ophalen", " ophalen aan ", " ophalen van school", " mij ophalen", " me ophalen", " komen halen",
    " komen ophalen", " afspraak ", " verjaardag", " gelukkige verjaardag", " afgesproken", " huiswerk",
    " voetbal om", " pintje", " gaan we nog", " gaat ge mee", " ga je mee", " zin om ", " feestje", " tandarts",
    " dokter om",
    " cheri", " mon coeur", " mon amour", " bisous", " bisou", " bises", " bizz", " je t aime", " tu me manques",
    " a ce soir", " a tantot", " a tout a l heure ", " a toute ", " a demain", " le souper", " le diner",
    " on mange", " tu rentres", " tu viens", " t es ou", " tu es ou", " t arrives", " tu arrives", " j arrive",
    " suis en retard", " je serai en retard", " rappelle moi", " appelle moi", " tu peux ", " peux tu ", " tu veux",
    " les courses", " du pain", " du lait", " anniversaire", " chercher les enfants", " recuperer les enfants",
    " chercher a l ecole", " rendez vous chez", " rdv ", " devoirs", " entrainement", " apero", " coiffeur",
    " dentiste", " train rate", " rate mon train", " rate le train", " on se voit",
    " schatz", " liebling", " schatzi", " kusschen", " kuesse ", " kusse ", " ich liebe dich", " hab dich lieb",
    " hdl ", " bis spater", " bis spaeter", " bis gleich", " bis morgen", " bis nachher", " abendessen",
    " mittagessen", " einkaufen", " brot mit", " milch mit", " kommst du", " wo bist du", " bist du ", " kannst du",
    " hast du ", " bin gleich", " bin unterwegs", " komme spater", " komme etwas spater", " verspate", " verspaete",
    " zug verpasst", " kinder abholen", " geburtstag", " zahnarzt", " hausaufgaben", " treffen wir",
    " darling", " sweetheart", " honey", " babe ", " love you", " luv u", " xoxo", " kisses", " miss you",
    " see you ", " see ya", " c u later", " what s for dinner", " dinner ", " lunch ", " supper", " groceries",
    " shopping list", " buy milk", " buy bread", " pick up the kids", " pick the kids", " pick me up",
    " pick you up", " on my way", " running late", " be late", " home late", " i m late", " where are you",
    " are you home", " are you coming", " can you bring", " can you get", " did you feed", " birthday", " dentist",
    " homework", " missed the train", " missed my train", " missed the bus", " pub tonight", " fancy a ",
)  # fmt: skip
# Who is spoken to, at the beginning or at the end.
_FAMILY = frozenset("mama papa oma opa moeke vake bomma bompa zus zusje broer maman mamy papy cherie mutti vati mum mom dad grandma granny grandad schat tante nonkel".split())
_QUESTIONS = frozenset("test testje essai probe testing tst".split())


def chatter(said: Said, deed: str | None, sign: bool) -> Chatter | None:
    """Which chatter a text is; None for a report. `deed` is the deed that it tells, `sign` whether it tells a plate, a
    street, or somebody or something seen."""
    words = [word.word for word in said.words]
    if not any(word.isalpha() for word in words) or (len(words) <= 2 and set(words) & _QUESTIONS):
        return Chatter.NOTHING
    if deed is None and _sells(said):
        return Chatter.ADVERTISING
    if all(word in _FILLER for word in words) and len(words) < 30:
        if set(words) & _THANKS:
            return Chatter.THANKS
        if set(words) & _GREETING:
            return Chatter.GREETING
        return Chatter.NOTHING
    if deed is not None or (sign and not _has(said.plain, _DEAR) and not _FAMILY & set(words)):
        return None
    return _personal(said, words, sign)


def _personal(said: Said, words: list[str], sign: bool) -> Chatter | None:
    dear = sum(phrase in said.plain for phrase in _DEAR) + bool(_FAMILY & {*words[:3], *words[-2:]} and not _FAMILY & set(words[3:-2]))
    if dear >= (2 if sign or _SOMEBODY & set(words) else 1):
        return Chatter.PRIVATE
    if sign:
        return None
    if _has(said.plain, _INSULTS):
        return Chatter.ABUSE
    if _informal(said, words):
        return Chatter.PRIVATE
    if set(words) & _THANKS and sum(word in _FILLER for word in words) * 3 >= len(words):
        return Chatter.THANKS
    return None


# Somebody is told of, though not by what they are.
_SOMEBODY = frozenset("hij il elle he she ils".split())
_DU = {"fr": frozenset("tu toi".split()), "de": frozenset("du dich dir dein deine".split()), "nl": frozenset("je jij jou jouw".split())}


def _informal(said: Said, words: list[str]) -> bool:
    """Whether one friend asks another something: nobody says "du" to the police."""
    return "?" in said.text and bool(_DU.get(said.language or "", frozenset()) & set(words))


def _sells(said: Said) -> bool:
    """Whether somebody sells, or fishes for money; who tells of such a text reports it."""
    if _has(said.plain, _FIRST):
        return False
    count = sum(words in said.plain for words in _SELLING)
    count += 2 * _has(said.plain, _SURELY)
    count += bool(_TRADES.search(said.flat))
    return count >= 2 or (count >= 1 and bool(_LINK.search(said.flat)))


def _has(plain: str, several: tuple[str, ...]) -> bool:
    return any(words in plain for words in several)
