import { fileURLToPath } from "node:url";
import { loadScenario, simulate } from "../../dist/index.node.js";
import { activeShare, averaged } from "../../dist/manager/esx/activity.js";

export const title = "ESX's sampling of active memory";
export const published =
  "Waldspurger (OSDI 2002, section 5.3 and figure 6): 100 random pages per 30 s of a VM's time. The estimate is " +
  "the largest of a slow average, a fast one, and the fast one including the current period. With a program that " +
  "touches 50 to 250 MB of a VM, and 10 to 20 MB in the background, it rises at once with the memory touched and " +
  "falls slowly after it.";
export const setup =
  "A guest of 256 MiB that touches 80 MiB (64 and 16 of background) for six minutes, then 208 MiB, then 80 again; " +
  "the sampling, the averages and their weights of the manager `esx`.";
export const leavesOut =
  "The guest's own periodic work: the paper's curve has a spike that came from Windows zeroing pages. The weights " +
  "of the averages are not published; ours are 0.1 and 0.5 (`ballonet list managers`).";

const WEIGHTS = { slow: 0.1, fast: 0.5 };
const MEMORY = 256;

export async function measure() {
  const { scenario } = await loadScenario(fileURLToPath(new URL("scenario.yaml", import.meta.url)), {
    overrides: [{ path: "manager", value: "{ kind: none, period: 5s }" }],
  });
  const estimates = [];
  let averages = null;
  const manager = {
    activity: { pages: 100, periodNs: 30e9 },
    decide({ nowNs, vms }) {
      const { activity } = vms[0];
      if (activity === null) return { targets: [] };
      averages = averaged(averages, activity, WEIGHTS);
      estimates.push({ seconds: nowNs / 1e9, mib: MEMORY * activeShare(averages, activity.currentShare, WEIGHTS) });
      return { targets: [] };
    },
  };
  await simulate(scenario, { manager });
  const at = (seconds) => estimates.findLast((estimate) => estimate.seconds <= seconds)?.mib ?? Number.NaN;
  const rows = [
    ["before the rise", 355, 80],
    ["30 s after it", 390, 208],
    ["60 s after it", 420, 208],
    ["5 min after it", 660, 208],
    ["30 s after the fall", 750, 80],
    ["60 s after it", 780, 80],
    ["3 min after it", 900, 80],
    ["6 min after it", 1080, 80],
  ].map(([label, seconds, touched]) => [label, `${touched} MiB`, `${Math.round(at(seconds))} MiB`]);
  const rise = estimates.find(({ seconds, mib }) => seconds > 360 && mib >= 80 + 0.8 * 128);
  const fall = estimates.find(({ seconds, mib }) => seconds > 720 && mib <= 208 - 0.8 * 128);
  return {
    tables: [[["", "touched", "estimated active"], ...rows]],
    reading:
      `Four fifths of the rise are visible after ${Math.round((rise?.seconds ?? Number.NaN) - 360)} s, four fifths of ` +
      `the fall after ${fall === undefined ? "more than 360" : Math.round(fall.seconds - 720)} s: quick up, slow down, ` +
      "as published. A hundred pages of a guest of 256 MiB stand for 2.56 MiB each: an estimate is uncertain by about " +
      "five of them.",
  };
}
