import type { Catalogue } from "./catalogue.ts";
import { resolveCosts, standardCosts } from "./costs.ts";
import { resolveDevice } from "./device/device.ts";
import { resolveHead } from "./head.ts";
import { resolveHost } from "./host/host.ts";
import type { PageCounting } from "./key/pages.ts";
import { managerEntry, resolveManager } from "./manager/manager.ts";
import { readParts, type WrittenParts } from "./parts.ts";
import { isWithin, type Problem, type Report } from "./problem.ts";
import { checkScale } from "./scale.ts";
import type { Scenario } from "./scenario.ts";
import { type ReadPoints, readNothing } from "./series/files.ts";
import { HEATS, shareOf } from "./series/heat.ts";
import { reportUnused } from "./unused/unused.ts";
import { expandGroups, type Group } from "./vm/group.ts";
import { resolveVm } from "./vm/vm.ts";

/** What became of a written scenario: `null` when there are problems. */
export interface Resolution {
  readonly scenario: Scenario | null;
  readonly problems: readonly Problem[];
  /** What was written of a sound scenario and cannot change anything. */
  readonly unused: readonly Problem[];
}

/**
 * Checks a scenario as it was written and fills in all defaults. A part with a problem of its own is not checked against the
 * others, and all other parts are, so that every problem is found and none is a consequence of another.
 */
export function resolveScenario(
  value: unknown,
  catalogue: Catalogue,
  standardName: string,
  readPoints: ReadPoints = readNothing,
): Resolution {
  const parts = readParts(value, catalogue);
  const problems = [...parts.problems];
  const report: Report = (path, message) => problems.push({ path, message });
  const { groups, ...resolved } = resolveParts(parts, catalogue, { standardName, readPoints }, report);
  const { head, devices, host, manager, costs } = resolved;
  if (head !== null && problems.length === 0) checkScale(head.scale, resolved.vms, report);
  if (problems.length > 0 || head === null || devices === null || host === null || manager === null || costs === null)
    return { scenario: null, problems: withoutRepeats(problems), unused: [] };
  const scenario: Scenario = { ...head, costs, devices, host, manager, vms: resolved.vms };
  const unused: Problem[] = [];
  reportUnused(value, parts, groups, scenario, catalogue, (path, message) => unused.push({ path, message }));
  return { scenario, problems, unused };
}

/** Every part that is sound, all defaults filled in. */
function resolveParts(
  parts: WrittenParts,
  catalogue: Catalogue,
  { standardName, readPoints }: { readonly standardName: string; readonly readPoints: ReadPoints },
  report: Report,
) {
  const counting: PageCounting = { pageBytes: parts.pageBytes ?? Number.NaN, wholePages: Number.NaN, report };
  const pagesKnown = parts.pageBytes !== null;
  const head = parts.head && resolveHead(parts.head, standardName, counting);
  const devices =
    parts.devices && Object.entries(parts.devices).map(([name, device]) => resolveDevice(name, device, counting));
  const names = devices?.map(({ name }) => name) ?? null;
  const host = pagesKnown && parts.host ? resolveHost(parts.host, names, catalogue, counting) : null;
  const manager =
    parts.manager &&
    resolveManager(parts.manager, catalogue, { ...counting, wholePages: host?.memoryPages ?? Number.NaN });
  const costs = parts.costs && resolveCosts(parts.costs, counting);
  const entry = parts.manager && managerEntry(catalogue, parts.manager);
  const surroundings = {
    pageBytes: counting.pageBytes,
    devices: names,
    catalogue,
    reportPeriodNs: entry?.reportPeriodNs ?? null,
    deflatesOnOom: entry?.deflatesOnOom ?? false,
    report,
    costs: costs ?? standardCosts,
    heatShare: shareOf(head?.heat ?? HEATS[0].word),
    readPoints,
  };
  const groups = parts.vms.flatMap((written, index): Group[] =>
    pagesKnown && written
      ? [{ vm: resolveVm(written, ["vms", index], surroundings), count: written.count, index }]
      : [],
  );
  return { head, devices, host, manager, costs, groups, vms: expandGroups(groups, report) };
}

/** Of problems at the same place the first says enough. */
function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(
    (problem, index) =>
      !problems.some(
        (other, at) => at < index && isWithin(other.path, problem.path) && isWithin(problem.path, other.path),
      ),
  );
}
