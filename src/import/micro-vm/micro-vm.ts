import { baseName, type HostFile, ImportError, wrongFile } from "../error.ts";
import { isJson, jsonOf } from "../json.ts";
import { type ImportedHost, type ImportedVm, unrecordedOf } from "../model/host.ts";
import { assumed, told } from "../model/told.ts";
import { firstTaken, isStatistics, readStatistics } from "./statistics.ts";
import { cloudHypervisorVm, firecrackerVm, vmNameOf } from "./vm-config.ts";

/** Reads a host of Firecracker: the configuration file of each VM, and series of its balloon statistics. Throws an ImportError of one sentence. */
export function firecrackerHost(name: string, files: readonly HostFile[], strict: boolean): ImportedHost {
  const series = files.filter(isStatistics);
  const host = hostOf(
    name,
    files.filter((file) => !isStatistics(file)),
    strict,
    firecrackerVm,
    {
      product: "Firecracker",
      what: "a configuration with machine-config",
      recorder: [
        "S=/run/web.socket; while sleep 60; do date +%s",
        "  curl -s --unix-socket $S http://localhost/balloon/statistics; echo; done >> web-statistics.txt",
      ],
    },
  );
  const left = series.filter((file) => !host.vms.some((vm) => vm.name === vmNameOf(file)));
  if (strict && left[0] !== undefined)
    throw wrongFile(left[0], null, `there is no configuration of ${vmNameOf(left[0])}: name both files after the VM`);
  const vms = host.vms.map((vm) =>
    recorded(
      vm,
      series.filter((file) => vmNameOf(file) === vm.name),
    ),
  );
  return {
    ...host,
    vms,
    leftOut: [
      ...host.leftOut,
      ...left.map((file) => `${baseName(file.name)}: there is no configuration of ${vmNameOf(file)}.`),
    ],
    ask: [...host.ask, ...unrecordedOf(vms, "its balloon statistics, by the loop below")],
  };
}

/** Reads a host of Cloud Hypervisor: `vm.info` of each VM. Throws an ImportError of one sentence. */
export function cloudHypervisorHost(name: string, files: readonly HostFile[], strict: boolean): ImportedHost {
  const host = hostOf(name, files, strict, cloudHypervisorVm, {
    product: "Cloud Hypervisor",
    what: "vm.info or a configuration with memory",
    recorder: ["ch-remote --api-socket /run/web.socket info > web.json"],
  });
  return {
    ...host,
    ask: [...host.ask, ...unrecordedOf(host.vms, "Cloud Hypervisor tells none; ask node_exporter in the guests")],
  };
}

interface Product {
  readonly product: string;
  readonly what: string;
  readonly recorder: readonly string[];
}

function hostOf(
  name: string,
  files: readonly HostFile[],
  strict: boolean,
  read: (file: HostFile, whole: unknown) => ImportedVm | null,
  { product, what, recorder }: Product,
): ImportedHost {
  const leftOut: string[] = [];
  const vms: ImportedVm[] = [];
  for (const file of files) {
    const vm = isJson(file) ? read(file, jsonOf(file)) : null;
    if (vm !== null) vms.push(vm);
    else if (strict) throw wrongFile(file, null, `this is not ${what}`);
    else leftOut.push(`${baseName(file.name)}: it is not ${what}.`);
  }
  if (vms.length === 0) throw new ImportError(`${name}: no VM was found: give ${what}`);
  return {
    name,
    source: `${product} (${files.length} ${files.length === 1 ? "file" : "files"})`,
    manager: assumed({ kind: "none" }, `${product} sets no balloon by itself`),
    memoryBytes: null,
    swapBytes: null,
    vms,
    leftOut,
    ask: [
      "The host's memory and swap: free --bytes",
      "The least memory that each VM needs (balloon.minimum): nothing says it.",
    ],
    recorder,
  };
}

function recorded(vm: ImportedVm, series: readonly HostFile[]): ImportedVm {
  const [file, second] = series;
  if (file === undefined) return vm;
  if (second !== undefined)
    throw wrongFile(second, null, `it is of ${vm.name}, as ${baseName(file.name)} is: give one of them`);
  const taken = firstTaken(file);
  const start =
    taken === null || taken >= vm.memoryBytes.value
      ? {}
      : { startBytes: told(vm.memoryBytes.value - taken, "actual_mib is taken when its recording begins") };
  return { ...vm, ...readStatistics(file), ...start };
}
