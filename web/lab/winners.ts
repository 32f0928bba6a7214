import type { ReplayResult } from "ballonet";
import { element } from "../element.ts";

/** Table of each policy's faults above the optimum at each size. Marks the best implementable and the best idealised policy. */
export function winnersTable(results: readonly ReplayResult[], chosen: readonly string[]): HTMLElement {
  const sizes = [...new Set(results.map(({ frames }) => frames))].toSorted((a, b) => a - b);
  const resultOf = (policy: string, frames: number) =>
    results.find((one) => one.policy === policy && one.frames === frames);
  const visibilities = new Map(
    results
      .filter(({ policy }) => policy !== "opt" && chosen.includes(policy))
      .map(({ policy, visibility }) => [policy, visibility]),
  );
  const best = (frames: number, real: boolean) => {
    const candidates = [...visibilities.keys()]
      .flatMap((policy) => resultOf(policy, frames) ?? [])
      .filter(({ visibility }) => isImplementable(visibility) === real);
    return candidates.reduce<ReplayResult | null>(
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
    ...sizes.map((size) => element("td", {}, percent(resultOf("opt", size)?.faultRatio))),
  );
  const rows = [...visibilities].map(([policy, visibility]) => {
    const cells = sizes.map((size) => {
      const result = resultOf(policy, size);
      const least = resultOf("opt", size)?.faults;
      if (result === undefined || least === undefined) return element("td", {}, "");
      const wins = best(size, true) === result || best(size, false) === result;
      const regret = least > 0 ? `+${((100 * (result.faults - least)) / least).toFixed(1)} %` : "";
      return element(
        "td",
        wins ? { class: isImplementable(result.visibility) ? "best" : "best idealised" } : {},
        regret,
      );
    });
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, isImplementable(visibility) ? policy : `${policy} (idealised)`),
      ...cells,
    );
  });
  const caption = element(
    "caption",
    {},
    "Faults above the optimum (opt). Underlined: best implementable policy; dotted: best idealised policy, which must see every access.",
  );
  return element("table", {}, caption, element("thead", {}, head), element("tbody", {}, optimum, ...rows));
}

function isImplementable(visibility: string): boolean {
  return visibility === "fault" || visibility === "accessed-bit";
}

function percent(ratio: number | null | undefined): string {
  return ratio === undefined || ratio === null ? "" : `${(100 * ratio).toPrecision(3)} %`;
}
