import * as key from "../key/keys.ts";

/** What a device is like where nothing else is written: its preset's. */
const presets = <const Name extends string>(name: Name) =>
  key.rule("the preset's", (preset: Readonly<Record<Name, number>>) => preset[name]);

/** The numbers of a device. */
export const deviceNumbers = {
  latency: key.duration({
    about: "Time before the first byte of a request.",
    default: presets("latencyNs"),
    most: 60e9,
    example: "80us",
  }),
  sequentialLatency: key.duration({
    about: "The same for a request that begins where the one before ended.",
    default: key.rule("the preset's, but no more than latency", presets("sequentialLatencyNs").of),
    most: 60e9,
    example: "80us",
  }),
  bandwidth: key.rate({
    about: "All channels together.",
    default: presets("bytesPerSecond"),
    example: "3GB/s",
    to: "bytesPerSecond",
  }),
  channels: key.count({
    about: "Requests served at the same time.",
    default: presets("channels"),
    least: 1,
    most: 1024,
    example: 32,
  }),
  writeQueue: key.count({
    about: "Maximum writes in flight; further writers wait.",
    default: presets("writeQueue"),
    least: 1,
    most: 65536,
    example: 128,
  }),
  rotational: key.flag({
    about:
      "Linux takes it for a disk that turns, and reads swap ahead by neighbouring slots instead of neighbouring addresses; a guest takes every virtio-blk disk for one.",
    default: key.rule("the preset's", ({ rotational }: { readonly rotational: boolean }) => rotational),
    source: "/sys/block/…/queue/rotational; mm/swap_state.c, swap_use_vma_readahead",
  }),
};
