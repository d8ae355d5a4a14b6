/**
 * A component that is drawn again only when one of its props is another one, for lists of hundreds: hand it records and
 * what stays the same, nothing made anew at every drawing. What it reads from signals draws it as ever.
 */
import { computed, type ReadonlySignal } from "@preact/signals";
import { Component, createElement, type ComponentType, type FunctionComponent } from "preact";

export function steady<P extends object>(Drawn: FunctionComponent<P>): ComponentType<P> {
  return class extends Component<P> {
    override shouldComponentUpdate(next: P): boolean {
      return !alike(this.props, next);
    }
    override render() {
      return createElement(Drawn, this.props as P);
    }
  };
}

/** Have the two the same values under the same names? */
export function alike<P extends object>(one: P, other: P): boolean {
  const names = Object.keys(one) as (keyof P)[];
  return names.length === Object.keys(other).length && names.every((name) => name in other && one[name] === other[name]);
}

/** Is it this one? Who asks is drawn again only when the answer is another one. */
export function whether(which: ReadonlySignal<string>): (id: string) => boolean {
  const known = new Map<string, ReadonlySignal<boolean>>();
  return (id) => {
    let one = known.get(id);
    if (one === undefined) known.set(id, (one = computed(() => which.value === id)));
    return one.value;
  };
}
