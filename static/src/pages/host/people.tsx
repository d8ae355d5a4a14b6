/**
 * Who has come: names for the facilitators, who may rename a person or show them out. The server tells how
 * many participants are here, not which lines of this list: so the list says that those who left are in it, too.
 */
import { useState } from "preact/hooks";
import type { AnyRecord, Role } from "../../kernel/contract";
import { Button, Dialog, Field, Menu, Sure, rich, t } from "../../kernel/ui";
import type { Desk } from "./desk";
import { useLocal } from "./local";

interface PersonRecord extends AnyRecord {
  readonly name: string;
  readonly role: Role;
  readonly lang: string;
  readonly joined: number;
}

const FEW = 12;
/** Of a hall full of people nobody reads the names one by one: the newest are enough to act upon. */
const MANY = 400;

export function People({ desk }: { readonly desk: Desk }) {
  const [all, setAll] = useState(false);
  const [doing, setDoing] = useState<{ readonly what: string; readonly id: string } | null>(null);
  const people = inOrder(desk.room.every<PersonRecord>("person"));
  const shown = all ? people : people.slice(0, FEW);
  const on = people.find((person) => person.id === doing?.id);
  const close = () => setDoing(null);
  return (
    <section class="people sheet pad" aria-labelledby="people">
      <h2 id="people">{t("host-people")}</h2>
      <p class="soft">
        {rich("host-people-count", { here: desk.open.presence.value.here, all: desk.room.every<PersonRecord>("person").filter((one) => one.role === "participant").length }, (n) => <b class="num">{n}</b>)}
      </p>
      {people.length > 1 && (
        <p class="soft" id="people-who">
          {t("host-people-who")}
        </p>
      )}
      <ul class="people-list" aria-describedby={people.length > 1 ? "people-who" : undefined}>
        {shown.map((person) => (
          <Person key={person.id} person={person} me={person.id === desk.open.me.value?.id} onDo={(what) => setDoing({ what, id: person.id })} />
        ))}
      </ul>
      {people.length > FEW && (
        <Button look="quiet" onClick={() => setAll(!all)}>
          {t(all ? "host-people-less" : "host-people-all", { n: people.length })}
        </Button>
      )}
      {doing?.what === "rename" && on && <RenamePerson desk={desk} person={on} onClose={close} />}
      {on && (
        <Sure
          title={t("host-remove-person", { name: nameOf(on) })}
          text={t("host-sure-remove-person")}
          yes={t("host-do-remove-person")}
          open={doing?.what === "remove"}
          onYes={() => desk.act("remove_person", { id: on.id })}
          onClose={close}
        />
      )}
    </section>
  );
}

function Person({ person, me, onDo }: { readonly person: PersonRecord; readonly me: boolean; readonly onDo: (what: string) => void }) {
  const targets = [{ id: "rename", label: t("host-do-rename") }, ...(me ? [] : [{ id: "remove", label: t("host-do-remove-person") }])];
  return (
    <li class="person">
      <span class={`person-name ${person.name ? "" : "soft"}`}>{nameOf(person)}</span>
      {person.role === "host" && <span class="person-role">{t(me ? "host-you" : "page-host")}</span>}
      <Menu small icon="more" label={t("host-more-of", { title: nameOf(person) })} title={nameOf(person)} targets={targets} onPick={onDo} />
    </li>
  );
}

function RenamePerson({ desk, person, onClose }: { readonly desk: Desk; readonly person: PersonRecord; readonly onClose: () => void }) {
  const draft = useLocal(person.name);
  const save = () => {
    desk.act("rename_person", { id: person.id, name: draft.text.peek() });
    onClose();
  };
  return (
    <Dialog title={t("host-do-rename")} open unsaved={draft.text.value !== person.name} onClose={onClose} acts={<Button look="tint" onClick={save}>{t("host-save")}</Button>}>
      <Field label={t("host-new-name")} draft={draft} max={40} rows={1} onSubmit={save} />
    </Dialog>
  );
}

function nameOf(person: PersonRecord): string {
  return person.name || t("host-no-name");
}

function inOrder(people: readonly PersonRecord[]): PersonRecord[] {
  const newest = people.length > MANY ? [...people].sort((a, b) => b.joined - a.joined).slice(0, MANY) : [...people];
  return newest.sort(byRoleAndName);
}

function byRoleAndName(a: PersonRecord, b: PersonRecord): number {
  return Number(b.role === "host") - Number(a.role === "host") || Number(a.name === "") - Number(b.name === "") || a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1);
}
