### server

error-unknown-room = There is no workshop with the code { $code }. Check the code with your facilitator.
error-no-key = This needs the right key. Open the link that you were given once more.
error-no-create-key = Only those who have the create key of this server may start workshops here.
error-not-found = There is nothing at this address.
error-not-allowed = This cannot be done at this address.
error-bad-body = The request could not be understood: { $why }
error-foreign-origin = This page belongs to another site, and may not ask for this.
error-bad-host = The request names a server that cannot exist.
error-too-large = That is too large. At most { $most } kB fit.
error-slow-down = That was very many tries. Wait a minute, then try again.
error-unavailable = The server is just starting again. Try once more in a moment.
error-room-broken = The record of this workshop is damaged. It is not opened, so that nothing gets worse.
error-unknown-model = There is no ready workshop called { $name }.
error-no-model = Nothing says which workshop to start: "model" with the name of a ready one (GET /api/models lists them) or "agenda" with one of your own is missing.
error-wrong-model = The agenda has a mistake. { $why }
error-unknown-format = There is no export called { $format }. There are: { $formats }.
error-not-ended = The result can be read here once the workshop has ended.
error-wrong-import = This file cannot be brought in, and nothing was changed. { $why }
error-wrong-code = To erase the workshop, type its code once more: { $code }.
error-disk-full = The server has too little space left, so nothing new can be started just now. Tell whoever looks after it.
error-internal = Something went wrong on the server. Nothing that was marked as kept is lost.

page-name = Talkoot
page-host = Facilitator
page-screen = Screen
page-report = Report
page-needs-script = This page works with JavaScript, which is switched off in this browser.
page-not-built = The pages have not been built yet. Run “make build” and reload.
page-coming = Not all of this page has come yet. If it does not appear soon, load it again.

warning-loopback = Phones cannot open this address: the server listens to this computer only. Start it with --lan, or set TALKOOT_PUBLIC_URL.
warning-passing-data = The data folder would be lost when this server is set up anew. Put it on a disk that stays, or export your workshop before.

refused-disk-full = The server's disk is full. Nothing new is kept until there is room; tell your facilitator.
refused-key-revoked = This link has been replaced by a new one. Ask for the new link.
refused-wrong-key = The key in this link does not fit. Ask for the link once more.
refused-erased = This workshop has been erased, with everything that was written in it.
refused-room-full = This workshop is full. Nobody else can join.
refused-removed = The facilitator has shown you out of this workshop.
refused-forgotten = Nothing is kept of you in this room any more.
refused-restart = The server starts again for a moment. The page comes back by itself.
refused-refused-before = This was not accepted when it was first sent.
refused-not-a-date = This is not a date.
refused-not-your-signature = Only the person who signed, or the facilitator, can take this name away.
refused-over-budget = You have { $dots } dots in all.
refused-over-cap = At most { $cap } of your dots can go to one.
refused-too-many-bookmarks = You can bookmark at most { $most }. Take one away first.
refused-malformed = The message could not be understood. Reload the page.
refused-unknown-message = The page sent something that this server does not know. Reload the page.
refused-too-large = That is too large to send.
refused-slow-down = That was very many at once. Wait a moment.
refused-first-hello = The page has to say first who is there. Reload the page.
refused-unknown-room = There is no workshop with this code. Check the code with your facilitator.
refused-unavailable = The server is just starting again. The page comes back by itself.
refused-room-broken = The record of this workshop is damaged, and it is not opened. Tell your facilitator.
refused-internal = Something went wrong on the server. The page tries again by itself.
refused-already-open = This step has already been opened.
refused-only-stricter = The step has been opened: names may be shown to fewer people than was promised, never to more.
refused-empty = There is no text in it yet.
refused-ended = This workshop has ended.
refused-few-voters = Fewer than { $few } people took part, so the result may show who said what. Show it all the same?
refused-late = This step is over. Your text stays on this phone, and you can hand it to the facilitator.
refused-merge-two = Choose at least two to put together.
refused-not-closed = Close the step first.
refused-not-open = This step is not open.
refused-not-skipped = This step has not been skipped.
refused-not-yours = You may not do this here.
refused-not-yourself = You cannot remove yourself.
refused-out-of-range = The number has to be between { $least } and { $most }.
refused-sealed = This step is sealed, and what happened in it cannot be changed any more.
refused-settings-locked = Somebody has voted already, so the settings cannot be changed any more.
refused-takes-earlier = A step can only take from steps before it.
refused-too-few-items = This needs at least { $least } items.
refused-too-long = This text is { $length } characters long. At most { $most } fit.
refused-too-many = That is too many. At most { $most } fit.
refused-too-short = A little longer, please: at least { $least } characters.
refused-unknown-action = The page asked for something that this server does not know. Reload the page.
refused-unknown-activity = There is no activity called { $activity } here.
refused-unknown-language = The pages do not speak this language.
refused-unknown-person = This person is not here any more.
refused-unknown-record = What this was about is not here any more.
refused-unknown-stage = This step has no such part.
refused-unknown-step = This step is not here any more.
refused-wrong-setting = This setting does not fit. { $why }

### export

export-sheet-summary = Summary
export-sheet-agenda = Agenda
export-sheet-participants = Participants
export-sheet-late = Came too late
export-sheet-codebook = Codebook
export-round = { $title } (round { $round })
export-gave = What came out
export-yes = yes
export-paper = on paper and by voice
export-cut = { $tied ->
    [yes] { $took } of { $of } went on; the line ran through a tie
   *[other] { $took } of { $of } went on
 }
export-cut-by-host = { $tied ->
    [yes] { $took } of { $of } went on, chosen by the facilitator; the line ran through a tie
   *[other] { $took } of { $of } went on, chosen by the facilitator
 }
export-note = { $what ->
    [next_step] First act
    [scale] Answers
   *[other] Note
 }
contacts-column = { $name ->
   *[name] Name
    [address] Address
    [purpose] For what
    [until] Last day
 }
export-tag = { $tag ->
    [quotable] may be quoted
    [not_quotable] not to be quoted
    [proxy] entered for somebody else
    [drafted] from a draft
    [unnamed] without a name
    [few] fewer than five answers, not shown
    [none] no answers
    [moves] moved { $n } times
   *[other] { $tag }
 }
export-wanted = This is no workshop exported from Talkoot. The file to choose is the JSON export: talkoot-….json.
export-damaged = { $where }: expected { $expected }.
export-expected = { $what ->
    [size] at most { $most } MB
    [records] at most { $most } records
    [record_size] a record of at most { $most } kB
    [lists] at most { $most } lists in so short a record
    [depth] at most { $most } levels
    [length] at most { $most } characters
    [number] a smaller number
    [within] a number from 0 to { $most }
    [entries] at most { $most } entries
    [owned] an id that is not reserved for the kind { $kind }
    [version] version { $most } or older
    [unique] a value that does not occur twice (see { $first })
    [never] no record of this kind in an export
    [field] no such field
    [missing] a value
    [type] { $wanted }, not { $got }
    [id] an identifier: a–z, 0–9 and hyphens, at most 64
    [kind] the kind of the record in small letters
    [see] all, hosts or group:…
    [see_only] { $see }
    [lang] a language code
    [step] a step or round that is in the file
    [one_of] one of: { $those }
    [workshop] exactly one record with the id "workshop"
    [steps] at most { $most } steps
    [takes] the key of an earlier step
    [progress] progress-{ $round }
    [outcome] records that the step can be told from
    [record] a whole record
    [json] JSON ({ $said })
   *[other] { $said }
 }
export-place = place { $place }
export-place-tied = shared place { $place }
export-state = { $state ->
    [draft] not opened
    [open] open
    [grace] closing
    [closed] closed
    [revealed] shown
    [sealed] sealed
    [skipped] skipped
   *[other] { $state }
 }
export-phase = { $phase ->
    [open] Opening
    [discover] Discover
    [define] Define
    [develop] Develop
    [deliver] Deliver
    [close] Closing
   *[other] { $phase }
 }
export-role = { $role ->
    [host] facilitator
    [participant] participant
   *[other] { $role }
 }
export-language = { $language ->
    [fi] Finnish
    [en] English
    [sv] Swedish
   *[other] { $language }
 }
export-anonymity = { $anonymity ->
    [anonymous] anonymous
    [named] with name
    [named_to_host] name for facilitators only
    [proxy] entered for somebody else
    [facilitator] facilitator
   *[other] { $anonymity }
 }
export-what = { $what ->
    [idea] idea
    [pile] pile
    [loner] loner
    [note] note
    [thesis] thesis
    [option] option
    [remark] remark
    [line] line
    [reason] reason
    [quote] quote
    [scale] scale
    [best] best was
    [take] I take with me
    [answer] answer
    [next_step] next step
   *[other] { $what }
 }
export-fact = { $name ->
    [title] Workshop
    [code] Code
    [model] Model
    [language] Language
    [created] Created
    [exported] Exported
    [zone] Time zone
    [ended] Ended
    [people] Participants
    [state] State
    [done] Said they were done
    [count] Contributions
    [voters] Took part
    [cut] Taken on
    [dots] Dots each
    [cap] At most on one
    [unused] Dots unused
    [theses] Theses
    [unpicked] Theses that nobody picked
    [items] Items
    [owned] With an owner
    [ideas] Ideas
    [built] Built on another idea
    [hidden] Hidden
    [piles] Piles
    [loners] Loners
    [grouped] Notes in piles
    [moves] Moves
    [accepted] Drafts accepted
    [ignored] Drafts ignored
    [by-draft] Notes that lie where a draft put them
    [redone] Notes moved on from a draft
   *[other] { $name }
 }
export-column = { $name ->
    [activity] Activity
    [step] Step
    [item_id] Id
    [parent_id] Belongs to
    [group] Pile
    [text] Text
    [author] Author
    [anonymity] Anonymity
    [score] Score
    [votes] Votes
    [rank] Place
    [tied] Tied
    [tags] Tags
    [note] Note
    [what] Kind
    [came_from] Came from
    [led_to] Led to
    [measure] Measure
    [value] Value
    [number] No.
    [phase] Phase
    [title] Title
    [state] State
    [planned] Planned, min
    [actual] Actual, min
    [opened] Opened
    [closed] Closed
    [rounds] Rounds
    [name] Name
    [role] Role
    [language] Language
    [column] Column
    [means] Means
   *[other] { $name }
 }
export-column-means = { $name ->
    [activity] The method of the step.
    [step] The title of the step; a later round of the same step says which round.
    [item_id] The identifier of the row, the same in all tables. It says nothing about who wrote it or when.
    [parent_id] The identifier of the row that this one belongs to: the idea it was built on, the pile it lies in, the thesis it is a reason for.
    [group] The pile that the card lies in.
    [text] The text as it was typed. Texts longer than a cell can hold are cut here and whole in the JSON export.
    [author] The name of the author, or of the owners of a next step; only where people chose to show it.
    [anonymity] Whether the text is anonymous, with a name, or entered on behalf of somebody.
    [score] The points of the row by the rule of the step; empty where there are none.
    [votes] How many votes or dots the row got.
    [rank] The place of the row. Equal results share a place (1, 2, 2, 4).
    [tied] "yes" where the place is shared.
    [tags] Labels, parted by commas; the date of a next step.
    [note] What else the step says of the row: the spread of the votes, the first act of a next step.
    [what] What the row is: an idea, a pile, a thesis, an option …
    [came_from] The rows of earlier steps that this one came from, one on each line.
    [led_to] The rows of later steps that came from this one, one on each line.
    [measure] What is told of the workshop or the step.
    [value] The figure or text itself.
    [number] The place of the step on the agenda.
    [phase] The phase of the double diamond.
    [title] The title of the step.
    [state] How far the step went.
    [planned] Minutes planned for the step.
    [actual] Minutes from opening to closing.
    [opened] When the step was opened, in the time zone that the summary names.
    [closed] When the step was closed, in the time zone that the summary names.
    [rounds] How many times the step was run.
    [name] In the codebook: the fixed name of the column, the same in every language. In the list of participants: the name they gave.
    [role] Facilitator or participant.
    [language] The language the person chose.
    [column] The heading of the column in this file.
    [means] What the column holds.
   *[other] { $name }
 }

### kernel

phase-open = Opening
phase-discover = Discover
phase-define = Define
phase-develop = Develop
phase-deliver = Deliver
phase-close = Closing

kept = Kept
kept-waiting = Waiting on this device
kept-refused = Not taken

timer-calm = Time left { $time }
timer-low = Little time left, { $time }
timer-paused = The clock is paused at { $time }
timer-out = Time is up
timer-five = Five minutes left.
timer-one = One minute left.
timer-ten = Ten seconds left.

field-left = { $n ->
    [one] { $n } character left
   *[other] { $n } characters left
}
field-over = { $n ->
    [one] { $n } character too many
   *[other] { $n } characters too many
}
text-more = Show all
text-less = Show less
note-hide = Hide
note-hidden = hidden
note-show = Show
note-mine = Yours

stepper-less = Less: { $label }
stepper-more = More: { $label }
dialog-close = Close
dialog-cancel = Cancel
dialog-discard = Throw away what you changed?
dialog-discard-yes = Throw away
dialog-discard-no = Keep editing
map-label = Double diamond: phase { $phase }
qr-alt = QR code to the room { $code }

drag-picked = The card is in your hand. Choose where it goes, or press Escape to let go.
drag-let-go = The card stays where it was.
drag-place = Place here

music-plays = Music is playing
music-quiet = No music

page-broken = This part of the page does not work just now. Nothing that was kept is lost.
page-reload = Reload
activity-unknown = This step needs a newer page. Please reload.

result-empty = This workshop left no written results.
result-rest = Show the other { $n }
result-more-cards = and { $n } more
result-late = Texts that came late
result-round = (round { $n })
result-votes = { $n ->
    [one] { $n } vote
   *[other] { $n } votes
}
result-tied = tied
result-cut = { $took } of { $of } went on.
result-cut-tied = { $took } of { $of } went on; the line ran through a tie.
result-from = From: { $text } ({ $step })

### start

start-title = Talkoot – workshops in which every thought reaches the wall
start-heading = Work too big for one is done together.
start-lead = A facilitator opens the steps, everybody takes part on their own phone, and the wall shows what came of it. No accounts, nothing to install.
start-code = Join with a code
start-code-hint = The code is on the wall or in your invitation. Capitals do not matter.
start-code-wrong = A code usually has six characters. Check it on the wall or with your facilitator.
start-join = Join
start-models = Start a workshop
start-own = Workshops made in this browser
start-own-note = This list is in this browser only. Keep the facilitator's link somewhere else, too.
start-own-more = Other links: { $title }
start-own-forget = Remove from this list
start-privacy = Talkoot sets no cookies and sends nothing elsewhere. Everything stays on this server.

start-wall-thesis = The best idea is seldom born in a meeting.
start-wall-one = Ask those first whom it concerns
start-wall-two = One form in place of three

model-minutes = { $n } min
model-steps = { $n ->
    [one] { $n } step
   *[other] { $n } steps
}
model-choose = Choose this one

make-title = Name of the workshop
make-title-hint = Everybody sees it. You can change it later.
make-language = Language of the workshop
make-key = Create key of this server
make-key-hint = On this server a workshop is started with a key. The key is in the terminal where the server was started.
make-start = Make the workshop

demo-title = Watch a demo
demo-text = A ready workshop in which 24 made-up people move in real time. Open the facilitator's page, the screen and your own phone side by side, and see how it goes.
demo-start = Start the demo
demo-made = The demo is running. Open each page in a window of its own.
demo-name = Demo

links-title = Your workshop is ready
links-made = These are the ways in. Keep the facilitator's link to yourself: it opens everything.
links-host = Facilitator's page
links-host-note = For facilitators only. Works on a phone, too.
links-screen = Screen
links-screen-note = For the projector. Nothing can be changed from it.
links-join = Participant's page
links-join-note = For everybody, also by the code and the QR picture.
links-copy = Copy
links-copy-of = Copy the link: { $name }
links-copied = Copied
links-open-host = Open the facilitator's page

api-offline = The server cannot be reached. Check your network and try again.
api-failed = The server did not answer as it should. Try again in a moment.

### join

join-title = Join the room { $code } – Talkoot
join-welcome = Welcome to the workshop
join-name = Your name or nickname
join-name-hint = You may leave it empty. Those who are here can see it, and it goes into exported files.
join-language = Language
join-enter = Go in
join-data = You need no account, and no cookie is set. What you write stays on this server with the workshop's facilitators. Before you write, the page says who may know that it was you.
join-kept-until = All of it is erased on { $date }.
join-arriving = Going in
join-between = There is nothing to do just now. The next step opens here by itself.

line-lost = { $n ->
    [0] The connection is lost. The page comes back by itself when there is a network.
    [one] The connection is lost. One thing waits on this device and is sent when it is back.
   *[other] The connection is lost. { $n } things wait on this device and are sent when it is back.
}
line-full = The server's disk is full, so nothing new is kept just now. What you write waits on this device and is sent by itself when there is room.
line-back = The connection is back.
line-now = Try now
line-uncertain = Something may be missing on this page. It is being fetched again.
line-from-hosts = From the facilitator: { $text }
line-put-away = Read, put away

step-new = New step: { $title }
step-go = Go there
step-grace = { $n ->
    [0] The step is closing.
    [one] The step closes in { $n } second. Until then everything counts.
   *[other] The step closes in { $n } seconds. Until then everything counts.
}
step-closed = The step is closed. The result is shown soon, to all together.
step-closed-plain = The step is closed.

late-hand-over = Hand to the facilitator
late-throw-away = Throw away
late-why = This text came too late.
late-handed = The text was handed to the facilitator.

mine-count = { $n ->
    [0] Yours
   *[other] Yours { $n }
}
mine-count-hidden = { $n } hidden
mine-title = What you wrote
mine-none = You have not written anything yet.
mine-hidden = { $n ->
    [one] The facilitator has hidden one of your texts from the others.
   *[other] The facilitator has hidden { $n } of your texts from the others.
 }
mine-note = Once a step is sealed, nobody knows any more who wrote what, and your text is not listed here. This device still has a token to take it back: Your settings, What is kept of me.

data-title = What is kept of me
data-text = This is all that this room has of you. The facilitators see your name and language; the rest is yours alone until it is shown to all without you, or as the step has promised.
data-name = Your name: { $name }
data-no-name = You gave no name.
data-language = Your language: { $language }
data-marks = { $n ->
    [one] 1 choice or mark
   *[other] { $n } choices or marks
}
data-tokens = Texts that you can take back
data-tokens-text = Once a step is sealed, the server does not know that these are yours. The key is on this device only.
data-take-back = Take back
data-take-back-sure = Take this text back?
data-take-back-text = It disappears for everybody, from the summary too. If people voted on it, their votes stay.
data-taken-back = The text was taken back.
data-download = Download my data
data-forget = Forget me
data-forget-sure = Shall we forget you?
data-forget-text = Your name, choices, marks and contact are erased and cannot be brought back. Of texts in sealed steps nobody knows that they are yours: take them back first, if you wish.
data-forget-texts = Also erase the texts that are still known to be mine

contact-title = I want to hear how it goes on
contact-text = Of your own free will. The contact is kept apart from everything you wrote. Only the facilitators get it, for this purpose alone, and it is deleted by itself.
contact-purpose = I may be told how the things of this workshop proceed.
contact-address = E-mail or telephone
contact-name = Name (optional)
contact-until = For how long
contact-days = { $n } days
contact-leave = Leave the contact
contact-left = You left the contact { $address }. It is deleted by { $date }.
contact-withdraw = Delete the contact

done-say = I am done
done-yes = Done
promise-anonymous = Anonymous. Once the step is sealed, nobody can find out who wrote it; until then, whoever runs the server could.
promise-named-to-host = The facilitators see who wrote this, others do not. Once the step is sealed, they have your name no more.
promise-named = Your name stands beside the text for everybody, in the summary too.
promise-secret = Secret. Once the step is sealed, nobody can find out who answered what; until then, whoever runs the server could.
promise-sign = With my name, { $name }

self-title = Your settings
self-theme = Appearance
theme-auto = As the device
theme-light = Light
theme-dark = Dark
self-sound = Play the music from this device
self-no-sound = This device plays no sound just now. The pulse tells the same.
self-save = Save the name
self-renamed = Your name was changed.
self-data = You are in the room { $code }. This browser remembers your place: you can close the page and come back by the same link.
music-here = Music is playing. Play it from this device, too.
music-hush = Silence the music on this device

over-title = This is not the way in
over-say = The server did not let you in. Check the code with your facilitator.
ended-thanks = The workshop is over. Thank you.
ended-kept-until = You can read this until { $date }; then all of it is erased.
ended-print = Print
ended-coming = Fetching the result
ended-failed = The result could not be fetched. Try again in a moment.

### host

host-skip = Skip to the step
host-coming = Opening the workshop
host-line-lost = The connection to the server is lost. Trying again all the time.
host-line-lost-short = reconnecting
host-all-kept = all kept
host-waiting = { $n ->
    [one] { $n } waits on this device
   *[other] { $n } wait on this device
}
host-now-at = Now open: { $title }
host-outside = This is not a way in
host-no-key = The facilitator’s page opens with the facilitator’s link only. Open the whole link that you were given, also the part after the #.
host-use-own-link = Open the link kept in this browser
host-join-instead = Join as a participant
host-to-start = To the front page
host-tabs = Parts of this page
host-tab-agenda = Agenda
host-tab-stage = Step
host-tab-people = People and links
host-here = { $n ->
    [one] { $n } here
   *[other] { $n } here
}
host-rename = Rename the workshop
host-workshop-title = Name of the workshop
host-save = Save
host-agenda = Agenda
host-agenda-left = { $n } min to go, ends at about { $time }
host-minutes = { $n } min
host-add-step = Add a step
host-add = Add
host-added = Added: { $title }
host-add-place = Place on the agenda
host-activity = Activity
host-step-title = Name of the step
host-step-question = Question
host-step-instruction = Instruction for participants
host-step-lang = Language you write in
host-step-lang-dropped = { $langs }: readers see what you changed in { $lang ->
    [fi] Finnish
    [sv] Swedish
   *[en] English
 } until you write it there too.
host-step-lang-lacks = missing
host-step-minutes = Duration
host-phase = Place in the double diamond
host-edit-step = Edit the step
host-settings = Settings
host-settings-locked = The settings hold still now, because somebody has contributed.
host-takes = Taken from earlier steps
host-top = How many of the best go on
host-top-all = all
host-no-steps = There are no steps on the agenda yet.
host-state-draft = not opened yet
host-state-open = open
host-state-grace = closing
host-state-closed = closed
host-state-revealed = everybody sees the result
host-state-sealed = sealed
host-state-skipped = skipped
host-chip = { $phase } · { $activity }
host-room-at = The participants are at: { $title }
host-room-last = The participants have in front of them: { $title }
host-look-back = Go there
host-clock = Clock and messages
host-minus-minute = −1 min
host-plus-minute = +1 min
host-pause = Pause
host-go-on = Go on
host-music-play = Play music
host-music-stop = Stop the music
host-line = Message to all
host-line-text = One line on everybody’s page
host-line-hint = Shows on phones and the screen until you take it away.
host-line-say = Show to all
host-line-away = Take away
host-meter = How far the participants are
host-writing = { $n } writing
host-done = { $n } done
host-quiet = { $n } quiet
host-script = Facilitator’s script
host-script-hint = Only facilitators see it.
host-paper = This activity has no page yet: run it with paper and voice.
host-yes = yes
host-no = no
host-setting-anonymity = Who sees the writer
host-value-anonymous = nobody
host-value-named-to-host = facilitators only
host-value-named = everybody
host-candidates = What goes into this step
host-ticked = { $n } of { $of } in
host-tick-all = Take all
host-tick-none = Take none
host-takes-from = From: { $titles }. What you leave unticked does not go on, but is kept.
host-takes-later = From: { $titles }. Choose here once this is closed: { $waited }.
host-takes-none = Not opened, so nothing comes from: { $titles }.
host-no-candidates = If the step starts from something ready, such as theses or options.
host-line-clear = The best { $top } of { $of } are ticked.
host-line-tied = The line runs through a tie: { $tied } are level at place { $top }. All { $taken } are in for now. Take them all or untick some; your choice is recorded.
host-candidate-edit = Edit
host-candidate-merge = Merge with others
host-candidate-split = Split again
host-candidate-split-of = Split again: { $title }
host-candidate-merged = merged from { $n }
host-candidate-remove = Remove
host-candidate-text = Text
host-merge-with = Merge with these
host-merge-text = Text of the merged one
host-merge-n = { $n ->
    [one] Merge
   *[other] Merge { $n } into one
}
host-paste = Paste a list
host-paste-lines = One line is one item
host-paste-hint = Copy from a sheet, a document or a message.
host-paste-twice = { $n ->
    [one] One repeated line is left out.
   *[other] { $n } repeated lines are left out.
}
host-paste-n = { $n ->
    [0] Add to the list
    [one] Add { $n } item
   *[other] Add { $n } items
}
host-more-of = More for: { $title }
host-do-edit = Edit
host-do-close = Close
host-do-reveal = Reveal
host-do-reopen = Open again
host-do-again = Open a new round
host-do-seal = Seal
host-do-up = Move earlier
host-do-down = Move later
host-do-move = Move to…
host-do-skip = Skip
host-do-unskip = Put back on the agenda
host-do-open = Open
host-do-remove = Remove the step
host-do-rename = Rename
host-new-name = New name
host-do-remove-person = Show out
host-move-title = Move: { $title }
host-moved = { $title } moved: { $place }
host-place-first = At the very beginning
host-place-after = After { $title }
host-place-now = here now
host-place-fewer = Places where a step would come before what it takes from are left out.
host-note-seal = who wrote what is destroyed
host-note-skip = stays on the agenda as skipped
host-note-reopen = goes on as it was
host-note-again = the old round stays
host-sure-seal = “{ $title }” is sealed: the knowledge of who wrote or voted what is destroyed for good. The results stay.
host-sure-remove = “{ $title }” leaves the agenda. It was never opened, so nothing written is lost.
host-act-open = Open: { $title }
host-act-next = Next: { $title }
host-act-prepare = Prepare: { $title }
host-act-reopen = Open again
host-act-again = Open a new round
host-act-close = Close the step
host-act-close-now = Close now
host-act-reveal = Reveal the result
host-advance = On to the next part
host-then = then: { $title }, { $n } min
host-then-close = then: closing
host-then-reveal = then: the reveal
host-then-closes = closes: { $title }
host-then-prepare = first choose what goes in
host-then-grace = for { $time } everything still counts
host-then-end = the result stays for all to read
host-then-end-of-all = then: the end of the workshop
host-back = Back
host-back-to = Back: { $title }
host-end = End the workshop
host-sure-end = All steps are sealed, and the participants see the result at the join link. The workshop cannot go on after this.
host-end-unseen = Result not shown yet: { $titles }.
host-end-unopened = Never opened: { $titles }.
host-full = The server's disk is full, so nothing new is kept just now. Tell whoever looks after the server; the workshop goes on by itself when there is room.
host-ended = The workshop has ended. Thank you. Everybody can read the result at the join link.
host-few = Only few took part
host-sure-few = With so few, the result may show who thought what. Ask the room whether that is all right.
host-reveal-anyway = Reveal anyway
host-aside = People, links and exports
host-way-in = The way in
host-open-screen = Open the screen
host-links = All links
host-links-less = Hide the links
host-link-host = For another facilitator
host-no-screen-link = The screen’s link is in the browser where the workshop was made.
host-handed-done = Dealt with
host-new-screen-link = Make a new screen link
host-new-screen-link-note = The earlier screen link stops working then: open the screen with the new one.
host-handed = { $n ->
    [one] A text that came late
   *[other] { $n } texts that came late
}
host-people = People
host-people-count = Participants: { $here } here, { $all } joined
host-people-who = The list has everybody who has joined, also those who have left since.
host-people-all = Show all { $n }
host-people-less = Show fewer
host-no-name = No name
host-you = you
host-remove-person = Show { $name } out?
host-sure-remove-person = They cannot come back with the same browser. What they wrote stays.
host-take-home = To take home
host-report = Report
host-format-xlsx = Excel
host-format-csv = CSV
host-format-md = Markdown
host-format-json = JSON
host-format-contacts = Contacts
host-export-xlsx = Download an Excel workbook
host-export-csv = Download CSV tables
host-export-md = Download Markdown text
host-export-json = Download the JSON backup
host-export-contacts = Download the contacts that were left (CSV)
host-json-holds = JSON is the backup from which a workshop can be brought back. It holds everything that the facilitators see, hidden texts too.
host-kept-until = Everything is erased on { $date }, as everybody is told.
host-keep-else = Keep it longer or shorter
host-keep-text = Everybody sees the new date at the door and at the end.
host-keep-days = Erase all of it, counted from today
host-days = { $n ->
    [one] after { $n } day
   *[other] after { $n } days
}
host-erase = Erase the workshop now
host-erase-text = Everything that anybody wrote here goes for good, from the server's backup too, and the links stop working. Files that you have exported stay with you. This cannot be undone.
host-erase-code = Type the code { $code } to erase it
host-erase-yes = Erase everything
host-copy = Make a clean copy of the set-up
host-copied = The clean copy is ready
host-copied-text = The same steps, a new code, no people and no texts. So you can rehearse in one and start clean in the other.
host-this-page = This page

### screen

screen-no-key = The screen opens with the screen’s link only. Open the whole link, also the part after the #.
screen-start = Full screen and sound
screen-cover-note = Press once. After that this page needs no touch: it follows the facilitators by itself.
screen-way-in = The way in
screen-join = Open { $address } on your phone and type the code, or point the camera here.
screen-here = { $n ->
    [one] { $n } is here
   *[other] { $n } are here
}
screen-grace = Closing { $time }
screen-full = The server's disk is full: nothing new is kept just now
screen-lost = Connecting again
screen-thanks = Thank you all
screen-result = The result can now be read on your phone, at the same address and code.

### report

report-coming = Putting the report together
report-again = Refresh
report-print = Print
report-people = { $n ->
    [one] { $n } participant
   *[other] { $n } participants
}
report-interim = Interim report: the workshop goes on
report-unrevealed = “{ $title }” is not revealed yet: until then the files and the report hold only counts of it.
report-course = The course
report-step = Step
report-phase = Phase
report-planned = Planned
report-took = Took
report-paper = (on paper)
