/** An entry of a catalogue by its names. */
interface Named {
  readonly name: string;
  readonly otherNames?: readonly string[];
}

/** All names that an entry is accepted by, the catalogue's own first. */
export function namesOf({ name, otherNames = [] }: Named): readonly [string, ...string[]] {
  return [name, ...otherNames];
}

/** The entry with this name, the catalogue's own or another; `undefined` when there is none. */
export function entryNamed<Entry extends Named>(name: string, entries: readonly Entry[]): Entry | undefined {
  return entries.find((entry) => namesOf(entry).includes(name));
}
