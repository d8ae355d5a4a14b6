### server

error-unknown-room = Det finns ingen workshop med koden { $code }. Kontrollera koden med ledaren.
error-no-key = Det här kräver rätt nyckel. Öppna länken som du fick en gång till.
error-no-create-key = Bara den som har serverns skapandenyckel får starta en workshop här.
error-not-found = Det finns ingenting på den här adressen.
error-not-allowed = Det här går inte att göra på den här adressen.
error-bad-body = Begäran gick inte att förstå: { $why }
error-foreign-origin = Den här sidan hör till en annan webbplats och får inte be om det här.
error-bad-host = Begäran gäller en server som inte kan finnas.
error-too-large = Det här är för stort. Högst { $most } kB ryms.
error-slow-down = Det blev väldigt många försök. Vänta en minut och försök sedan igen.
error-unavailable = Servern startar just om. Försök igen om ett ögonblick.
error-room-broken = Den här workshoppens sparade data är skadade. Den öppnas inte, så att inget blir värre.
error-unknown-model = Det finns ingen färdig workshop som heter { $name }.
error-no-model = Begäran säger inte vilken workshop som ska startas: det saknas "model", namnet på en färdig (GET /api/models listar dem), eller "agenda", en egen.
error-wrong-model = Det finns ett fel i programmet. { $why }
error-unknown-format = Det finns ingen export som heter { $format }. Det finns: { $formats }.
error-not-ended = Resultatet kan läsas här när workshoppen är slut.
error-wrong-import = Filen går inte att ta in, och inget ändrades. { $why }
error-wrong-code = Skriv workshoppens kod en gång till för att radera den: { $code }.
error-disk-full = Servern har för lite plats kvar, så inget nytt kan startas just nu. Säg till den som sköter servern.
error-internal = Något gick fel på servern. Inget som var markerat som sparat har försvunnit.

page-name = Talkoot
page-host = Ledare
page-screen = Skärm
page-report = Rapport
page-needs-script = Sidan behöver JavaScript, som är avstängt i den här webbläsaren.
page-not-built = Sidorna är inte byggda än. Kör ”make build” och ladda om sidan.
page-coming = Hela sidan har inte kommit ännu. Om den inte snart visas, ladda om den.

warning-loopback = Telefoner kommer inte åt den här adressen: servern lyssnar bara på den här datorn. Starta den med --lan eller ange TALKOOT_PUBLIC_URL.
warning-passing-data = Datamappen skulle försvinna när servern sätts upp på nytt. Lägg den på en disk som består, eller exportera workshoppen före det.

refused-disk-full = Serverns disk är full. Inget nytt sparas förrän det finns plats; säg till ledaren.
refused-key-revoked = Den här länken har ersatts av en ny. Be om den nya länken.
refused-wrong-key = Nyckeln i den här länken passar inte. Be om länken en gång till.
refused-erased = Den här workshoppen har raderats, med allt som skrevs i den.
refused-room-full = Workshoppen är full. Ingen mer kan komma in.
refused-removed = Ledaren har tagit bort dig från den här workshoppen.
refused-forgotten = Ingenting om dig finns längre sparat i det här rummet.
refused-restart = Servern startar om ett ögonblick. Sidan kommer tillbaka av sig själv.
refused-refused-before = Det här godtogs inte när det skickades första gången.
refused-not-a-date = Det här är inget datum.
refused-not-your-signature = Bara den som skrev sitt namn, eller ledaren, kan ta bort det.
refused-over-budget = Du har sammanlagt { $dots } prickar.
refused-over-cap = Högst { $cap } av dina prickar kan gå till en och samma.
refused-too-many-bookmarks = Du kan ha högst { $most } bokmärken. Ta bort ett först.
refused-malformed = Meddelandet gick inte att förstå. Ladda om sidan.
refused-unknown-message = Sidan skickade något som servern inte känner till. Ladda om sidan.
refused-too-large = Det här är för stort att skicka.
refused-slow-down = Det blev väldigt många på en gång. Vänta ett ögonblick.
refused-first-hello = Sidan måste först säga vem som är här. Ladda om sidan.
refused-unknown-room = Det finns ingen workshop med den här koden. Kontrollera koden med ledaren.
refused-unavailable = Servern startar just om. Sidan kommer tillbaka av sig själv.
refused-room-broken = Den här workshoppens sparade data är skadade, och den öppnas inte. Säg till ledaren.
refused-internal = Något gick fel på servern. Sidan försöker igen av sig själv.
refused-already-open = Det här steget har redan öppnats.
refused-only-stricter = Steget har redan öppnats: namn kan visas för färre än vad som lovades, aldrig för fler.
refused-empty = Det finns ingen text än.
refused-ended = Den här workshoppen är slut.
refused-few-voters = Färre än { $few } personer deltog, så resultatet kan avslöja vem som tyckte vad. Ska det visas ändå?
refused-late = Det här steget är över. Din text blir kvar på den här telefonen, och du kan lämna den till ledaren.
refused-merge-two = Välj minst två att slå ihop.
refused-not-closed = Stäng steget först.
refused-not-open = Det här steget är inte öppet.
refused-not-skipped = Steget har inte hoppats över.
refused-not-yours = Du får inte göra det här.
refused-not-yourself = Du kan inte ta bort dig själv.
refused-out-of-range = Talet måste vara mellan { $least } och { $most }.
refused-sealed = Det här steget är förseglat och kan inte ändras längre.
refused-settings-locked = Någon har redan röstat, så inställningarna kan inte ändras längre.
refused-takes-earlier = Ett steg kan bara ta från steg som kommer före det.
refused-too-few-items = Här behövs minst { $least } saker.
refused-too-long = Texten är { $length } tecken lång. Högst { $most } ryms.
refused-too-many = Det är för många. Högst { $most } ryms.
refused-too-short = Lite längre, tack: minst { $least } tecken.
refused-unknown-action = Sidan bad om något som servern inte känner till. Ladda om sidan.
refused-unknown-activity = Det finns ingen metod som heter { $activity } här.
refused-unknown-language = Sidorna talar inte det här språket.
refused-unknown-person = Den här personen är inte här längre.
refused-unknown-record = Det som det här gällde finns inte längre.
refused-unknown-stage = Steget har ingen sådan del.
refused-unknown-step = Det här steget finns inte längre.
refused-wrong-setting = Inställningen passar inte. { $why }

### export

export-sheet-summary = Sammanfattning
export-sheet-agenda = Program
export-sheet-participants = Deltagare
export-sheet-late = Kom för sent
export-sheet-codebook = Förklaringar
export-round = { $title } (omgång { $round })
export-gave = Vad som kom fram
export-yes = ja
export-paper = på papper och i tal
export-cut = { $tied ->
    [yes] { $took } av { $of } gick vidare; gränsen gick genom ett lika resultat
   *[other] { $took } av { $of } gick vidare
 }
export-cut-by-host = { $tied ->
    [yes] { $took } av { $of } gick vidare enligt ledarens val; gränsen gick genom ett lika resultat
   *[other] { $took } av { $of } gick vidare enligt ledarens val
 }
export-note = { $what ->
    [next_step] Första handling
    [scale] Svar
   *[other] Tillägg
 }
contacts-column = { $name ->
   *[name] Namn
    [address] Kontaktuppgift
    [purpose] För vilket ändamål
    [until] Sista dag
 }
export-tag = { $tag ->
    [quotable] får citeras
    [not_quotable] får inte citeras
    [proxy] antecknat åt någon annan
    [drafted] från ett förslag
    [unnamed] utan namn
    [few] färre än fem svar, visas inte
    [none] inga svar
    [moves] flyttad { $n } gånger
   *[other] { $tag }
 }
export-wanted = Det här är ingen workshop som exporterats från Talkoot. Välj JSON-exporten: talkoot-….json.
export-damaged = { $where }: väntade { $expected }.
export-expected = { $what ->
    [size] högst { $most } MB
    [records] högst { $most } poster
    [record_size] en post på högst { $most } kB
    [lists] högst { $most } listor i en så kort post
    [depth] högst { $most } nivåer
    [length] högst { $most } tecken
    [number] ett mindre tal
    [within] ett tal från 0 till { $most }
    [entries] högst { $most } poster i listan
    [owned] ett id som inte är reserverat för slaget { $kind }
    [version] version { $most } eller äldre
    [unique] ett värde som inte förekommer två gånger (se { $first })
    [never] ingen post av det här slaget i en export
    [field] inget sådant fält
    [missing] ett värde
    [type] { $wanted }, inte { $got }
    [id] ett id: a–z, 0–9 och bindestreck, högst 64
    [kind] postens slag med små bokstäver
    [see] all, hosts eller group:…
    [see_only] { $see }
    [lang] en språkkod
    [step] ett steg eller en omgång som finns i filen
    [one_of] något av: { $those }
    [workshop] exakt en post med id ”workshop”
    [steps] högst { $most } steg
    [takes] nyckeln till ett tidigare steg
    [progress] progress-{ $round }
    [outcome] poster som ger stegets resultat
    [record] en hel post
    [json] JSON ({ $said })
   *[other] { $said }
 }
export-place = plats { $place }
export-place-tied = delad plats { $place }
export-state = { $state ->
    [draft] inte öppnat
    [open] öppet
    [grace] stänger
    [closed] stängt
    [revealed] visat
    [sealed] förseglat
    [skipped] överhoppat
   *[other] { $state }
 }
export-phase = { $phase ->
    [open] Inledning
    [discover] Upptäck
    [define] Definiera
    [develop] Utveckla
    [deliver] Leverera
    [close] Avslutning
   *[other] { $phase }
 }
export-role = { $role ->
    [host] ledare
    [participant] deltagare
   *[other] { $role }
 }
export-language = { $language ->
    [fi] finska
    [en] engelska
    [sv] svenska
   *[other] { $language }
 }
export-anonymity = { $anonymity ->
    [anonymous] anonymt
    [named] med namn
    [named_to_host] namn bara för ledarna
    [proxy] antecknat åt någon annan
    [facilitator] ledare
   *[other] { $anonymity }
 }
export-what = { $what ->
    [idea] idé
    [pile] grupp
    [loner] ensam lapp
    [note] lapp
    [thesis] tes
    [option] alternativ
    [remark] anteckning
    [line] punkt
    [reason] motivering
    [quote] citat
    [scale] skala
    [best] bäst var
    [take] jag tar med mig
    [answer] svar
    [next_step] nästa steg
   *[other] { $what }
 }
export-fact = { $name ->
    [title] Verkstad
    [code] Kod
    [model] Modell
    [language] Språk
    [created] Skapad
    [exported] Exporterad
    [zone] Tidszon
    [ended] Avslutad
    [people] Deltagare
    [state] Läge
    [done] Sade sig vara klara
    [count] Bidrag
    [voters] Deltog
    [cut] Togs med
    [dots] Prickar var
    [cap] Högst på ett
    [unused] Oanvända prickar
    [theses] Teser
    [unpicked] Teser som ingen valde
    [items] Punkter
    [owned] Med ansvarig
    [ideas] Idéer
    [built] Bygger på en annan idé
    [hidden] Dolda
    [piles] Grupper
    [loners] Ensamma lappar
    [grouped] Lappar i grupper
    [moves] Flyttar
    [accepted] Godtagna förslag
    [ignored] Förbigångna förslag
    [by-draft] Lappar som ligger kvar där ett förslag lade dem
    [redone] Lappar som flyttats från ett förslag
   *[other] { $name }
 }
export-column = { $name ->
    [activity] Metod
    [step] Steg
    [item_id] Id
    [parent_id] Hör till
    [group] Grupp
    [text] Text
    [author] Författare
    [anonymity] Anonymitet
    [score] Poäng
    [votes] Röster
    [rank] Plats
    [tied] Lika
    [tags] Märken
    [note] Tillägg
    [what] Slag
    [came_from] Kom från
    [led_to] Ledde till
    [measure] Uppgift
    [value] Värde
    [number] Nr
    [phase] Del av diamanten
    [title] Rubrik
    [state] Läge
    [planned] Planerat, min
    [actual] Verkligt, min
    [opened] Öppnat
    [closed] Stängt
    [rounds] Omgångar
    [name] Namn
    [role] Roll
    [language] Språk
    [column] Kolumn
    [means] Betydelse
   *[other] { $name }
 }
export-column-means = { $name ->
    [activity] Stegets metod.
    [step] Stegets rubrik. En senare omgång av samma steg anger vilken omgång det är.
    [item_id] Radens id, samma i alla tabeller. Det säger inget om vem som skrev raden eller när.
    [parent_id] Id för raden som denna hör till: idén den bygger på, gruppen den ligger i eller tesen den motiverar.
    [group] Gruppen som lappen ligger i.
    [text] Texten så som den skrevs. En text som är längre än cellen rymmer är avkortad här och hel i JSON-exporten.
    [author] Namnet på författaren eller på de ansvariga för ett nästa steg; bara om de själva visat sitt namn.
    [anonymity] Om texten är anonym, har ett namn eller är antecknad åt någon.
    [score] Radens poäng enligt stegets regel; tomt om det inte finns några.
    [votes] Hur många röster eller prickar raden fick.
    [rank] Radens plats. Lika resultat delar plats (1, 2, 2, 4).
    [tied] ”ja” när platsen är delad.
    [tags] Märken med kommatecken emellan; datum för ett nästa steg.
    [note] Vad steget annars berättar om raden: röstfördelningen, första handlingen i ett nästa steg.
    [what] Vad raden är: en idé, en grupp, en tes, ett alternativ …
    [came_from] Rader i tidigare steg som denna kom från, en per rad.
    [led_to] Rader i senare steg som kom från denna, en per rad.
    [measure] Vad som berättas om verkstaden eller steget.
    [value] Siffran eller texten själv.
    [number] Stegets plats i programmet.
    [phase] I vilken del av dubbeldiamanten steget ligger.
    [title] Stegets rubrik.
    [state] Hur långt steget kom.
    [planned] Planerade minuter för steget.
    [actual] Minuter från öppning till stängning.
    [opened] När steget öppnades, i den tidszon som sammanfattningen nämner.
    [closed] När steget stängdes, i den tidszon som sammanfattningen nämner.
    [rounds] Hur många gånger steget kördes.
    [name] I förklaringarna: kolumnens fasta namn, samma på alla språk. I deltagarlistan: namnet som personen gav.
    [role] Ledare eller deltagare.
    [language] Språket som personen valde.
    [column] Kolumnens rubrik i denna fil.
    [means] Vad kolumnen innehåller.
   *[other] { $name }
 }

### kernel

phase-open = Inledning
phase-discover = Upptäck
phase-define = Definiera
phase-develop = Utveckla
phase-deliver = Leverera
phase-close = Avslutning

kept = Sparat
kept-waiting = Väntar i den här enheten
kept-refused = Togs inte emot

timer-calm = Tid kvar { $time }
timer-low = Lite tid kvar, { $time }
timer-paused = Klockan är stoppad vid { $time }
timer-out = Tiden är ute
timer-five = Fem minuter kvar.
timer-one = En minut kvar.
timer-ten = Tio sekunder kvar.

field-left = { $n ->
    [one] { $n } tecken kvar
   *[other] { $n } tecken kvar
}
field-over = { $n ->
    [one] { $n } tecken för mycket
   *[other] { $n } tecken för mycket
}
text-more = Visa allt
text-less = Visa mindre
note-hide = Dölj
note-hidden = dold
note-show = Visa
note-mine = Din

stepper-less = Mindre: { $label }
stepper-more = Mer: { $label }
dialog-close = Stäng
dialog-cancel = Avbryt
dialog-discard = Ska ändringarna kastas?
dialog-discard-yes = Kasta
dialog-discard-no = Fortsätt redigera
map-label = Dubbeldiamanten: fasen { $phase }
qr-alt = QR-kod till rummet { $code }

drag-picked = Kortet är i din hand. Välj var det ska ligga, eller släpp det med Escape.
drag-let-go = Kortet ligger kvar.
drag-place = Lägg här

music-plays = Musiken spelar
music-quiet = Ingen musik

page-broken = Den här delen av sidan fungerar inte just nu. Inget som är sparat har gått förlorat.
page-reload = Ladda om
activity-unknown = Det här steget behöver en nyare sida. Ladda om sidan.

result-empty = Den här workshoppen lämnade inga skrivna resultat.
result-rest = Visa de övriga { $n }
result-more-cards = och { $n } till
result-late = Texter som kom för sent
result-round = (omgång { $n })
result-votes = { $n ->
    [one] { $n } röst
   *[other] { $n } röster
}
result-tied = lika
result-cut = { $took } av { $of } gick vidare.
result-cut-tied = { $took } av { $of } gick vidare; gränsen gick genom ett lika resultat.
result-from = Ur: { $text } ({ $step })

### start

start-title = Talkoot – workshoppar där allas tankar når väggen
start-heading = Arbete som är för stort för en görs på talko.
start-lead = Ledaren öppnar stegen, alla deltar med sin egen telefon och väggen visar vad ni kom fram till. Inga konton, inget att installera.
start-code = Kom med via en kod
start-code-hint = Koden finns på väggen eller i inbjudan. Stora och små bokstäver går lika bra.
start-code-wrong = En kod har oftast sex tecken. Kontrollera den på väggen eller hos ledaren.
start-join = Kom med
start-models = Starta en workshop
start-own = Workshoppar gjorda i den här webbläsaren
start-own-note = Listan finns bara i den här webbläsaren. Spara ledarens länk någon annanstans också.
start-own-more = Andra länkar: { $title }
start-own-forget = Ta bort ur listan
start-privacy = Talkoot använder inga kakor och skickar inget vidare. Allt stannar på den här servern.

start-wall-thesis = Den bästa idén föds sällan på ett möte.
start-wall-one = Fråga först dem som saken gäller
start-wall-two = En blankett i stället för tre

model-minutes = { $n } min
model-steps = { $n ->
    [one] { $n } steg
   *[other] { $n } steg
}
model-choose = Välj den här

make-title = Workshoppens namn
make-title-hint = Alla ser det. Du kan byta det senare.
make-language = Workshoppens språk
make-key = Serverns nyckel
make-key-hint = På den här servern startas en workshop med en nyckel. Nyckeln finns i den terminal där servern startades.
make-start = Gör workshoppen

demo-title = Se en förevisning
demo-text = En färdig workshop där 24 påhittade deltagare rör sig i verklig tid. Öppna ledarens sida, skärmen och din egen telefon bredvid varandra och se hur det går.
demo-start = Starta förevisningen
demo-made = Förevisningen pågår. Öppna varje sida i ett eget fönster.
demo-name = Förevisning

links-title = Workshoppen är klar
links-made = Det här är vägarna in. Behåll ledarens länk för dig själv: den öppnar allt.
links-host = Ledarens sida
links-host-note = Bara för ledare. Fungerar också på telefon.
links-screen = Skärm
links-screen-note = För projektorn. Inget kan ändras från den.
links-join = Deltagarens sida
links-join-note = För alla, också med koden och QR-bilden.
links-copy = Kopiera
links-copy-of = Kopiera länken: { $name }
links-copied = Kopierat
links-open-host = Öppna ledarens sida

api-offline = Servern kan inte nås. Kontrollera nätet och försök igen.
api-failed = Servern svarade inte som den skulle. Försök igen om en stund.

### join

join-title = Kom in i rummet { $code } – Talkoot
join-welcome = Välkommen på talko
join-name = Ditt namn eller smeknamn
join-name-hint = Du kan lämna det tomt. De som är med kan se det, och det följer med i exporterade filer.
join-language = Språk
join-enter = Kom in
join-data = Du behöver inget konto och ingen kaka sparas. Det du skriver stannar på den här servern hos workshoppens ledare. Innan du skriver säger sidan vem som får veta att det var du.
join-kept-until = Allt raderas { $date }.
join-arriving = På väg in
join-between = Du behöver inte göra något just nu. Nästa steg öppnas här av sig självt.

line-lost = { $n ->
    [0] Förbindelsen är bruten. Sidan kommer tillbaka av sig själv när nätet finns.
    [one] Förbindelsen är bruten. En sak väntar i den här enheten och skickas när den är tillbaka.
   *[other] Förbindelsen är bruten. { $n } saker väntar i den här enheten och skickas när den är tillbaka.
}
line-full = Serverns disk är full, så inget nytt sparas just nu. Det du skriver väntar på den här enheten och skickas av sig självt när det finns plats.
line-back = Förbindelsen är tillbaka.
line-now = Försök nu
line-uncertain = Något kan saknas på den här sidan. Det hämtas på nytt.
line-from-hosts = Från ledaren: { $text }
line-put-away = Läst, lägg undan

step-new = Nytt steg: { $title }
step-go = Gå dit
step-grace = { $n ->
    [0] Steget stängs.
    [one] Steget stängs om { $n } sekund. Till dess räknas allt.
   *[other] Steget stängs om { $n } sekunder. Till dess räknas allt.
}
step-closed = Steget är stängt. Resultatet visas snart för alla tillsammans.
step-closed-plain = Steget är stängt.

late-hand-over = Ge till ledaren
late-throw-away = Släng
late-why = Texten hann inte med.
late-handed = Texten gavs till ledaren.

mine-count = { $n ->
    [0] Dina
   *[other] Dina { $n }
}
mine-count-hidden = { $n } dolda
mine-title = Det du har skrivit
mine-none = Du har inte skrivit något än.
mine-hidden = { $n ->
    [one] Ledaren har dolt en av dina texter för de andra.
   *[other] Ledaren har dolt { $n } av dina texter för de andra.
 }
mine-note = När ett steg är förseglat vet ingen längre vem som skrev vad, och din text finns inte kvar här. Den här enheten har ändå en nyckel för att ta tillbaka den: Dina inställningar, Vad som sparats om mig.

data-title = Vad som sparats om mig
data-text = Det här är allt som rummet har om dig. Ledarna ser ditt namn och ditt språk; resten är bara ditt tills det visas för alla utan dig, eller så som steget har lovat.
data-name = Ditt namn: { $name }
data-no-name = Du har inte uppgett något namn.
data-language = Ditt språk: { $language }
data-marks = { $n ->
    [one] 1 val eller märke
   *[other] { $n } val eller märken
}
data-tokens = Texter som du kan ta tillbaka
data-tokens-text = När ett steg är förseglat vet servern inte att de här är dina. Nyckeln finns bara på den här enheten.
data-take-back = Ta tillbaka
data-take-back-sure = Ska texten tas tillbaka?
data-take-back-text = Den försvinner för alla, också ur sammandraget. Om någon har röstat på den blir rösterna kvar.
data-taken-back = Texten togs tillbaka.
data-download = Ladda ner mina uppgifter
data-forget = Glöm mig
data-forget-sure = Ska vi glömma dig?
data-forget-text = Ditt namn, dina val, dina märken och din kontaktuppgift raderas och kan inte fås tillbaka. Om texter i förseglade steg vet ingen att de är dina: ta tillbaka dem först, om du vill.
data-forget-texts = Radera också de texter som man ännu vet är mina

contact-title = Jag vill höra hur det går vidare
contact-text = Frivilligt. Kontaktuppgiften hålls skild från allt du skrev. Bara ledarna får den, bara för det här ändamålet, och den raderas av sig själv.
contact-purpose = Man får berätta för mig hur frågorna i den här workshoppen går vidare.
contact-address = E-post eller telefon
contact-name = Namn (frivilligt)
contact-until = Hur länge
contact-days = { $n } dagar
contact-leave = Lämna kontaktuppgiften
contact-left = Du lämnade kontaktuppgiften { $address }. Den raderas senast { $date }.
contact-withdraw = Radera kontaktuppgiften

done-say = Jag är klar
done-yes = Klar
promise-anonymous = Anonymt. När steget är förseglat kan ingen längre ta reda på vem som skrev; innan dess kunde den som sköter servern göra det.
promise-named-to-host = Ledarna ser vem som skrev detta, andra gör det inte. När steget är förseglat har inte heller de kvar namnet.
promise-named = Ditt namn står bredvid texten för alla, också i sammandraget.
promise-secret = Hemligt. När steget är förseglat kan ingen längre ta reda på vem som svarade vad; innan dess kunde den som sköter servern göra det.
promise-sign = Med mitt namn, { $name }

self-title = Dina inställningar
self-theme = Utseende
theme-auto = Som enheten
theme-light = Ljust
theme-dark = Mörkt
self-sound = Spela musiken från den här enheten
self-no-sound = Den här enheten spelar inget ljud just nu. Pulsen berättar detsamma.
self-save = Spara namnet
self-renamed = Namnet byttes.
self-data = Du är i rummet { $code }. Den här webbläsaren minns din plats: du kan stänga sidan och komma tillbaka med samma länk.
music-here = Musiken spelar. Spela den också från den här enheten.
music-hush = Tysta musiken i den här enheten

over-title = Här kommer du inte in
over-say = Servern släppte inte in dig. Kontrollera koden hos ledaren.
ended-thanks = Talkon är hållen. Tack.
ended-kept-until = Det här kan läsas till { $date }; sedan raderas allt.
ended-print = Skriv ut
ended-coming = Resultatet hämtas
ended-failed = Resultatet gick inte att hämta. Försök igen om en stund.

### host

host-skip = Hoppa till steget
host-coming = Workshoppen öppnas
host-line-lost = Förbindelsen till servern bröts. Vi försöker hela tiden igen.
host-line-lost-short = ansluter på nytt
host-all-kept = allt sparat
host-waiting = { $n ->
    [one] { $n } väntar i den här enheten
   *[other] { $n } väntar i den här enheten
}
host-now-at = Nu öppet: { $title }
host-outside = Här kommer man inte in
host-no-key = Ledarens sida öppnas bara med ledarens länk. Öppna hela länken som du fick, också delen efter #.
host-use-own-link = Öppna länken som finns sparad i den här webbläsaren
host-join-instead = Anslut som deltagare
host-to-start = Till startsidan
host-tabs = Sidans delar
host-tab-agenda = Program
host-tab-stage = Steg
host-tab-people = Folk och länkar
host-here = { $n ->
    [one] { $n } på plats
   *[other] { $n } på plats
}
host-rename = Byt namn på workshoppen
host-workshop-title = Workshoppens namn
host-save = Spara
host-agenda = Program
host-agenda-left = { $n } min kvar, slutar ungefär { $time }
host-minutes = { $n } min
host-add-step = Lägg till ett steg
host-add = Lägg till
host-added = Tillagt: { $title }
host-add-place = Plats i programmet
host-activity = Aktivitet
host-step-title = Stegets namn
host-step-question = Fråga
host-step-instruction = Instruktion till deltagarna
host-step-lang = Språk du skriver på
host-step-lang-dropped = { $langs }: läsarna ser det du ändrade på { $lang ->
    [fi] finska
    [en] engelska
   *[sv] svenska
 } tills du skriver det där också.
host-step-lang-lacks = saknas
host-step-minutes = Längd
host-phase = Plats i dubbeldiamanten
host-edit-step = Redigera steget
host-settings = Inställningar
host-settings-locked = Inställningarna kan inte längre ändras, eftersom någon redan har bidragit.
host-takes = Tas med från tidigare steg
host-top = Hur många av de bästa tas med
host-top-all = alla
host-no-steps = Det finns inga steg i programmet än.
host-state-draft = inte öppnat än
host-state-open = öppet
host-state-grace = stänger
host-state-closed = stängt
host-state-revealed = resultatet visas för alla
host-state-sealed = förseglat
host-state-skipped = överhoppat
host-chip = { $phase } · { $activity }
host-room-at = Deltagarna är i steget: { $title }
host-room-last = Deltagarna har framför sig: { $title }
host-look-back = Gå dit
host-clock = Klocka och meddelanden
host-minus-minute = −1 min
host-plus-minute = +1 min
host-pause = Paus
host-go-on = Fortsätt
host-music-play = Spela musik
host-music-stop = Stoppa musiken
host-line = Meddelande till alla
host-line-text = En rad på allas sidor
host-line-hint = Syns på telefonerna och skärmen tills du tar bort det.
host-line-say = Visa för alla
host-line-away = Ta bort
host-meter = Hur långt deltagarna har kommit
host-writing = { $n } skriver
host-done = { $n } klara
host-quiet = { $n } tysta
host-script = Ledarens minneslapp
host-script-hint = Syns bara för ledarna.
host-paper = Den här aktiviteten har ingen sida än: gör den på papper och muntligt.
host-yes = ja
host-no = nej
host-setting-anonymity = Vem ser skribenten
host-value-anonymous = ingen
host-value-named-to-host = bara ledarna
host-value-named = alla
host-candidates = Vad som tas in i steget
host-ticked = { $n } av { $of } med
host-tick-all = Ta med alla
host-tick-none = Ta inte med någon
host-takes-from = Från: { $titles }. Det du lämnar omarkerat går inte vidare, men finns kvar.
host-takes-later = Från: { $titles }. Välj här när detta är stängt: { $waited }.
host-takes-none = Inte öppnat, så ingenting kommer från: { $titles }.
host-no-candidates = Om steget utgår från något färdigt, till exempel teser eller alternativ.
host-line-clear = De { $top } bästa av { $of } är markerade.
host-line-tied = Gränsen går genom ett lika resultat: { $tied } fick lika mycket vid plats { $top }. Alla { $taken } är med nu. Ta med alla eller avmarkera några; ditt val antecknas.
host-candidate-edit = Redigera
host-candidate-merge = Slå ihop med andra
host-candidate-split = Dela upp igen
host-candidate-split-of = Dela upp igen: { $title }
host-candidate-merged = sammanslagen av { $n }
host-candidate-remove = Ta bort
host-candidate-text = Text
host-merge-with = Slås ihop med dessa
host-merge-text = Gemensam text
host-merge-n = { $n ->
    [one] Slå ihop
   *[other] Slå ihop { $n } till en
}
host-paste = Klistra in en lista
host-paste-lines = En rad är en punkt
host-paste-hint = Kopiera från ett kalkylblad, ett dokument eller ett meddelande.
host-paste-twice = { $n ->
    [one] En upprepad rad utelämnas.
   *[other] { $n } upprepade rader utelämnas.
}
host-paste-n = { $n ->
    [0] Lägg till i listan
    [one] Lägg till { $n } punkt
   *[other] Lägg till { $n } punkter
}
host-more-of = Mer för: { $title }
host-do-edit = Redigera
host-do-close = Stäng
host-do-reveal = Visa resultatet
host-do-reopen = Öppna igen
host-do-again = Öppna en ny omgång
host-do-seal = Försegla
host-do-up = Flytta tidigare
host-do-down = Flytta senare
host-do-move = Flytta till…
host-do-skip = Hoppa över
host-do-unskip = Ta tillbaka till programmet
host-do-open = Öppna
host-do-remove = Ta bort steget
host-do-rename = Byt namn
host-new-name = Nytt namn
host-do-remove-person = Visa ut
host-move-title = Flytta: { $title }
host-moved = { $title } flyttades: { $place }
host-place-first = Allra först
host-place-after = Efter { $title }
host-place-now = här nu
host-place-fewer = Platser där ett steg skulle komma före det som det hämtar från är inte med.
host-note-seal = uppgiften om vem som skrev förstörs
host-note-skip = står kvar som överhoppat
host-note-reopen = fortsätter där det blev
host-note-again = den gamla omgången finns kvar
host-sure-seal = ”{ $title }” förseglas: uppgiften om vem som skrev eller röstade vad förstörs för gott. Resultaten finns kvar.
host-sure-remove = ”{ $title }” tas bort ur programmet. Det har aldrig öppnats, så inget skrivet går förlorat.
host-act-open = Öppna: { $title }
host-act-next = Nästa: { $title }
host-act-prepare = Förbered: { $title }
host-act-reopen = Öppna igen
host-act-again = Öppna en ny omgång
host-act-close = Stäng steget
host-act-close-now = Stäng genast
host-act-reveal = Visa resultatet för alla
host-advance = Till nästa del
host-then = sedan: { $title }, { $n } min
host-then-close = sedan: stängning
host-then-reveal = sedan: resultatet visas
host-then-closes = stänger: { $title }
host-then-prepare = först väljer du vad som tas med
host-then-grace = i { $time } räknas allt ännu
host-then-end = resultatet blir kvar för alla att läsa
host-then-end-of-all = sedan: workshoppen avslutas
host-back = Tillbaka
host-back-to = Tillbaka: { $title }
host-end = Avsluta workshoppen
host-sure-end = Alla steg förseglas, och deltagarna ser resultatet via anslutningslänken. Workshoppen kan inte fortsätta efter det här.
host-end-unseen = Resultatet har inte visats än: { $titles }.
host-end-unopened = Aldrig öppnade: { $titles }.
host-full = Serverns disk är full, så inget nytt sparas just nu. Säg till den som sköter servern; workshoppen går vidare av sig själv när det finns plats.
host-ended = Workshoppen är slut. Tack. Alla kan läsa resultatet via anslutningslänken.
host-few = Bara några få deltog
host-sure-few = Med så få kan resultatet avslöja vem som tyckte vad. Fråga rummet om det är i sin ordning.
host-reveal-anyway = Visa ändå
host-aside = Folk, länkar och export
host-way-in = Anslut
host-open-screen = Öppna skärmen
host-links = Alla länkar
host-links-less = Dölj länkarna
host-link-host = För en annan ledare
host-no-screen-link = Skärmens länk finns i den webbläsare där workshoppen skapades.
host-handed-done = Behandlad
host-new-screen-link = Gör en ny skärmlänk
host-new-screen-link-note = Den tidigare skärmlänken slutar då fungera: öppna skärmen med den nya.
host-handed = { $n ->
    [one] En text som kom för sent
   *[other] { $n } texter som kom för sent
}
host-people = Folk
host-people-count = Deltagare: { $here } på plats, { $all } anslutna
host-people-who = I listan står alla som har anslutit sig, också de som redan har gått.
host-people-all = Visa alla { $n }
host-people-less = Visa färre
host-no-name = Namnlös
host-you = du
host-remove-person = Visa ut { $name }?
host-sure-remove-person = Personen kommer inte tillbaka med samma webbläsare. Det som personen har skrivit blir kvar.
host-take-home = Att ta med
host-report = Rapport
host-format-xlsx = Excel
host-format-csv = CSV
host-format-md = Markdown
host-format-json = JSON
host-format-contacts = Kontaktuppgifter
host-export-xlsx = Ladda ner en Excel-arbetsbok
host-export-csv = Ladda ner CSV-tabeller
host-export-md = Ladda ner Markdown-text
host-export-json = Ladda ner JSON-säkerhetskopian
host-export-contacts = Ladda ner de kontaktuppgifter som lämnats (CSV)
host-json-holds = JSON är säkerhetskopian, från vilken workshoppen kan återställas. Den har allt som ledarna ser, också dolda texter.
host-kept-until = Allt raderas { $date }, och det får alla veta.
host-keep-else = Behåll den längre eller kortare
host-keep-text = Alla ser det nya datumet vid dörren och i slutet.
host-keep-days = Allt raderas, räknat från i dag
host-days = { $n ->
    [one] efter { $n } dag
   *[other] efter { $n } dagar
}
host-erase = Radera workshoppen nu
host-erase-text = Allt som någon har skrivit här försvinner för gott, också ur serverns säkerhetskopia, och länkarna slutar fungera. Filer som du har exporterat har du kvar. Det går inte att ångra.
host-erase-code = Skriv koden { $code } för att radera den
host-erase-yes = Radera allt
host-copy = Gör en ren kopia av programmet
host-copied = Den rena kopian är klar
host-copied-text = Samma steg, ny kod, inga deltagare och inga texter. Så kan du öva i den ena och börja rent i den andra.
host-this-page = Den här sidan

### screen

screen-no-key = Skärmen öppnas bara med skärmens länk. Öppna hela länken, också delen efter #.
screen-start = Helskärm och ljud
screen-cover-note = Tryck en gång. Sedan behöver sidan inte röras: den följer ledarna själv.
screen-way-in = Anslut
screen-join = Öppna { $address } i telefonen och skriv koden, eller rikta kameran hit.
screen-here = { $n ->
    [one] { $n } är på plats
   *[other] { $n } är på plats
}
screen-grace = Stänger { $time }
screen-full = Serverns disk är full: inget nytt sparas just nu
screen-lost = Ansluter på nytt
screen-thanks = Tack alla
screen-result = Resultatet kan nu läsas i telefonen, på samma adress och med samma kod.

### report

report-coming = Rapporten sätts ihop
report-again = Uppdatera
report-print = Skriv ut
report-people = { $n ->
    [one] { $n } deltagare
   *[other] { $n } deltagare
}
report-interim = Delrapport: workshoppen pågår
report-unrevealed = ”{ $title }” har inte visats än: till dess finns bara antalen i filerna och rapporten.
report-course = Förloppet
report-step = Steg
report-phase = Fas
report-planned = Planerat
report-took = Verkligt
report-paper = (på papper)
