/** The integer at an index; a RangeError past the end. Apart from `elementAt`, as `byteAt` is. */
export function integerAt(integers: Int32Array, index: number): number {
  const found = integers[index];
  if (found === undefined) throw new RangeError(`There is no integer ${index}: there are ${integers.length}.`);
  return found;
}
