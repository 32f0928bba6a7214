/** The element at an index; throws when the index is out of range. */
export function elementAt<Element>(list: ArrayLike<Element>, index: number): Element {
  const element = list[index];
  if (element === undefined)
    throw new RangeError(`Index ${index} is out of range: the list has ${list.length} elements.`);
  return element;
}
