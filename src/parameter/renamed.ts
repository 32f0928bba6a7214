/** An entry of a catalogue by its names. */
interface Named {
  readonly name: string;
  readonly formerly?: readonly string[];
}

/** `"old" is now called new`, for a name that an entry had in an earlier version; `null` for any other. */
export function renamed(written: string, entries: readonly Named[]): string | null {
  const entry = entries.find(({ formerly }) => formerly?.includes(written));
  return entry === undefined ? null : `"${written}" is now called ${entry.name}`;
}
