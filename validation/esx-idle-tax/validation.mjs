import { mib, run, times, vm } from "../library.mjs";

export const title = "ESX's tax on idle memory";
export const published =
  "Waldspurger (OSDI 2002, section 5.2 and figure 7, recalled): two VMs of 256 MB share 360 MB; one runs Windows " +
  "and idles, the other runs dbench under Linux. Without a tax both get the same. With the default tax of 75 % an " +
  "idle page costs four times an active one, memory moves to dbench, and its throughput rises by more than 30 %.";
export const setup =
  "The manager `esx` with the thresholds of ESX 2 on a host that leaves both VMs about 360 MiB. The idle VM has " +
  "touched all its memory; the other works on files of 192 MiB, more than its half holds. Ten minutes with each " +
  "tax; the last five are measured.";
export const leavesOut =
  "dbench itself: a Zipf workload on files stands for it, so the size of the gain depends on its skew and on the " +
  "disk; the start with tax 0 from which the paper's figure changes to 75 %.";

export async function measure() {
  const scenario = new URL("scenario.yaml", import.meta.url);
  const rows = [];
  const throughput = [];
  for (const tax of ["0", "0.75"]) {
    const result = await run(scenario, { "manager.tax": tax });
    const { timeNs, vms } = result.series;
    const from = timeNs.findIndex((ns) => ns > 300e9);
    const mean = (column) => column.slice(from).reduce((sum, one) => sum + one, 0) / (column.length - from);
    const index = (name) => result.vms.indexOf(vm(result, name));
    const perSecond = mean(vms[index("dbench")].references) / (result.scenario.samplePeriodNs / 1e9);
    throughput.push(perSecond);
    rows.push([
      `${100 * Number(tax)} %`,
      mib(result, mean(vms[index("windows")].backedPages)),
      mib(result, mean(vms[index("dbench")].backedPages)),
      `${Math.round(perSecond)} refs/s`,
    ]);
  }
  return {
    tables: [[["tax", "idle VM has", "dbench has", "dbench does"], ...rows]],
    reading:
      `With the tax dbench does ${times(throughput[1] / throughput[0])} of its work without it; published: more than ` +
      "1.30×. The gain is larger than published, since the host takes pages at random and reads them back one at a " +
      "time. This workload, on an SSD and with little else to do, is affected more by that than dbench on a disk was.",
  };
}
