import { type Bad, instead, top } from "./edit.ts";

/** Sizes, durations and numbers that are none. */
export const badValues: readonly Bad[] = [
  [
    "decimal size",
    instead("32GiB", "32GB"),
    "4:11: host.memory: 32GB is not a size: memory comes in binary units, write 32GiB",
  ],
  ["lower-case size", instead("32GiB", "32 gib"), "4:11: host.memory: 32 gib is not a size: write 32GiB"],
  ["abbreviated size", instead("32GiB", "32G"), "4:11: host.memory: 32G is not a size: write 32GiB"],
  ["Gi size", instead("32GiB", "32Gi"), "4:11: host.memory: 32Gi is not a size: write 32GiB"],
  ["misspelt size", instead("32GiB", "32GiBB"), "4:11: host.memory: 32GiBB is not a size: write 32GiB"],
  ["size without unit", instead("32GiB", "32"), "4:11: host.memory: 32 has no unit: write 32GiB, 32MiB or 32 pages"],
  [
    "quoted size without unit",
    instead("32GiB", "'32'"),
    '4:11: host.memory: "32" has no unit: write 32GiB, 32MiB or 32 pages',
  ],
  [
    "negative size",
    instead("32GiB", "-32GiB"),
    "4:11: host.memory: -32GiB is negative: write for example 8GiB or 1000 pages",
  ],
  [
    "negative number",
    instead("32GiB", "-32"),
    "4:11: host.memory: -32 is negative: write for example 8GiB or 1000 pages",
  ],
  ["zero memory", instead("32GiB", "0"), "4:11: host.memory: 0 is too small: at least 4KiB"],
  [
    "no value",
    instead("memory: 32GiB", "memory:"),
    "4:10: host.memory: nothing is not a size: write for example 8GiB or 1000 pages",
  ],
  [
    "size as switch",
    instead("32GiB", "true"),
    "4:11: host.memory: true is not a size: write for example 8GiB or 1000 pages",
  ],
  [
    "size as list",
    instead("32GiB", "[1]"),
    "4:11: host.memory: a list is not a size: write for example 8GiB or 1000 pages",
  ],
  [
    "size as group",
    instead("32GiB", "{ a: 1 }"),
    "4:11: host.memory: a group of keys is not a size: write for example 8GiB or 1000 pages",
  ],
  [
    "infinite size",
    instead("32GiB", ".inf"),
    "4:11: host.memory: Infinity is not a size: write for example 8GiB or 1000 pages",
  ],
  ["no number", instead("32GiB", ".nan"), "4:11: host.memory: NaN is not a size: write for example 8GiB or 1000 pages"],
  [
    "absurd size",
    instead("32GiB", "1e30"),
    "4:11: host.memory: 1e+30 is not a size: write for example 8GiB or 1000 pages",
  ],
  [
    "absurd size with unit",
    instead("32GiB", "99999999999999999999TiB"),
    "4:11: host.memory: 100000000000000000000TiB is too large: at most 4TiB",
  ],
  [
    "share where a size is wanted",
    instead("32GiB", "50%"),
    "4:11: host.memory: 50% is a share, and this is a size: write for example 8GiB",
  ],
  [
    "size that is not whole pages",
    instead("8GiB", "10KiB"),
    "7:13: vms[0].memory: 10KiB is not a whole number of 4KiB pages: write 8KiB or 12KiB",
  ],
  [
    "decimal size of less than half a page",
    instead("8GiB", "0.0019MiB"),
    "7:13: vms[0].memory: 0.0019MiB is not a whole number of 4KiB pages: write 4KiB",
  ],
  [
    "decimal size of too many pages",
    instead("8GiB", "4096.5TiB"),
    "7:13: vms[0].memory: 4096.5TiB is too large: at most 4TiB",
  ],
  [
    "size in MiB without its unit",
    instead("8GiB", "4096"),
    "7:13: vms[0].memory: 4096 has no unit: write 4096MiB, 4096GiB or 4096 pages",
  ],
  ["half a page", instead("8GiB", "1.5 pages"), "7:13: vms[0].memory: 1.5 pages is not a whole number of pages"],
  [
    "page size",
    top("pageSize: 5KiB"),
    "10:11: pageSize: 5KiB is not a page size: write one of 4KiB, 8KiB, 16KiB, 32KiB, 64KiB, 128KiB, 256KiB, 512KiB, 1MiB, 2MiB",
  ],
  [
    "page size too large",
    top("pageSize: 4MiB"),
    "10:11: pageSize: 4MiB is not a page size: write one of 4KiB, 8KiB, 16KiB, 32KiB, 64KiB, 128KiB, 256KiB, 512KiB, 1MiB, 2MiB",
  ],
  ["duration without unit", instead("1min", "60"), "2:11: duration: 60 has no unit: write 60s, 60ms, 60us or 60ns"],
  ["misspelt duration", instead("1min", "1minn"), "2:11: duration: 1minn is not a duration: write 1min"],
  ["zero duration", instead("1min", "0s"), "2:11: duration: 0s is too small: at least 1ms"],
  ["endless duration", instead("1min", "500d"), "2:11: duration: 500d is too long: at most 104d"],
  ["fraction of a nanosecond", top("quantum: 0.5ns"), "10:10: quantum: 0.5ns is not a whole number of nanoseconds"],
  [
    "sample longer than the run",
    top("sample: 2min"),
    "10:9: sample: no point would be sampled: write at most the duration, 1min",
  ],
  [
    "too many samples",
    instead("1min", "1h").concat("sample: 1ms\n"),
    "10:9: sample: 3600000 points are too many, at most 100000: write at least 36ms",
  ],
  ["negative seed", top("seed: -1"), "10:7: seed: -1 is too small: at least 0"],
  ["broken seed", top("seed: 1.5"), "10:7: seed: 1.5 is not a whole number"],
  ["seed in quotes", top("seed: '1'"), '10:7: seed: "1" is not a whole number: write it without quotes'],
];
