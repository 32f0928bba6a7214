/** The byte at an index; a RangeError past the end. Apart from `elementAt`, so that in loops over bytes V8 sees one kind of list only. */
export function byteAt(bytes: Uint8Array, index: number): number {
  const found = bytes[index];
  if (found === undefined) throw new RangeError(`There is no byte ${index}: there are ${bytes.length}.`);
  return found;
}
