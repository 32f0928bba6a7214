import { type Bad, workload } from "./edit.ts";

/** Workloads that cannot be. */
export const badWorkloads: readonly Bad[] = [
  [
    "workload without pattern",
    workload("writes: 10%"),
    "9:7: vms[0].workload.pattern: missing: write for example pattern: uniform",
  ],
  ["misspelt phases", workload("phasse: []"), "9:7: vms[0].workload.phasse: unknown key, did you mean phases?"],
  [
    "unknown pattern",
    workload("pattern: unifrom"),
    "9:16: vms[0].workload.pattern: unifrom is not known, did you mean uniform?",
  ],
  [
    "parameter of another pattern",
    workload("pattern: uniform\ntheta: 1"),
    "10:7: vms[0].workload.theta: unknown key, known here: pattern, memory, files, warm, think, writes, repeat, content, phases",
  ],
  [
    "misspelt parameter",
    workload("pattern: zipf\ntehta: 1"),
    "10:7: vms[0].workload.tehta: unknown key, did you mean theta?",
  ],
  [
    "parameter out of range",
    workload("pattern: zipf\ntheta: 4"),
    "10:14: vms[0].workload.theta: 4 is too large: at most 3",
  ],
  [
    "pattern and phases",
    workload("pattern: uniform\nphases: []"),
    "10:15: vms[0].workload.phases: there is a pattern beside the phases: write either the one or the other",
  ],
  ["no phases", workload("phases: []"), "9:15: vms[0].workload.phases: the list is empty: write at least one item"],
  [
    "phase without for",
    workload("phases:\n  - pattern: uniform\n  - pattern: uniform"),
    "10:11: vms[0].workload.phases[0].for: missing: every phase but the last needs it, write for example for: 30s",
  ],
  [
    "repeated phase without for",
    workload("repeat: true\nphases:\n  - pattern: uniform"),
    "11:11: vms[0].workload.phases[0].for: missing: every phase of a workload that repeats needs it, write for example for: 30s",
  ],
  [
    "trace without file",
    workload("pattern: trace"),
    "9:7: vms[0].workload.file: missing: write for example file: trace.u32.gz",
  ],
  [
    "mix without parts",
    workload("pattern: mix"),
    "9:7: vms[0].workload.parts: missing: write for example parts: [{ pattern: uniform }]",
  ],
  [
    "mix in a mix",
    workload("pattern: mix\nparts: [{ pattern: mix }]"),
    "10:26: vms[0].workload.parts[0].pattern: mix is not known, known here: uniform, zipf, idle, trace",
  ],
  [
    "mix with a broken part",
    workload("pattern: mix\nparts: [{ pattern: zipf, theta: x, weight: 0, cat: 1 }]"),
    "10:39: vms[0].workload.parts[0].theta: x is not a number",
    "10:50: vms[0].workload.parts[0].weight: 0 is too small: at least 0.000001",
    "10:53: vms[0].workload.parts[0].cat: unknown key, known here: pattern, weight, theta",
  ],
  [
    "more memory than can be",
    workload("pattern: uniform\nmemory: 8TiB"),
    "10:15: vms[0].workload.memory: 8TiB is too large: at most 4TiB",
  ],
  [
    "share of nothing",
    workload("pattern: idle\nmemory: 5 pages\nset: 1%"),
    "11:12: vms[0].workload.set: 1% is too small: at least 4KiB",
  ],
  [
    "no memory",
    workload("pattern: uniform\nmemory: 0%"),
    "10:15: vms[0].workload.memory: 0% is too small: at least 4KiB",
  ],
  [
    "empty region",
    workload("phases:\n  - pattern: uniform\n    memory: 0"),
    "11:19: vms[0].workload.phases[0].memory: 0 is too small: at least 4KiB",
  ],
  [
    "more files than memory",
    workload("pattern: uniform\nmemory: 1GiB\nfiles: 2GiB"),
    "11:14: vms[0].workload.files: files take 2GiB of a workload that has 1GiB: write at most that, or 100%",
  ],
  [
    "warm more than memory",
    workload("pattern: uniform\nmemory: 1GiB\nwarm: 2GiB"),
    "11:13: vms[0].workload.warm: warm takes 2GiB of a workload that has 1GiB: write at most that, or 100%",
  ],
  [
    "share above all",
    workload("pattern: uniform\nwrites: 30"),
    "10:15: vms[0].workload.writes: 30 is more than all of it: write 30% or 0.3",
  ],
  [
    "share above 100%",
    workload("pattern: uniform\nwarm: 120%"),
    "10:13: vms[0].workload.warm: 120% is not between 0 and 1: write a share such as 80% or 0.8",
  ],
  ["zero think", workload("pattern: uniform\nthink: 0"), "10:14: vms[0].workload.think: 0 is too small: at least 1ns"],
  [
    "region beyond the workload",
    workload("memory: 1GiB\nphases:\n  - pattern: uniform\n    from: 512MiB\n    memory: 1GiB"),
    "13:19: vms[0].workload.phases[0].memory: the region ends at 1536MiB, and the workload at 1GiB",
  ],
  [
    "region begins beyond",
    workload("memory: 1GiB\nphases:\n  - pattern: uniform\n    from: 1GiB"),
    "12:17: vms[0].workload.phases[0].from: the region begins at 1GiB, and the workload ends at 1GiB",
  ],
  [
    "growing from more",
    workload("phases:\n  - pattern: uniform\n    for: 1s\n    memory: 1GiB\n    growFrom: 2GiB"),
    "13:21: vms[0].workload.phases[0].growFrom: 2GiB is more than the 1GiB the region grows to: write less",
  ],
  [
    "growing without for",
    workload("phases:\n  - pattern: uniform\n    growFrom: 1GiB"),
    "11:21: vms[0].workload.phases[0].growFrom: a region grows over the phase's time, and that is not known: write for as well",
  ],
  [
    "freed beyond",
    workload("memory: 1GiB\nphases:\n  - pattern: uniform\n    free: 2GiB"),
    "12:17: vms[0].workload.phases[0].free: what is freed ends at 2GiB, and the workload at 1GiB",
  ],
  [
    "freed word",
    workload("phases:\n  - pattern: uniform\n    free: al"),
    "11:17: vms[0].workload.phases[0].free: al is not known, did you mean all?",
  ],
  [
    "more content than pages",
    workload("pattern: uniform\ncontent: { zero: 60%, image: { name: debian, share: 50% } }"),
    "10:16: vms[0].workload.content: image, zero and volatile are 110% of all pages: write 100% at most",
  ],
  [
    "image without share",
    workload("pattern: uniform\ncontent: { image: { name: debian } }"),
    "10:25: vms[0].workload.content.image.share: missing: write for example share: 20%",
  ],
  [
    "unknown content",
    workload("pattern: uniform\ncontent: { zeroes: 10% }"),
    "10:18: vms[0].workload.content.zeroes: unknown key, did you mean zero?",
  ],
  [
    "phase as word",
    workload("phases:\n  - uniform"),
    "10:11: vms[0].workload.phases[0]: uniform is not a group of keys: write for example pattern: zipf below it",
  ],
];
