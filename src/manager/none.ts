import { defineManager } from "./manager.ts";

/** Asks nothing of anybody: the host can only swap. */
export const none = defineManager({
  name: "none",
  about: "Leaves every balloon as it is; a host short of memory can only swap.",
  source: "What libvirt and plain QEMU do by themselves.",
  parameters: {},
  defaultPeriodNs: 10e9,
  start: () => null,
  decide: () => ({ targets: [], state: null }),
});
