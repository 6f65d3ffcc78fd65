"""The words that say when something happened, without a number; in small letters without accents, a space is a border."""

import re

IT_IS_NOW = (
    " al dagen ", " al uren ", " al weken ", " al lang ", " al lange tijd ", " al een hele tijd ", " al een tijdje ",
    " al heel de ", " al de hele ", " al gans", " sinds kort ", " al maanden ", " heel den tijd ", " heel de tijd ", " hele tijd ", " terwijl ik dit ", " tant que j ecris ", " wahrend ich schreibe ", " while i type ", " while i m typing ", " als ik dit ",
    " depuis des jours ", " depuis des heures ", " depuis longtemps ", " depuis un moment ", " depuis un bon moment ", " depuis un bout de temps ", " depuis le temps ", " depuis plusieurs ",
    " toute la journee ", " seit tagen ", " seit stunden ", " seit wochen ", " seit langerem ", " schon lange ",
    " den ganzen tag ",
    " for days ", " for hours ", " for ages ", " for weeks ", " for a while ", " for over an hour ", " for an hour ", " for half an hour ", " for the last hour ", " for the past hour ", " seit einer weile ", " schon eine weile ", " all day ", " all morning ",
    " all evening ",
    " nu ", " nou ", " momenteel ", " op dit moment ", " op dit ogenblik ", " bezig ", " aan de gang ", " zonet ",
    " daarnet ", " daarjuist ",
    " zojuist ", " zopas ", " zoeven ", " zo even ", " zo pas ", " nu net ", " zonet ", " zjuust ", " heterdaad ",
    " zo net ", " daar net ", " daar juist ", " zo juist ", " net nu ",
    " maintenant ", " en ce moment ", " en cours ", " actuellement ", " a l instant ", " al instant ", " en train d",
    " pour le moment ", " pour l instant ",
    " viens de ", " vient de ", " viennent de ", " venons de ", " vient d ", " viennent d ", " tout juste ", " mtn ",
    " mnt ", " en flagrant delit ",
    " jetzt ", " gerade ", " grade ", " grad ", " eben ", " soeben ", " momentan ", " derzeit ", " zurzeit ",
    " zur zeit ", " im moment ", " im gange ", " aktuell ",
    " right now ", " now ", " currently ", " at the moment ", " just now ", " in progress ", " as we speak ",
    " at this moment ", " ongoing ", " going on ",
    " moments ago ", " seconds ago ", " this minute ", " at present ", " this very moment ",
)  # fmt: skip
NOT_NOW = (" nu en dan ", " now and then ", " tot nu ", " until now ", " by now ", " niet nu ", " pas maintenant ", " nicht jetzt ", " not now ", " nicht gerade ", " right now i m ")
DOING = re.compile(r" (?:aan het|aan t|aant|an t) (?!molen|wegen|open)\w{2,}(?:en|aan|ien|oen) ")
# "net" and "just" are a moment ago before a deed, and close to something before a place.
JUST = re.compile(
    r" (?:net|juist|just)(?= )(?! (?:naast|voor|achter|over|na|voorbij de|tegenover|onder|boven|(?:buiten|binnen) (?:de|het|mijn|onze)|zo|zoals|als|niet|of|in|op|aan|bij|om|op tijd"
    r"|past|next|outside|inside|behind|around|opposite|before|after|in front|up|off|down|near|beside|round|over|across|a|an|the|like|want|wanted|wondering|to|for|so|as|because|checking|en|and))"
)
JUST_DEED = re.compile(
    r" (?:net|juist|just) (?:(?:a|an|the|een|nen|ne|n|iemand|twee|2|drie|3|my|mijn|the|someone|two|three) )"
    r"(?:\w+ ){0,3}(?:gezien|binnen|weg|gestolen|gelopen|gereden|gebeld|saw|seen|stolen|broken|ran|left)"
)
SAW_JUST = re.compile(r" (?:zag|zie|zien|heb|hebben|is|zijn|was|liep|reed|have|has|had|kwam|komt|stond|passeerde|ging) (?:ik |er |hier |we |wij |ze |hij )?(?:net|juist|just) ")
IT_WAS_EARLIER = (
    " vannacht ", " gisteren ", " gistern ", " gisterenavond ", " gisteravond ", " gisternacht ", " gisterennacht ",
    " gistermiddag ", " gisterenmiddag ", " gisterochtend ",
    " eergisteren ", " vanmorgen ", " vanochtend ", " vanmiddag ", " vannamiddag ", " vanvoormiddag ",
    " deze morgen ", " deze middag ", " deze nacht ", " deze namiddag ",
    " deze ochtend ", " deze voormiddag ", " dezen avond ", " dees nacht ", " dees morgen ", " dezen ochtend ",
    " daarstraks ", " straks ", " eerder ", " vorige ", " afgelopen ",
    " van de nacht ", " vandemorgen ", " van de morgen ", " van de week ", " verleden week ", " deze week ",
    " het weekend ", " dit weekend ", " t weekend ", " gister ",
    " onlangs ", " vroeger ", " vroeger vandaag ", " sochtends ", " s nachts ", " s morgens ", " vorig weekend ",
    " een tijdje geleden ",
    " hier soir ", " hier matin ", " hier nuit ", " hier apres ", " hier a ", " hier vers ", " hier midi ",
    " avant hier ", " cette nuit ", " pdt la nuit ", " ce matin ", " cet apres midi ",
    " cette apres midi ", " cet aprem ", " cette aprem ", " la nuit derniere ", " la nuit passee ", " nuit passee ",
    " tantot ", " tout a l heure ", " tout a lheure ", " plus tot ", " semaine passee ", " semaine derniere ",
    " week end passe ", " week end dernier ", " ce week end ", " ce weekend ", " ce midi ", " pendant la nuit ",
    " durant la nuit ", " dans la nuit ", " la veille ", " recemment ",
    " heute nacht ", " heute morgen ", " heute fruh ", " heute frueh ", " heute mittag ", " heute vormittag ",
    " heute nachmittag ", " letzte nacht ", " letzter nacht ", " gestern ", " vorgestern ",
    " vorhin ", " fruher ", " letzte woche ", " letzter woche ", " am wochenende ", " in der nacht ",
    " diese nacht ", " vergangene nacht ", " kurzlich ",
    " last night ", " yesterday ", " this morning ", " this afternoon ", " earlier ", " last week ", " the weekend ",
    " overnight ", " during the night ", " the other day ",
    " last weekend ", " recently ", " in the night ", " the night before ",
)  # fmt: skip
DAYS = "zondag maandag dinsdag woensdag donderdag vrijdag zaterdag dimanche lundi mardi mercredi jeudi vendredi samedi sonntag montag dienstag mittwoch donnerstag freitag samstag sunday monday tuesday wednesday thursday friday saturday".split()
WEEKDAY = re.compile(rf"(?<! elke)(?<! iedere)(?<! chaque)(?<! jeden)(?<! every)(?<! tot)(?<! le) (?:{'|'.join(DAYS)})(?:avond|nacht|ochtend|morgen|middag|namiddag|abend)? ")
ANOTHER_DAY = (
    " gisteren ", " gistern ", " gisterenavond ", " gisteravond ", " gisternacht ", " gisterenmiddag ",
    " gistermiddag ", " eergisteren ", " gister ", " gisterochtend ", " vorige week ", " verleden week ",
    " hier soir ", " hier matin ", " hier apres ", " hier a ", " hier vers ", " hier nuit ", " avant hier ",
    " gestern ", " vorgestern ", " letzte woche ", " yesterday ", " last week ",
)  # fmt: skip
NIGHT = (" vannacht ", " cette nuit ", " heute nacht ", " last night ")
PAST = re.compile(
    r" (?:was|werd|waren|werden|stond|stonden|liep|liepen|had|hadden|heb|hebben|heeft|ge\w{3,14}(?:en|[dt])|\w{2,12}ge\w{3,14}(?:en|d|t)|a|ont|avons|etait|etaient|avait|est|war|waren|wurde|wurden|hat|haben"
    r"|were|saw|stole|\w{3,14}ed|broke|took|passe|passee|dernier|derniere) "
)
LIKE = re.compile(r" (?:keer|fois|mal|time|times|zoals|als|gelijk|lijk|comme|que|wie|like|as|than|dan|van) (?:\w+ ){0,2}$")
SINCE_WHEN = re.compile(r" (?:sinds|depuis|seit|since|sedert|al) (?:\w+ ){0,1}$")
