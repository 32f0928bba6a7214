/** The element of a list at an index; a RangeError if there is none. `what` names the kind of element. */
export function elementAt<T>(list: ArrayLike<T>, index: number, what = "element"): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`There is no ${what} ${index}: there are ${list.length}.`);
  return found;
}
