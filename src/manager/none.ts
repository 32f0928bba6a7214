import { defineManager } from "./manager.ts";

/** Sets no targets: the host can only swap. */
export const none = defineManager({
  name: "none",
  about: "Sets no targets; a host short of memory can only swap.",
  source: "What libvirt and plain QEMU do by themselves.",
  parameters: {},
  defaultPeriodNs: 10e9,
  start: () => null,
  decide: () => ({ targets: [], state: null }),
});
