import type { ReplayResult } from "ballonet";
import { element } from "../element.ts";

/** Faults of each policy at each size, how far they are above the least possible, and the best of those that a real machine could run. */
export function winnersTable(results: readonly ReplayResult[], chosen: readonly string[]): HTMLElement {
  const sizes = [...new Set(results.map(({ frames }) => frames))].toSorted((a, b) => a - b);
  const at = (policy: string, frames: number) => results.find((one) => one.policy === policy && one.frames === frames);
  const rows = [...new Set(results.map(({ policy }) => policy))].filter(
    (policy) => policy !== "opt" && chosen.includes(policy),
  );
  const best = (frames: number, real: boolean) => {
    const able = rows
      .flatMap((policy) => at(policy, frames) ?? [])
      .filter(({ visibility }) => isReal(visibility) === real);
    return able.reduce<ReplayResult | null>(
      (least, one) => (least === null || one.faults < least.faults ? one : least),
      null,
    );
  };
  const head = element(
    "tr",
    {},
    element("th", { scope: "col" }, "frames"),
    ...sizes.map((size) => element("th", { scope: "col" }, size.toLocaleString("en"))),
  );
  const optimum = element(
    "tr",
    {},
    element("th", { scope: "row" }, "opt, fault ratio"),
    ...sizes.map((size) => element("td", {}, percent(at("opt", size)?.faultRatio))),
  );
  const lines = rows.map((policy) => {
    const cells = sizes.map((size) => {
      const result = at(policy, size);
      const least = at("opt", size)?.faults;
      if (result === undefined || least === undefined) return element("td", {}, "");
      const wins = best(size, true) === result || best(size, false) === result;
      const regret = least > 0 ? `+${((100 * (result.faults - least)) / least).toFixed(1)} %` : "";
      return element("td", wins ? { class: isReal(result.visibility) ? "best" : "best idealised" } : {}, regret);
    });
    const real = results.find((one) => one.policy === policy)?.visibility ?? "";
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, isReal(real) ? policy : `${policy} (idealised)`),
      ...cells,
    );
  });
  const caption = element(
    "caption",
    {},
    "Faults above the least possible. Marked: the best a machine could run, and the best that would have to see every access.",
  );
  return element("table", {}, caption, element("thead", {}, head), element("tbody", {}, optimum, ...lines));
}

function isReal(visibility: string): boolean {
  return visibility === "fault" || visibility === "accessed-bit";
}

function percent(ratio: number | null | undefined): string {
  return ratio === undefined || ratio === null ? "" : `${(100 * ratio).toPrecision(3)} %`;
}
