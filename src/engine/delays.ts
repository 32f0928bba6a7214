/**
 * What delays a VM's vCPUs beyond computing, in the order of assembly/machine/delays.ts; docs/machine.md says what each is. All but `guestFault` add up to
 * the stall time.
 */
export const delayKinds = [
  "guestFault",
  "hostFault",
  "guestSwapBalloon",
  "guestSwapMemory",
  "coldFile",
  "fileBalloon",
  "fileMemory",
  "guestReclaimBalloon",
  "guestReclaimMemory",
  "hostSwap",
  "hostReclaim",
  "hostCompression",
  "diskQueue",
  "sharingBreak",
  "sample",
] as const;

export type DelayKind = (typeof delayKinds)[number];
