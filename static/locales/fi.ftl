### server

error-unknown-room = Koodilla { $code } ei löydy työpajaa. Tarkista koodi fasilitaattorilta.
error-no-key = Tähän tarvitaan oikea avain. Avaa saamasi linkki uudelleen.
error-no-create-key = Täällä työpajan voi aloittaa vain se, jolla on tämän palvelimen luontiavain.
error-not-found = Tässä osoitteessa ei ole mitään.
error-not-allowed = Tätä ei voi tehdä tässä osoitteessa.
error-bad-body = Pyyntöä ei ymmärretty: { $why }
error-foreign-origin = Tämä sivu kuuluu toiseen sivustoon, eikä se saa pyytää tätä.
error-bad-host = Pyynnössä on palvelimen nimi, jota ei voi olla.
error-too-large = Tämä on liian suuri. Enintään { $most } kB mahtuu.
error-slow-down = Yrityksiä oli kovin monta. Odota minuutti ja yritä sitten uudelleen.
error-unavailable = Palvelin käynnistyy juuri uudelleen. Yritä hetken päästä uudestaan.
error-room-broken = Tämän työpajan tallenne on vioittunut. Sitä ei avata, ettei vahinko kasva.
error-unknown-model = Valmista työpajaa nimeltä { $name } ei ole.
error-no-model = Pyynnöstä ei selviä, mikä työpaja aloitetaan: siitä puuttuu "model" eli valmiin työpajan nimi (luettelo: GET /api/models) tai "agenda" eli oma ohjelma.
error-wrong-model = Ohjelmassa on virhe. { $why }
error-unknown-format = Vientimuotoa { $format } ei ole. Muodot ovat: { $formats }.
error-not-ended = Tuloksen voi lukea täältä, kun työpaja on päättynyt.
error-wrong-import = Tiedostoa ei voi tuoda, eikä mitään muutettu. { $why }
error-wrong-code = Kirjoita työpajan koodi vielä kerran, niin työpaja poistetaan: { $code }.
error-disk-full = Palvelimella on liian vähän tilaa, joten uutta ei voi nyt aloittaa. Kerro palvelimen ylläpitäjälle.
error-internal = Palvelimella meni jotain vikaan. Mitään tallessa ollutta ei kadonnut.

page-name = Talkoot
page-host = Fasilitaattori
page-screen = Näyttö
page-report = Raportti
page-needs-script = Tämä sivu tarvitsee JavaScriptin, joka on tässä selaimessa pois päältä.
page-not-built = Sivuja ei ole vielä koottu. Aja ”make build” ja lataa sivu uudelleen.
page-coming = Sivu ei ole vielä tullut kokonaan. Jos se ei pian ilmesty, lataa se uudelleen.

warning-loopback = Puhelimet eivät pääse tähän osoitteeseen: palvelin kuuntelee vain tätä konetta. Käynnistä se valinnalla --lan tai aseta TALKOOT_PUBLIC_URL.
warning-passing-data = Datakansio katoaisi, kun palvelin asennetaan uudelleen. Siirrä se pysyvälle levylle tai vie työpaja talteen ennen sitä.

refused-disk-full = Palvelimen levy on täynnä. Mitään uutta ei tallennu, ennen kuin tilaa on; kerro fasilitaattorille.
refused-key-revoked = Tämä linkki on korvattu uudella. Pyydä uusi linkki.
refused-wrong-key = Tämän linkin avain ei sovi. Pyydä linkki uudelleen.
refused-erased = Tämä työpaja on poistettu, ja sen mukana kaikki, mitä siihen kirjoitettiin.
refused-room-full = Työpaja on täynnä. Siihen ei enää mahdu.
refused-removed = Fasilitaattori on poistanut sinut tästä työpajasta.
refused-forgotten = Sinusta ei ole tässä huoneessa enää mitään tallessa.
refused-restart = Palvelin käynnistyy hetkeksi uudelleen. Sivu palaa itsestään.
refused-refused-before = Tätä ei hyväksytty, kun se lähetettiin ensimmäisen kerran.
refused-not-a-date = Tämä ei ole päivämäärä.
refused-not-your-signature = Nimen voi ottaa pois vain se, joka sen kirjoitti, tai fasilitaattori.
refused-over-budget = Sinulla on yhteensä { $dots } pistettä.
refused-over-cap = Yhdelle voi antaa enintään { $cap } pistettäsi.
refused-too-many-bookmarks = Merkkejä voi olla enintään { $most }. Ota ensin yksi pois.
refused-malformed = Viestiä ei ymmärretty. Lataa sivu uudelleen.
refused-unknown-message = Sivu lähetti jotain, mitä tämä palvelin ei tunne. Lataa sivu uudelleen.
refused-too-large = Tämä on liian suuri lähetettäväksi.
refused-slow-down = Niitä tuli kovin monta kerralla. Odota hetki.
refused-first-hello = Sivun pitää ensin kertoa, kuka on paikalla. Lataa sivu uudelleen.
refused-unknown-room = Tällä koodilla ei löydy työpajaa. Tarkista koodi fasilitaattorilta.
refused-unavailable = Palvelin käynnistyy juuri uudelleen. Sivu palaa itsestään.
refused-room-broken = Tämän työpajan tallenne on vioittunut, eikä sitä avata. Kerro fasilitaattorille.
refused-internal = Palvelimella meni jotain vikaan. Sivu yrittää itse uudelleen.
refused-already-open = Tämä vaihe on jo avattu.
refused-only-stricter = Vaihe on jo avattu: nimiä voi enää näyttää harvemmille, ei useammille kuin luvattiin.
refused-empty = Tekstiä ei vielä ole.
refused-ended = Tämä työpaja on päättynyt.
refused-few-voters = Mukana oli alle { $few } ihmistä, joten tulos voi paljastaa, kuka oli mitäkin mieltä. Näytetäänkö se silti?
refused-late = Tämä vaihe on ohi. Tekstisi pysyy tässä puhelimessa, ja voit antaa sen fasilitaattorille.
refused-merge-two = Valitse yhdistettäväksi vähintään kaksi.
refused-not-closed = Sulje ensin vaihe.
refused-not-open = Tämä vaihe ei ole auki.
refused-not-skipped = Tätä vaihetta ei ole ohitettu.
refused-not-yours = Et voi tehdä tätä täällä.
refused-not-yourself = Et voi poistaa itseäsi.
refused-out-of-range = Luvun pitää olla väliltä { $least }–{ $most }.
refused-sealed = Tämä vaihe on sinetöity, eikä sitä voi enää muuttaa.
refused-settings-locked = Joku on jo äänestänyt, joten asetuksia ei voi enää muuttaa.
refused-takes-earlier = Vaihe voi ottaa aineistoa vain sitä edeltävistä vaiheista.
refused-too-few-items = Tähän tarvitaan vähintään { $least } kohtaa.
refused-too-long = Tekstissä on { $length } merkkiä. Enintään { $most } mahtuu.
refused-too-many = Niitä on liian monta. Enintään { $most } mahtuu.
refused-too-short = Kirjoita vähän enemmän: vähintään { $least } merkkiä.
refused-unknown-action = Sivu pyysi jotain, mitä tämä palvelin ei tunne. Lataa sivu uudelleen.
refused-unknown-activity = Täällä ei ole menetelmää nimeltä { $activity }.
refused-unknown-language = Sivut eivät puhu tätä kieltä.
refused-unknown-person = Tämä ihminen ei ole enää täällä.
refused-unknown-record = Sitä, mitä tämä koski, ei enää ole.
refused-unknown-stage = Tässä vaiheessa ei ole sellaista osaa.
refused-unknown-step = Tätä vaihetta ei enää ole.
refused-wrong-setting = Tämä asetus ei sovi. { $why }

### export

export-sheet-summary = Yhteenveto
export-sheet-agenda = Ohjelma
export-sheet-participants = Osallistujat
export-sheet-late = Myöhästyneet
export-sheet-codebook = Selitteet
export-round = { $title } (kierros { $round })
export-gave = Mitä syntyi
export-yes = kyllä
export-paper = paperilla ja puhuen
export-cut = { $tied ->
    [yes] { $took }/{ $of } jatkoon; raja osui tasatulokseen
   *[other] { $took }/{ $of } jatkoon
 }
export-cut-by-host = { $tied ->
    [yes] { $took }/{ $of } jatkoon fasilitaattorin valitsemina; raja osui tasatulokseen
   *[other] { $took }/{ $of } jatkoon fasilitaattorin valitsemina
 }
export-note = { $what ->
    [next_step] Ensimmäinen teko
    [scale] Vastaukset
   *[other] Lisätieto
 }
contacts-column = { $name ->
   *[name] Nimi
    [address] Yhteystieto
    [purpose] Mihin tarkoitukseen
    [until] Viimeinen päivä
 }
export-tag = { $tag ->
    [quotable] saa lainata
    [not_quotable] ei lainattavaksi
    [proxy] kirjattu toisen puolesta
    [drafted] ehdotuksesta
    [unnamed] nimeämättä
    [few] alle viisi vastausta, ei näytetä
    [none] ei vastauksia
    [moves] siirretty { $n } kertaa
   *[other] { $tag }
 }
export-wanted = Tämä ei ole Talkootista viety työpaja. Valitse JSON-vienti: talkoot-….json.
export-damaged = { $where }: odotettiin { $expected }.
export-expected = { $what ->
    [size] enintään { $most } Mt
    [records] enintään { $most } tietuetta
    [record_size] enintään { $most } kt:n tietue
    [lists] enintään { $most } luetteloa näin lyhyessä tietueessa
    [depth] enintään { $most } tasoa
    [length] enintään { $most } merkkiä
    [number] pienempi luku
    [within] luku väliltä 0–{ $most }
    [entries] enintään { $most } kohtaa
    [owned] tunniste, jota ei ole varattu lajille { $kind }
    [version] versio { $most } tai vanhempi
    [unique] arvo, joka ei esiinny kahdesti (katso { $first })
    [never] ettei viennissä ole tällaista tietuetta
    [field] ettei tällaista kenttää ole
    [missing] arvo
    [type] { $wanted }, ei { $got }
    [id] tunniste: a–z, 0–9 ja yhdysviivoja, enintään 64
    [kind] tietueen laji pienin kirjaimin
    [see] all, hosts tai group:…
    [see_only] { $see }
    [lang] kielen tunnus
    [step] vaihe tai kierros, joka on tiedostossa
    [one_of] jokin näistä: { $those }
    [workshop] täsmälleen yksi tietue, jonka tunniste on ”workshop”
    [steps] enintään { $most } vaihetta
    [takes] aiemman vaiheen avain
    [progress] progress-{ $round }
    [outcome] tietueet, joista vaiheen tulos syntyy
    [record] ehjä tietue
    [json] JSON ({ $said })
   *[other] { $said }
 }
export-place = sija { $place }
export-place-tied = jaettu sija { $place }
export-state = { $state ->
    [draft] avaamatta
    [open] auki
    [grace] sulkeutumassa
    [closed] suljettu
    [revealed] näytetty
    [sealed] sinetöity
    [skipped] ohitettu
   *[other] { $state }
 }
export-phase = { $phase ->
    [open] Alku
    [discover] Löydä
    [define] Määritä
    [develop] Kehitä
    [deliver] Toimita
    [close] Lopetus
   *[other] { $phase }
 }
export-role = { $role ->
    [host] fasilitaattori
    [participant] osallistuja
   *[other] { $role }
 }
export-language = { $language ->
    [fi] suomi
    [en] englanti
    [sv] ruotsi
   *[other] { $language }
 }
export-anonymity = { $anonymity ->
    [anonymous] nimettömänä
    [named] nimellä
    [named_to_host] nimi vain fasilitaattoreille
    [proxy] kirjattu toisen puolesta
    [facilitator] fasilitaattori
   *[other] { $anonymity }
 }
export-what = { $what ->
    [idea] idea
    [pile] ryhmä
    [loner] yksittäinen lappu
    [note] lappu
    [thesis] teesi
    [option] vaihtoehto
    [remark] muistiinpano
    [line] kohta
    [reason] perustelu
    [quote] lainaus
    [scale] asteikko
    [best] parasta oli
    [take] vien mukanani
    [answer] vastaus
    [next_step] seuraava askel
   *[other] { $what }
 }
export-fact = { $name ->
    [title] Työpaja
    [code] Koodi
    [model] Malli
    [language] Kieli
    [created] Luotu
    [exported] Viety
    [zone] Aikavyöhyke
    [ended] Päättynyt
    [people] Osallistujia
    [state] Tila
    [done] Kertoi olevansa valmis
    [count] Kirjattua
    [voters] Osallistui
    [cut] Otettu mukaan
    [dots] Pisteitä kullakin
    [cap] Enintään yhteen
    [unused] Pisteitä käyttämättä
    [theses] Teesejä
    [unpicked] Teesejä, joita kukaan ei valinnut
    [items] Kohtia
    [owned] Joilla on tekijä
    [ideas] Ideoita
    [built] Jatkettu toisen ideasta
    [hidden] Piilotettu
    [piles] Ryhmiä
    [loners] Yksittäisiä lappuja
    [grouped] Lappuja ryhmissä
    [moves] Siirtoja
    [accepted] Hyväksyttyjä ehdotuksia
    [ignored] Sivuutettuja ehdotuksia
    [by-draft] Lappuja, jotka jäivät ehdotettuun paikkaan
    [redone] Lappuja, jotka siirrettiin ehdotetusta paikasta
   *[other] { $name }
 }
export-column = { $name ->
    [activity] Menetelmä
    [step] Vaihe
    [item_id] Tunniste
    [parent_id] Kuuluu riviin
    [group] Ryhmä
    [text] Teksti
    [author] Kirjoittaja
    [anonymity] Nimettömyys
    [score] Pistemäärä
    [votes] Ääniä
    [rank] Sija
    [tied] Tasan
    [tags] Merkinnät
    [note] Lisätieto
    [what] Laji
    [came_from] Mistä tuli
    [led_to] Mihin johti
    [measure] Tieto
    [value] Arvo
    [number] Nro
    [phase] Timantin osa
    [title] Nimi
    [state] Tila
    [planned] Suunniteltu, min
    [actual] Toteutunut, min
    [opened] Avattu
    [closed] Suljettu
    [rounds] Kierroksia
    [name] Nimi
    [role] Rooli
    [language] Kieli
    [column] Sarake
    [means] Merkitys
   *[other] { $name }
 }
export-column-means = { $name ->
    [activity] Vaiheen menetelmä.
    [step] Vaiheen nimi. Saman vaiheen myöhempi kierros kertoo, monesko kierros se on.
    [item_id] Rivin tunniste, sama kaikissa taulukoissa. Se ei kerro, kuka rivin kirjoitti tai milloin.
    [parent_id] Sen rivin tunniste, johon tämä kuuluu: idea, jota tämä jatkaa, ryhmä, jossa lappu on, tai teesi, jota tämä perustelee.
    [group] Ryhmä, johon lappu kuuluu.
    [text] Teksti niin kuin se kirjoitettiin. Liian pitkä teksti on katkaistu tässä, mutta kokonaan JSON-viennissä.
    [author] Kirjoittajan tai seuraavan askeleen tekijöiden nimet; vain jos he itse näyttivät nimensä.
    [anonymity] Onko teksti nimetön, nimellinen vai jonkun puolesta kirjattu.
    [score] Rivin pisteet vaiheen säännön mukaan; tyhjä, jos niitä ei ole.
    [votes] Montako ääntä tai pistettä rivi sai.
    [rank] Rivin sija. Yhtä hyvät ovat samalla sijalla (1, 2, 2, 4).
    [tied] ”kyllä”, kun sija on jaettu.
    [tags] Merkinnät pilkuin erotettuina; seuraavan askeleen päivämäärä.
    [note] Mitä muuta vaihe kertoo rivistä: äänten jakauma, seuraavan askeleen ensimmäinen teko.
    [what] Mikä rivi on: idea, ryhmä, teesi, vaihtoehto…
    [came_from] Aiempien vaiheiden rivit, joista tämä syntyi, kukin omalla rivillään.
    [led_to] Myöhempien vaiheiden rivit, jotka syntyivät tästä, kukin omalla rivillään.
    [measure] Mitä työpajasta tai vaiheesta kerrotaan.
    [value] Luku tai teksti itse.
    [number] Vaiheen paikka ohjelmassa.
    [phase] Missä tuplatimantin osassa vaihe on.
    [title] Vaiheen nimi.
    [state] Miten pitkälle vaihe eteni.
    [planned] Vaiheelle suunnitellut minuutit.
    [actual] Minuutit avaamisesta sulkemiseen.
    [opened] Milloin vaihe avattiin, yhteenvedossa mainitun aikavyöhykkeen aikaa.
    [closed] Milloin vaihe suljettiin, yhteenvedossa mainitun aikavyöhykkeen aikaa.
    [rounds] Montako kertaa vaihe käytiin läpi.
    [name] Selitteissä sarakkeen pysyvä nimi, sama joka kielellä. Osallistujaluettelossa nimi, jonka ihminen itse antoi.
    [role] Fasilitaattori vai osallistuja.
    [language] Ihmisen valitsema kieli.
    [column] Sarakkeen otsikko tässä tiedostossa.
    [means] Mitä sarakkeessa on.
   *[other] { $name }
 }

### kernel

phase-open = Alku
phase-discover = Löydä
phase-define = Määritä
phase-develop = Kehitä
phase-deliver = Toimita
phase-close = Lopetus

kept = Tallessa
kept-waiting = Odottaa tässä laitteessa
kept-refused = Ei otettu vastaan

timer-calm = Aikaa jäljellä { $time }
timer-low = Aika loppuu pian, jäljellä { $time }
timer-paused = Kello on pysäytetty, jäljellä { $time }
timer-out = Aika on täynnä
timer-five = Aikaa on viisi minuuttia.
timer-one = Aikaa on minuutti.
timer-ten = Aikaa on kymmenen sekuntia.

field-left = { $n ->
    [one] { $n } merkki jäljellä
   *[other] { $n } merkkiä jäljellä
}
field-over = { $n ->
    [one] { $n } merkki liikaa
   *[other] { $n } merkkiä liikaa
}
text-more = Näytä kaikki
text-less = Näytä vähemmän
note-hide = Piilota
note-hidden = piilotettu
note-show = Näytä
note-mine = Oma

stepper-less = Vähemmän: { $label }
stepper-more = Enemmän: { $label }
dialog-close = Sulje
dialog-cancel = Peru
dialog-discard = Hylätäänkö muutokset?
dialog-discard-yes = Hylkää
dialog-discard-no = Jatka muokkausta
map-label = Tuplatimantti: vaihe { $phase }
qr-alt = QR-koodi huoneeseen { $code }

drag-picked = Kortti on kädessä. Valitse, minne se laitetaan, tai peru Esc-näppäimellä.
drag-let-go = Kortti jäi paikalleen.
drag-place = Laita tähän

music-plays = Musiikki soi
music-quiet = Musiikki ei soi

page-broken = Tämä osa sivusta ei toimi juuri nyt. Tallessa olevasta ei ole kadonnut mitään.
page-reload = Lataa uudelleen
activity-unknown = Tämä vaihe vaatii uudemman sivun. Lataa sivu uudelleen.

result-empty = Tästä työpajasta ei jäänyt kirjoitettuja tuloksia.
result-rest = Näytä loput { $n }
result-more-cards = ja { $n } muuta
result-late = Myöhästyneet tekstit
result-round = (kierros { $n })
result-votes = { $n ->
    [one] { $n } ääni
   *[other] { $n } ääntä
}
result-tied = tasatulos
result-cut = Eteenpäin otettiin { $took } / { $of }.
result-cut-tied = Eteenpäin otettiin { $took } / { $of }; raja kulki tasatuloksen läpi.
result-from = Lähtökohta: { $text } ({ $step })

### start

start-title = Talkoot – työpaja, jossa jokaisen ajatus pääsee seinälle
start-heading = Työ, joka on liian iso yhdelle, tehdään talkoilla.
start-lead = Fasilitaattori avaa vaiheet, jokainen osallistuu omalla puhelimellaan, ja seinä näyttää, mihin yhdessä päästiin. Ei tunnuksia eikä asennuksia.
start-code = Tule mukaan koodilla
start-code-hint = Koodi on seinällä tai kutsussa. Isoilla ja pienillä kirjaimilla ei ole väliä.
start-code-wrong = Koodissa on yleensä kuusi merkkiä. Tarkista se seinältä tai fasilitaattorilta.
start-join = Mukaan
start-models = Aloita työpaja
start-own = Tällä selaimella tehdyt työpajat
start-own-note = Luettelo on vain tässä selaimessa. Tallenna fasilitaattorin linkki muuallekin.
start-own-more = Muut linkit: { $title }
start-own-forget = Poista luettelosta
start-privacy = Talkoot ei käytä evästeitä eikä lähetä mitään muualle. Kaikki pysyy tällä palvelimella.

start-wall-thesis = Paras idea syntyy harvoin kokouksessa.
start-wall-one = Kysytään ensin niiltä, joita asia koskee
start-wall-two = Yksi lomake kolmen tilalle

model-minutes = { $n } min
model-steps = { $n ->
    [one] { $n } vaihe
   *[other] { $n } vaihetta
}
model-choose = Valitse tämä

make-title = Työpajan nimi
make-title-hint = Näkyy kaikille. Sen voi vaihtaa myöhemmin.
make-language = Työpajan kieli
make-key = Palvelimen luontiavain
make-key-hint = Tällä palvelimella työpajan voi aloittaa vain avaimella. Avain on siinä päätteessä, jossa palvelin käynnistettiin.
make-start = Tee työpaja

demo-title = Katso demo
demo-text = Valmis työpaja, jossa 24 keksittyä osallistujaa liikkuu reaaliajassa. Avaa fasilitaattorin sivu, näyttö ja oma puhelimesi vierekkäin ja katso, miltä se näyttää.
demo-start = Käynnistä demo
demo-made = Demo on käynnissä. Avaa kukin sivu omaan ikkunaansa.
demo-name = Demo

links-title = Työpaja on valmis
links-made = Nämä ovat tiet sisään. Pidä fasilitaattorin linkki omanasi: se avaa kaiken.
links-host = Fasilitaattorin sivu
links-host-note = Vain fasilitaattoreille. Toimii myös puhelimella.
links-screen = Näyttö
links-screen-note = Projektorille seinälle. Siitä ei voi muuttaa mitään.
links-join = Osallistujan sivu
links-join-note = Kaikille, myös koodilla ja QR-kuvalla.
links-copy = Kopioi
links-copy-of = Kopioi linkki: { $name }
links-copied = Kopioitu
links-open-host = Avaa fasilitaattorin sivu

api-offline = Palvelimeen ei saada yhteyttä. Tarkista verkko ja yritä uudelleen.
api-failed = Palvelin ei vastannut niin kuin piti. Yritä hetken päästä uudelleen.

### join

join-title = Mukaan huoneeseen { $code } – Talkoot
join-welcome = Tervetuloa talkoisiin
join-name = Nimesi tai nimimerkkisi
join-name-hint = Voit jättää tyhjäksi. Nimen näkevät ne, jotka ovat mukana, ja se menee myös työpajasta vietyihin tiedostoihin.
join-language = Kieli
join-enter = Sisään
join-data = Et tarvitse tunnusta, eikä sinusta jää evästettä. Se, mitä kirjoitat, jää tälle palvelimelle työpajan fasilitaattoreille. Ennen kuin kirjoitat, sivu sanoo, kuka saa tietää kirjoittajan.
join-kept-until = Kaikki poistetaan { $date }.
join-arriving = Tullaan sisään
join-between = Mitään ei tarvitse tehdä juuri nyt. Seuraava vaihe avautuu tähän itsestään.

line-lost = { $n ->
    [0] Yhteys on poikki. Sivu palaa itsestään, kun verkko löytyy.
    [one] Yhteys on poikki. Yksi asia odottaa tässä laitteessa ja lähtee, kun yhteys palaa.
   *[other] Yhteys on poikki. { $n } asiaa odottaa tässä laitteessa ja lähtee, kun yhteys palaa.
}
line-full = Palvelimen levy on täynnä, joten mitään uutta ei juuri nyt tallennu. Kirjoittamasi odottaa tässä laitteessa ja lähtee itsestään, kun tilaa on.
line-back = Yhteys on palannut.
line-now = Yritä nyt
line-uncertain = Tällä sivulla saattaa puuttua jotain. Se haetaan uudelleen.
line-from-hosts = Fasilitaattorilta: { $text }
line-put-away = Luettu, pois näkyvistä

step-new = Uusi vaihe: { $title }
step-go = Siirry sinne
step-grace = { $n ->
    [0] Vaihe sulkeutuu.
   *[other] Vaihe sulkeutuu { $n } sekunnin päästä. Siihen asti kaikki ehtii mukaan.
}
step-closed = Vaihe on suljettu. Tulos näytetään pian yhdessä.
step-closed-plain = Vaihe on suljettu.

late-hand-over = Anna fasilitaattorille
late-throw-away = Heitä pois
late-why = Teksti ei ehtinyt mukaan.
late-handed = Teksti annettiin fasilitaattorille.

mine-count = { $n ->
    [0] Omat
   *[other] Omat { $n }
}
mine-count-hidden = { $n } piilotettu
mine-title = Omat kirjoitukset
mine-none = Et ole vielä kirjoittanut mitään.
mine-hidden = { $n ->
    [one] Fasilitaattori piilotti yhden tekstisi muilta.
   *[other] Fasilitaattori piilotti { $n } tekstiäsi muilta.
 }
mine-note = Kun vaihe on sinetöity, kukaan ei enää tiedä, kuka kirjoitti mitä, eikä tekstisi ole enää tässä. Tällä laitteella on silti avain, jolla saat sen takaisin: Omat asetukset, Mitä minusta on tallessa.

data-title = Mitä minusta on tallessa
data-text = Tämän verran tässä huoneessa on sinusta. Nimesi ja kielesi näkevät fasilitaattorit; muu tästä on vain sinulle, kunnes se näytetään kaikille ilman sinua tai vaiheessa luvatulla tavalla.
data-name = Nimesi: { $name }
data-no-name = Et ole antanut nimeä.
data-language = Kielesi: { $language }
data-marks = { $n ->
    [one] 1 valinta tai merkintä
   *[other] { $n } valintaa tai merkintää
}
data-tokens = Tekstit, jotka voit ottaa takaisin
data-tokens-text = Kun vaihe on sinetöity, palvelin ei tiedä näitä sinun kirjoittamiksesi. Avain on vain tässä laitteessa.
data-take-back = Ota takaisin
data-take-back-sure = Otetaanko teksti takaisin?
data-take-back-text = Se katoaa kaikilta, myös koosteesta. Jos siitä on äänestetty, äänet jäävät.
data-taken-back = Teksti otettiin takaisin.
data-download = Lataa tietoni
data-forget = Unohda minut
data-forget-sure = Unohdetaanko sinut?
data-forget-text = Nimesi, valintasi, merkintäsi ja yhteystietosi poistetaan, eikä niitä saa takaisin. Sinetöityjen vaiheiden tekstejä kukaan ei tiedä sinun kirjoittamiksesi: ota ne ensin takaisin, jos haluat.
data-forget-texts = Poista myös tekstit, joiden vielä tiedetään olevan minun

contact-title = Haluan kuulla jatkosta
contact-text = Vapaaehtoinen. Yhteystieto on erillään kaikesta, mitä kirjoitit. Sen saavat vain fasilitaattorit, vain tähän tarkoitukseen, ja se poistuu itsestään.
contact-purpose = Minulle saa kertoa, miten tämän työpajan asiat etenevät.
contact-address = Sähköposti tai puhelin
contact-name = Nimi (ei pakollinen)
contact-until = Kuinka kauan
contact-days = { $n } päivää
contact-leave = Jätä yhteystieto
contact-left = Jätit yhteystiedon { $address }. Se poistuu viimeistään { $date }.
contact-withdraw = Poista yhteystieto

done-say = Olen valmis
done-yes = Valmis
promise-anonymous = Nimetön. Kun vaihe on sinetöity, kukaan ei voi enää selvittää kirjoittajaa; sitä ennen palvelimen ylläpitäjä voisi.
promise-named-to-host = Fasilitaattorit näkevät, kuka tämän kirjoitti, muut eivät. Kun vaihe on sinetöity, nimi on poissa heiltäkin.
promise-named = Nimesi näkyy tekstin vieressä kaikille, myös koosteessa.
promise-secret = Salainen. Kun vaihe on sinetöity, kukaan ei voi enää selvittää, kuka vastasi mitä; sitä ennen palvelimen ylläpitäjä voisi.
promise-sign = Nimelläni { $name }

self-title = Omat asetukset
self-theme = Ulkoasu
theme-auto = Kuten laite
theme-light = Vaalea
theme-dark = Tumma
self-sound = Soita musiikkia tästä laitteesta
self-no-sound = Tämä laite ei juuri nyt soita ääntä. Sykkivä merkki kertoo saman.
self-save = Tallenna nimi
self-renamed = Nimi vaihdettiin.
self-data = Olet huoneessa { $code }. Tämä selain muistaa paikkasi: voit sulkea sivun ja palata samalla linkillä.
music-here = Musiikki soi. Soita sitä tästäkin laitteesta.
music-hush = Hiljennä musiikki tästä laitteesta

over-title = Tästä ei pääse sisään
over-say = Palvelin ei päästänyt sisään. Tarkista koodi fasilitaattorilta.
ended-thanks = Talkoot on pidetty. Kiitos.
ended-kept-until = Tämän voi lukea { $date } asti; sitten kaikki poistetaan.
ended-print = Tulosta
ended-coming = Tulosta haetaan
ended-failed = Tulosta ei saatu haettua. Yritä hetken päästä uudelleen.

### host

host-skip = Siirry vaiheeseen
host-coming = Avataan työpajaa
host-line-lost = Yhteys palvelimeen katkesi. Yritetään koko ajan uudelleen.
host-line-lost-short = yhteys poikki, yritetään
host-all-kept = kaikki tallessa
host-waiting = { $n ->
    [one] { $n } odottaa tässä laitteessa
   *[other] { $n } odottaa tässä laitteessa
}
host-now-at = Nyt auki: { $title }
host-outside = Tästä ei pääse sisään
host-no-key = Fasilitaattorin sivun avaa vain fasilitaattorin linkki. Avaa saamasi linkki kokonaan, myös #-merkin jälkeinen osa.
host-use-own-link = Avaa tässä selaimessa tallessa oleva linkki
host-join-instead = Liity osallistujana
host-to-start = Etusivulle
host-tabs = Sivun osat
host-tab-agenda = Ohjelma
host-tab-stage = Vaihe
host-tab-people = Väki ja linkit
host-here = { $n ->
    [one] { $n } paikalla
   *[other] { $n } paikalla
}
host-rename = Muuta työpajan nimeä
host-workshop-title = Työpajan nimi
host-save = Tallenna
host-agenda = Ohjelma
host-agenda-left = Vielä { $n } min, loppu noin klo { $time }
host-minutes = { $n } min
host-add-step = Lisää vaihe
host-add = Lisää
host-added = Lisätty: { $title }
host-add-place = Paikka ohjelmassa
host-activity = Tehtävä
host-step-title = Vaiheen nimi
host-step-question = Kysymys
host-step-instruction = Ohje osallistujille
host-step-lang = Kieli, jolla kirjoitat
host-step-lang-dropped = { $langs }: muutettu kohta näkyy lukijoille { $lang ->
    [sv] ruotsiksi
    [en] englanniksi
   *[fi] suomeksi
 }, kunnes kirjoitat senkin.
host-step-lang-lacks = puuttuu
host-step-minutes = Kesto
host-phase = Kohta tuplatimantissa
host-edit-step = Muokkaa vaihetta
host-settings = Asetukset
host-settings-locked = Asetuksia ei voi enää muuttaa, koska joku on jo osallistunut.
host-takes = Otetaan mukaan aiemmista vaiheista
host-top = Kuinka monta parasta otetaan
host-top-all = kaikki
host-no-steps = Ohjelmassa ei ole vielä vaiheita.
host-state-draft = ei vielä avattu
host-state-open = auki
host-state-grace = sulkeutuu
host-state-closed = suljettu
host-state-revealed = tulos näkyy kaikille
host-state-sealed = sinetöity
host-state-skipped = ohitettu
host-chip = { $phase } · { $activity }
host-room-at = Osallistujilla on auki: { $title }
host-room-last = Osallistujilla on edessään: { $title }
host-look-back = Siirry siihen
host-clock = Kello ja viestit
host-minus-minute = −1 min
host-plus-minute = +1 min
host-pause = Tauko
host-go-on = Jatka
host-music-play = Soita musiikkia
host-music-stop = Hiljennä musiikki
host-line = Viesti kaikille
host-line-text = Yksi rivi kaikkien sivuille
host-line-hint = Näkyy puhelimissa ja näytöllä, kunnes otat sen pois.
host-line-say = Näytä kaikille
host-line-away = Ota pois
host-meter = Missä osallistujat ovat
host-writing = { $n } kirjoittaa
host-done = { $n } valmis
host-quiet = { $n } hiljaa
host-script = Fasilitaattorin muistilappu
host-script-hint = Näkyy vain fasilitaattoreille.
host-paper = Tälle tehtävälle ei ole vielä sivua: se tehdään paperilla ja puhuen.
host-yes = kyllä
host-no = ei
host-setting-anonymity = Kuka näkee kirjoittajan
host-value-anonymous = ei kukaan
host-value-named-to-host = vain fasilitaattorit
host-value-named = kaikki
host-candidates = Mitä vaiheeseen otetaan
host-ticked = { $n } / { $of } mukana
host-tick-all = Ota kaikki
host-tick-none = Jätä kaikki pois
host-takes-from = Tulee vaiheesta: { $titles }. Mitä jätät ilman rastia, ei kulje eteenpäin, mutta säilyy.
host-takes-later = Tulee vaiheesta: { $titles }. Valitse tästä, kun tämä on suljettu: { $waited }.
host-takes-none = Ei avattu, joten siitä ei tule mitään: { $titles }.
host-no-candidates = Jos vaihe lähtee valmiista aineistosta, kuten teeseistä tai vaihtoehdoista.
host-line-clear = Parhaat { $top } / { $of } on rastittu.
host-line-tied = Raja kulkee tasatuloksen läpi: { $tied } sai yhtä paljon kohdassa { $top }. Kaikki { $taken } ovat nyt mukana. Voit ottaa kaikki tai poistaa rasteja; valintasi kirjataan.
host-candidate-edit = Muokkaa
host-candidate-merge = Yhdistä muihin
host-candidate-split = Pura
host-candidate-split-of = Pura: { $title }
host-candidate-merged = yhdistetty { $n }
host-candidate-remove = Poista
host-candidate-text = Teksti
host-merge-with = Yhdistetään näihin
host-merge-text = Yhteinen teksti
host-merge-n = { $n ->
    [one] Yhdistä
   *[other] Yhdistä { $n } yhdeksi
}
host-paste = Liitä lista
host-paste-lines = Yksi rivi on yksi kohta
host-paste-hint = Kopioi taulukosta, asiakirjasta tai viestistä.
host-paste-twice = { $n ->
    [one] Yksi toistuva rivi jää pois.
   *[other] { $n } toistuvaa riviä jää pois.
}
host-paste-n = { $n ->
    [0] Lisää listaan
    [one] Lisää { $n } kohta
   *[other] Lisää { $n } kohtaa
}
host-more-of = Muut toimet: { $title }
host-do-edit = Muokkaa
host-do-close = Sulje
host-do-reveal = Näytä tulos kaikille
host-do-reopen = Avaa uudelleen
host-do-again = Avaa uusi kierros
host-do-seal = Sinetöi
host-do-up = Siirrä aiemmaksi
host-do-down = Siirrä myöhemmäksi
host-do-move = Siirrä…
host-do-skip = Ohita
host-do-unskip = Palauta ohjelmaan
host-do-open = Avaa
host-do-remove = Poista vaihe
host-do-rename = Muuta nimeä
host-new-name = Uusi nimi
host-do-remove-person = Poista huoneesta
host-move-title = Siirrä: { $title }
host-moved = { $title } siirtyi: { $place }
host-place-first = Heti alkuun
host-place-after = Vaiheen { $title } jälkeen
host-place-now = tässä nyt
host-place-fewer = Listalta puuttuvat paikat, joissa jokin vaihe tulisi ennen sitä, mistä se ottaa aineistonsa.
host-note-seal = tieto kirjoittajista hävitetään
host-note-skip = jää ohjelmaan ohitettuna
host-note-reopen = jatkuu siitä, mihin jäi
host-note-again = vanha kierros säilyy
host-sure-seal = ”{ $title }” sinetöidään: tieto siitä, kuka kirjoitti tai äänesti mitä, hävitetään pysyvästi. Tulokset jäävät.
host-sure-remove = ”{ $title }” poistetaan ohjelmasta. Sitä ei ole vielä avattu, joten mitään kirjoitettua ei katoa.
host-act-open = Avaa: { $title }
host-act-next = Seuraava: { $title }
host-act-prepare = Valmistele: { $title }
host-act-reopen = Avaa uudelleen
host-act-again = Avaa uusi kierros
host-act-close = Sulje vaihe
host-act-close-now = Sulje heti
host-act-reveal = Näytä tulos kaikille
host-advance = Seuraavaan osaan
host-then = sitten: { $title }, { $n } min
host-then-close = sitten: sulkeminen
host-then-reveal = sitten: tulos näkyviin
host-then-closes = sulkee vaiheen: { $title }
host-then-prepare = ensin valitaan, mitä otetaan mukaan
host-then-grace = vielä { $time } kaikki ehtii mukaan
host-then-end = tulos jää kaikille luettavaksi
host-then-end-of-all = sitten: työpajan lopetus
host-back = Takaisin
host-back-to = Takaisin: { $title }
host-end = Päätä työpaja
host-sure-end = Kaikki vaiheet sinetöidään, ja osallistujat näkevät tuloksen liittymislinkistä. Työpajaa ei voi enää jatkaa.
host-end-unseen = Tulosta ei ole vielä näytetty: { $titles }.
host-end-unopened = Avaamatta: { $titles }.
host-full = Palvelimen levy on täynnä, joten mitään uutta ei juuri nyt tallennu. Kerro palvelimen ylläpitäjälle; työpaja jatkuu itsestään, kun tilaa on.
host-ended = Työpaja on päättynyt. Kiitos. Tulos on kaikkien luettavissa liittymislinkistä.
host-few = Vain harva osallistui
host-sure-few = Näin pienestä joukosta tulos voi paljastaa, kuka oli mitä mieltä. Kysy huoneelta, sopiiko se.
host-reveal-anyway = Näytä silti
host-aside = Väki, linkit ja viennit
host-way-in = Liity mukaan
host-open-screen = Avaa näyttö
host-links = Kaikki linkit
host-links-less = Piilota linkit
host-link-host = Toiselle fasilitaattorille
host-no-screen-link = Näytön linkki on siinä selaimessa, jossa työpaja tehtiin.
host-handed-done = Käsitelty
host-new-screen-link = Tee uusi näyttölinkki
host-new-screen-link-note = Aiempi näyttölinkki lakkaa silloin toimimasta: avaa näyttö uudesta.
host-handed = { $n ->
    [one] Myöhästynyt teksti
   *[other] { $n } myöhästynyttä tekstiä
}
host-people = Väki
host-people-count = Osallistujia: { $here } paikalla, { $all } liittynyt
host-people-who = Luettelossa ovat kaikki liittyneet, myös ne, jotka ovat jo lähteneet.
host-people-all = Näytä kaikki { $n }
host-people-less = Näytä vähemmän
host-no-name = Nimetön
host-you = sinä
host-remove-person = Poistetaanko { $name }?
host-sure-remove-person = Hän ei pääse takaisin samalla selaimella. Mitä hän on kirjoittanut, jää paikalleen.
host-take-home = Talteen ja mukaan
host-report = Raportti
host-format-xlsx = Excel
host-format-csv = CSV
host-format-md = Markdown
host-format-json = JSON
host-format-contacts = Yhteystiedot
host-export-xlsx = Lataa Excel-työkirja
host-export-csv = Lataa CSV-taulukot
host-export-md = Lataa Markdown-teksti
host-export-json = Lataa JSON-varmuuskopio
host-export-contacts = Lataa jätetyt yhteystiedot (CSV)
host-json-holds = JSON on varmuuskopio, josta työpajan voi palauttaa. Siinä on kaikki, minkä fasilitaattorit näkevät, myös piilotetut tekstit.
host-kept-until = Kaikki poistetaan { $date }, ja se kerrotaan kaikille.
host-keep-else = Säilytä pidempään tai lyhyemmin
host-keep-text = Uusi päivä näkyy kaikille ovella ja lopussa.
host-keep-days = Kaikki poistetaan tästä päivästä lukien
host-days = { $n ->
    [one] { $n } päivän kuluttua
   *[other] { $n } päivän kuluttua
}
host-erase = Poista työpaja nyt
host-erase-text = Kaikki, mitä kukaan täällä kirjoitti, poistuu lopullisesti, myös palvelimen varmuuskopiosta, ja linkit lakkaavat toimimasta. Viemäsi tiedostot jäävät sinulle. Tätä ei voi perua.
host-erase-code = Poista kirjoittamalla koodi { $code }
host-erase-yes = Poista kaikki
host-copy = Tee puhdas kopio ohjelmasta
host-copied = Puhdas kopio on valmis
host-copied-text = Samat vaiheet, uusi koodi, ei osallistujia eikä tekstejä. Näin voit harjoitella toisessa ja aloittaa toisessa.
host-this-page = Tämä sivu

### screen

screen-no-key = Näytön sivun avaa vain näytön linkki. Avaa se kokonaan, myös #-merkin jälkeinen osa.
screen-start = Koko näyttö ja ääni
screen-cover-note = Paina kerran. Sen jälkeen tätä sivua ei tarvitse koskea: se seuraa fasilitaattoreita itse.
screen-way-in = Liity mukaan
screen-join = Avaa puhelimella { $address } ja kirjoita koodi, tai lue kuva kameralla.
screen-here = { $n ->
    [one] { $n } on paikalla
   *[other] { $n } on paikalla
}
screen-grace = Suljetaan { $time }
screen-full = Palvelimen levy on täynnä: mitään uutta ei juuri nyt tallennu
screen-lost = Yhdistetään uudelleen
screen-thanks = Kiitos kaikille
screen-result = Tulos on nyt luettavissa puhelimella samasta osoitteesta ja koodilla.

### report

report-coming = Kootaan raporttia
report-again = Päivitä
report-print = Tulosta
report-people = { $n ->
    [one] { $n } osallistuja
   *[other] { $n } osallistujaa
}
report-interim = Väliraportti: työpaja on kesken
report-unrevealed = ”{ $title }” on vielä paljastamatta: siihen asti tiedostoissa ja raportissa on siitä vain määrät.
report-course = Kulku
report-step = Vaihe
report-phase = Kohta
report-planned = Suunniteltu
report-took = Toteutunut
report-paper = (paperilla)
