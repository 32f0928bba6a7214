import { partOf } from "../../../src/parameter/share.ts";
import { scaledSleepMs } from "../../../src/scenario/host/ksmtuned.ts";
import type { Ksmtuned, KsmtunedMetric } from "../../../src/scenario/scenario.ts";
import { adjustScanner } from "../../../src/simulation/steering/ksmtuned.ts";
import { golden, type Vector } from "./golden.ts";

/** The variables of ksmtuned.conf. */
interface Config {
  readonly KSM_NPAGES_BOOST?: number;
  readonly KSM_NPAGES_DECAY?: number;
  readonly KSM_NPAGES_MIN?: number;
  readonly KSM_NPAGES_MAX?: number;
  readonly KSM_SLEEP_MSEC?: number;
  readonly KSM_THRES_COEF?: number;
  readonly KSM_THRES_CONST?: number;
  readonly KSM_PS_METRIC?: KsmtunedMetric;
}

type Look = readonly [
  memFree: number,
  buffers: number,
  cached: number,
  swapCached: number,
  processes: readonly (readonly [rsz: number, pss: number, vsz: number])[],
];

interface KsmtunedVector extends Vector {
  readonly kind: keyof typeof DEFAULTS;
  readonly in: { readonly config: Config; readonly mem_total: number; readonly steps: readonly Look[] };
  readonly out: unknown;
}

/** What the versions of the script differ in. */
const DEFAULTS = {
  upstream: { metric: "rsz", sleepMs: 10 },
  "proxmox-1.4": { metric: "vsz", sleepMs: 100 },
  "proxmox-1.5": { metric: "pss", sleepMs: 100 },
} as const;

const COLUMNS = ["rsz", "pss", "vsz"] as const;

golden<KsmtunedVector>("ksmtuned", "ksmtuned.json", played, ["upstream", "proxmox-1.4", "proxmox-1.5"]);

function played({ kind, in: { config, mem_total: memoryKib, steps } }: KsmtunedVector): unknown {
  const { metric, sleepMs } = DEFAULTS[kind];
  const sleep = scaledSleepMs(config.KSM_SLEEP_MSEC ?? sleepMs, memoryKib);
  const thresholdKib = Math.max(partOf(memoryKib, (config.KSM_THRES_COEF ?? 20) / 100), config.KSM_THRES_CONST ?? 2048);
  const tuning: Ksmtuned = {
    metric: config.KSM_PS_METRIC ?? metric,
    periodNs: 60e9,
    boostPages: config.KSM_NPAGES_BOOST ?? 300,
    decayPages: -(config.KSM_NPAGES_DECAY ?? -50),
    leastPages: config.KSM_NPAGES_MIN ?? 64,
    mostPages: config.KSM_NPAGES_MAX ?? 1250,
    thresholdKib,
  };
  let pagesToScan = 0;
  let kernel = [100, 20];
  const answers = steps.map(([memFree, buffers, cached, , processes]) => {
    const column = COLUMNS.indexOf(tuning.metric);
    const committedKib = processes.reduce((sum, sizes) => sum + (sizes[column] ?? Number.NaN), 0);
    const pace = adjustScanner({ memoryKib, freeKib: memFree + buffers + cached, committedKib }, pagesToScan, tuning);
    pagesToScan = pace.pagesToScan;
    if (pace.running) kernel = [pagesToScan, sleep];
    return [Number(pace.running), ...kernel, pagesToScan, Number(!pace.running)];
  });
  return { sleep, thres: thresholdKib, steps: answers };
}
