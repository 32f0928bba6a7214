import { elementAt } from "../../list/element-at.ts";
import { byMissRatio } from "../../manager/by-miss-ratio/by-miss-ratio.ts";
import { isOfManager, type Variation } from "../../study/variation.ts";

/** The name as a whole word: `by-miss-ratio`, `by-miss-ratio:gain=2`, `{ kind: by-miss-ratio }`. */
const NAMED = new RegExp(String.raw`(?:^|[\s"'])${byMissRatio.name}(?:$|[\s"',:}])`, "u");

/** What is said under a table that has `by-miss-ratio` among its managers: it sees the future, and is easily taken for a bound. */
export function noBoundNotes(
  variations: readonly Variation[],
  rows: readonly { readonly values: readonly string[] }[],
): string[] {
  const isShown = rows.some(({ values }) =>
    variations.some(({ path }, at) => isOfManager(path) && NAMED.test(elementAt(values, at, "value"))),
  );
  return isShown ? [`${byMissRatio.name} sees the future, but is no bound: other managers can be ahead of it.`] : [];
}
