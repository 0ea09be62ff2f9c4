"""Word lists of the analysis: what says nothing, and what is no part of a compound."""

# fmt: off
_GERMAN_GRAMMAR = """
aber alle allem allen aller alles als also am an ander andere anderem anderen anderer
anderes auch auf aus bei beim bereits bevor bin bis bisher bist bloß da dabei dadurch
dafür dagegen daher dahin damit danach daneben dann daran darauf daraus darf darin
darüber darum darunter das dass daß davon davor dazu dein deine dem demnächst den denen
denn dennoch der deren des deshalb dessen dich die dies diese diesem diesen dieser
dieses dir doch dort du durch dürfen dürfte eben ebenso egal ehe eher eigen eigene
eigenen eigener eigenes ein eine einem einen einer eines einfach einige einigen einiger
einiges einmal endlich entweder er erst erste ersten es etwa etwas euch euer eure fast
für ganz ganze ganzen gar gegen gegenüber gemeinsam genau genug gerade gern gerne gewesen
gibt gibts geht ging habe haben hat hätte hätten hatte hatten her heute hier hin hinter
hinzu ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in indem ins inzwischen
irgend irgendwie ist ja je jede jedem jeden jeder jedes jedoch jemand jemanden jemandem
jene jener jetzt kann kannst kaum kein keine keinem keinen keiner keines klein kleine
kleinen kleiner kleines können könnte könnten lang lange lassen lässt lieber los mag mal
man manche mancher manchmal mehr mehrere mein meine meinem meinen meiner meines meist
mich mir mit möchte möchten mögen möglich möglichst muss müssen müsste müssten nach
nachdem nächste nächsten nämlich natürlich neben nein nicht nichts nie niemand noch nun
nur ob oben oder oft ohne paar per pro schlicht schon sehr sein seine seinem seinen
seiner seines seit selber selbst sich sie sind so sobald sodass sofort sogar solche
solchen solcher soll sollen sollte sollten somit sondern sonst soweit sowie spät später
statt ständig stets trotz trotzdem über überhaupt übrigens um und uns unser unsere
unserem unseren unserer unseres unter viel viele vielen vieler vielleicht voll vollen vom
von vor vorher während wann war wäre wären waren warum was weder wegen weil weiter weitere
weiteren weiterer welche welchem welchen welcher welches wem wen wenig wenige weniger wenn
wer werde werden wessen wie wieder wieso wieviel will wir wird wirklich wo wobei wodurch
wofür wogegen woher wohin wollen wollte womit woran worauf woraus worden worin worüber
worum wovon wozu wurde wurden würde würden zu zudem zuerst zum zur zurück zusammen zwar
zwei drei vier fünf zehn zwanzig zwischen fürs ans aufs beim durchs hinterm hinters ins
übers ums unterm unters vorm vors überm
"""

_GERMAN_REQUESTS = """
anfang anfangen angewiesen anliegen anpacken ansprechen bedanken bedarf bekommen
benötige benötigen benötigt bieten bietet bitte brauche brauchen braucht danke daran
denken dringend ende erfahrung erklären erklärt fällt fängt fehlen fehlt finden findet
firma firmen frage fragen freuen partner führt geben gebe gehen gehört gemacht gesucht glauben
groß große großen großer gut gute guten guter gutes hallo halten haus heißt helfen hilf
hilfe hilfreich hilft interesse interessieren interessiert jahr jahre jahren kenne kennen
kennt klar kleinbetrieb klappt kmu kommen kommt kontakt konkret kümmert laufend läuft
leider leute lohnt lösen machen macht mann melden mittelstand mittelständler
mittelständisch mittelständische mittelständischen mittelständischer mittelständisches
müßte nehmen nennen neu neue neuem neuen neuer neues nimmt nötig nrw nutzen passende
passenden passender passt plane planen plant problem probleme rat ratlos richtig richtige
richtigen sache sachen sagen sagt sehen sieht stecken stehen steht stelle stellen stellt
suche suchen sucht thema themen tun überlegen uebernehmen unternehmen unternehmer
unternehmerin unterstützen unterstützung unterstützt versuchen vorstellen weiß wichtig
wisse wissen wünsche wünschen wünscht zeigen zeigt betrieb betriebe betriebes betriebs
chef chefin inhaber inhaberin geschäftsführer familienbetrieb familienunternehmen
mitarbeitern leuten zeit ahnung art arten bereich dinge ding fall fälle grund hand
händen idee ideen mittlerweile monat monate woche wochen tag tage teilweise weise weg
wege ziel ziele zusammenarbeit zusammenarbeiten begleiten begleitet einsteigen
einstieg herr frau nähe umkreis umgebung sehr geehrte damen herren grüße freundlichen gruß guten
"""

_ENGLISH_GRAMMAR = """
a about after again all also am an and any are as at be because been before being between
both but by can cannot could did do does doing done each either else ever every few for
from get had has have having he her here him his how i if in into is it its itself may me
might more most much must my never no nobody none nor not nothing now of off often on once
one only or other others our ours out over own per quite rather should so some somebody
someone something soon still such than that the their them themselves then there these
they this those though through to together too under until up upon us very was we were
what when where whether which while who whom whose why will with within without would yes
yet you your yours
"""

_ENGLISH = """
a about after again back partner partners all almost already also am an and any anybody anyone anything are
around as ask at be because been before being best better between both but by call can
cannot cause come company companies could did do does doing done down each either else
enough etc ever every few find firm firms for from get give gives go going good got had
has have having he hello help helps her here hi him his how however i if in into is it
its itself just keep kind know knows large least less let like little look looking looks
lot made make makes making many may me medium might more most much must my need needed
needs never new next no nobody none nor not nothing now of off often on once one only or
other others our ours out over own please possible question rather really right run
running same say see seek seeking she should sized small sme smes so some somebody
someone something soon still such support sure take tell than thank thanks that the
their them themselves then there these they thing things think this those though through
time to today together too try trying two under until up upon us use used using very
want wants was way we well were what when where whether which while who whom whose why
will wish with within without wonder work working works would yes yet you your yours
business businesses near close
"""
# fmt: on


def _words(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in text.split())


GRAMMAR_WORDS = _words(_GERMAN_GRAMMAR, _ENGLISH_GRAMMAR)
STOP_WORDS = GRAMMAR_WORDS | _words(_GERMAN_REQUESTS, _ENGLISH)

NEGATIONS = _words("kein keine keinen keiner keinem keines nicht not no")
TURNS = _words("sondern but")

# first letters that only look like a word of their own
FIRST_PARTS_THAT_ARE_PREFIXES = _words(
    """
    ab an auf aus bei be dar durch ein ent er ge gegen her hin hinter in miss mit nach
    ober rück über um un unter ur ver vor weg wider wieder zer zu zurück zusammen ander
    all den der des die eine fort was wer wie der sie ihr uns man nur
    """
)

# last letters that only look like a word of their own
LAST_PARTS_THAT_ARE_SUFFIXES = _words(
    """
    ung ungen heit keit schaft schaften tum lich isch bar sam los haft chen lein ion
    ionen ist tor ten ter den der des die das ein eine einen nen ner nis ern ens est
    end ende enden ierung ieren ler ger gen ren rin sie uns was wer ich ihr ins aus
    age ant anz are all ell ive iv thek tisch burg dorf heim hausen bach
    """
)

# words of two words that are one thing: "Kunststoff" is neither "Kunst" nor "Stoff"
LEXICALISED = _words(
    """
    arbeitgeber arbeitnehmer augenblick bahnhof baustein bauteil bauwerk blaupause
    buchhalter buchhaltung eisenbahn fahrzeug fahrzeuge feuerwehr flugzeug flugzeuge
    fortschritt gewerbe großhandel grundlage handwerk handwerker haushalt hochschule
    hochschulen jahrhundert klebstoff kraftstoff krankenhaus kunststoff kunststoffe
    landwirt landwirtschaft lebensmittel messestand mitarbeiter mitarbeiterin
    nachhaltig nachwuchs netzwerk raumfahrt rohstoff rohstoffe rundfunk sauerstoff
    schriftsteller schwerpunkt sonderling spielzeug sprachraum standort standpunkt
    stickstoff textil treibstoff verstand vorstand wasserstoff werkstatt werkstatten
    werkstätten werkstoff werkstoffe werkzeug werkzeuge wertschöpfung wettbewerb
    wirtschaft wirkstoff wissenschaft zeitung zeitschrift zustand
    """
)

# common parts of compounds, so that a word is split though its head stands nowhere
GENERAL_PARTS = _words(
    """
    anlage anlagen arbeit arbeiten aufgabe aufgaben bau bauteil bauteile bereich betrieb
    betriebe branche branchen chemie daten dienst dienste dienstleister dienstleistung
    druck einsatz entwicklung erzeugung fabrik fahrzeug fahrzeuge fertigung firma firmen
    forschung förderung gerät geräte geschäft gesellschaft gewinnung gruppe halle handel
    händler hersteller herstellung industrie instandhaltung ketten kette komponente
    komponenten konstruktion kosten kreis kunde kunden lager leistung linie lösung
    lösungen mangel markt märkte maschine maschinen material materialien messung mittel
    netz nutzung ort partner plan planung platz preis preise produkt produkte produktion
    produzent projekt projekte prozess prozesse prüfung qualität raum recht reise
    sicherung sicherheit software stelle stoff stoffe system systeme technik techniken
    technologie technologien teil teile test transport umbau unternehmen verarbeitung
    verband verfahren verkauf verkehr verlust versorgung verwaltung verwertung wandel ware
    waren wechsel werk werke werkstoff werkstoffe werkzeug werkzeuge wesen wirtschaft
    wissenschaft zeit zentrum zulieferer zuschuss
    """
)

# Words of every business. In a directory of twenty entries their frequency does not
# show that they are common, so the ranking trusts them less there.
WEAK_WORDS = GENERAL_PARTS | _words(
    """
    abläufe ablauf aktuell alt alte alten älter anbieten anbieter angebot angebote
    ansprechpartner anwendung anwendungen arbeitet aufbau aufbauen aufträge auftrag bald
    bauen baut beauftragen beginn beginnen beruf besser bestellen bestellt bezahlen
    billig branche drucken dauerhaft eigenes einbauen einführen einkauf einsetzen
    entwickeln entwickelt ergebnis erste experten fachleute fertig fest gebäude
    gemeinsamen gewinn gewinnen günstig günstiger herstellen industriell
    informationen informieren innovation innovationen innovativ innovativer innovatives
    investieren jung junge jungen junges kaufen kompetenz kosten kostet kunden land landes
    langfristig laufen lernen liefern liefert menge mensch menschen mieten modell
    nachfrage nachweis nutzung online ordnung person pläne planen praxis produzieren
    produzent qualitativ raum region regional risiko schaden schicken schnell schneller
    schreiben schützen selbstständig senken serie service sicher sparen stadt stark
    stärken starten strategie team teuer treffen umsetzen umsetzung umstellen umstellung
    umbauen umwelt unsicher verändern verarbeiten verbessern vergleich verkaufen verkauft
    verlieren vertrieb vorbereiten vorschriften vorteil wachsen wachstum warten wechseln
    welt werben wert wettbewerb ziehen zukunft zusätzlich zuverlässig
    application better build buildings build change cheaper city client clients cost costs
    customer customers deliver delivery develop develops developing development expensive
    expert experts future improve industry innovation innovative market markets manufacture
    manufacturer manufacturing material materials offer old order people plan price process
    product production products project projects quality region research sell service shop
    site standard start state system systems team technology test world young
    """
)

# the only parts of three letters: any other is more often chance than sense
SHORT_PARTS = _words(
    "alt amt bau bio bus eis erz gas glas hof job lkw pkw netz öko öl rad see tee web"
)
