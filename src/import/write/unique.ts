/** A name that none of the taken ones is, `web-2` where `web` is taken; it is taken from here on. */
export function unique(name: string, taken: Set<string>): string {
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name}-${n}`;
  taken.add(free);
  return free;
}
