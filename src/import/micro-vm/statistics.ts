import { type HostFile, wrongFile } from "../error.ts";
import { type Group, isGroup, jsonOf, numberOf } from "../json.ts";
import { demandInWords, demandsOf, type Sample, silent } from "../model/sample.ts";

const MIB = 2 ** 20;

/** What a series of Firecracker's balloon statistics says of a VM. */
export interface MicroVmRecord {
  readonly samples: readonly Sample[];
  readonly demandFrom: string;
  readonly swaps: boolean;
}

/** Whether a file is a series: a time in Unix seconds, then an answer of `GET /balloon/statistics`, and so on. */
export function isStatistics({ text }: HostFile): boolean {
  return /^\s*#?\s*\d{9,11}(?:\.\d+)?\s*\n\s*\{/.test(text);
}

/** Reads a series. Throws an ImportError of one sentence. */
export function readStatistics(file: HostFile): MicroVmRecord {
  const pieces = file.text.split(/^#?\s*(\d{9,11}(?:\.\d+)?)\s*$/m);
  const answers: { readonly time: number; readonly group: Group }[] = [];
  for (let at = 1; at < pieces.length; at += 2) {
    const time = Number(pieces[at]);
    const before = answers.at(-1)?.time ?? 0;
    if (time <= before) throw wrongFile(file, null, `time does not rise, from ${before} to ${time}`);
    const group = jsonOf({ name: file.name, text: pieces[at + 1] ?? "" });
    if (!isGroup(group)) throw wrongFile(file, null, `the answer at ${time} is not a group of keys`);
    answers.push({ time, group });
  }
  const statistics = answers.map(({ group }) => ({
    total: numberOf(file, group, "total_memory"),
    free: numberOf(file, group, "free_memory"),
    usable: numberOf(file, group, "available_memory"),
    caches: numberOf(file, group, "disk_caches"),
  }));
  const demands = demandsOf(statistics);
  const samples = answers.map(
    ({ time, group }, i): Sample => ({
      ...silent(time),
      ...demands[i],
      majorFaults: numberOf(file, group, "major_faults"),
    }),
  );
  const swaps = answers.some(({ group }) => (numberOf(file, group, "swap_in") ?? 0) > 0);
  return { samples, demandFrom: `balloon statistics: ${demandInWords(statistics)}`, swaps };
}

/** What the balloon had taken at the first answer, in bytes; `null`: it does not say. */
export function firstTaken(file: HostFile): number | null {
  const mib = /"actual_mib"\s*:\s*(\d{1,9})/.exec(file.text)?.[1];
  return mib === undefined ? null : Number(mib) * MIB;
}
