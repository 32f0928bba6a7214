/** What stands at a place of a list; there must be something. `what` names one of the list's things. */
export function at<T>(list: ArrayLike<T>, index: number, what = "element"): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`There is no ${what} ${index}: there are ${list.length}.`);
  return found;
}
