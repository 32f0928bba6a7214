import type * as v from "valibot";
import type { Catalogue } from "../catalogue.ts";
import * as key from "../key/keys.ts";
import { type PageCounting, writePages } from "../key/pages.ts";
import { section } from "../key/section.ts";
import { type Settled, settle } from "../key/settle.ts";
import { type PolicyChoice, policyKey, resolvePolicy } from "../memory/policy.ts";
import { type DeviceNames, resolveSwap, type Swap, swapSchema } from "../memory/swap.ts";
import { resolveWatermarks, type Watermarks, watermarksSchema } from "../memory/watermarks.ts";
import { type Compression, compressionKey, resolveCompression } from "./compression.ts";
import { resolveSharing, type Sharing, sharingKey } from "./sharing.ts";

/** The machine that promised its memory to the VMs. */
export interface Host extends Settled<typeof memoryKey>, Settled<typeof reservedKey> {
  readonly policy: PolicyChoice;
  readonly swap: Swap;
  readonly watermarks: Watermarks;
  /** `null`: pages are not shared. */
  readonly sharing: Sharing | null;
  /** `null`: pages go to host swap as they are. */
  readonly compression: Compression | null;
}

/** The host as it was written. */
export type WrittenHost = v.InferOutput<ReturnType<typeof hostSchema>>;

const memoryKey = { memory: key.size({ about: "Memory of the host.", least: 1, example: "32GiB" }) };
const reservedKey = {
  reserved: key.sizeOrShare({
    about: "Memory that the host itself needs, which no VM gets; a share is relative to the host's memory.",
    default: 0,
    example: "1GiB",
  }),
};

/** The host's keys. */
const hostSchema = (catalogue: Catalogue) =>
  section({
    ...memoryKey,
    ...reservedKey,
    policy: policyKey(catalogue, "host", "Replacement policy of the host, which sees accessed bits only."),
    swap: key.part(swapSchema, { about: "Swap of the host: its size, or a group of keys; 0: none.", default: 0 }),
    watermarks: key.part(watermarksSchema, {
      about:
        "Free memory at which the host reclaims: linux (as Linux sets it), linux-no-thp (without transparent huge pages), off, or a group of keys.",
      default: "linux",
    }),
    sharing: sharingKey,
    compression: compressionKey,
  });

/** The key of the host. */
export const hostKey = (catalogue: Catalogue) =>
  key.part(hostSchema(catalogue), {
    about: "The machine that promised its memory to the VMs.",
    example: { memory: "32GiB" },
  });

/** The host with all defaults. */
export function resolveHost(
  written: WrittenHost,
  devices: DeviceNames,
  catalogue: Catalogue,
  plain: PageCounting,
): Host {
  const path = ["host"];
  const { memoryPages } = settle(memoryKey, written, path, plain);
  const counting = { ...plain, wholePages: memoryPages };
  const { reservedPages } = settle(reservedKey, written, path, counting);
  if (reservedPages >= memoryPages)
    counting.report(
      [...path, "reserved"],
      `the host keeps all of its ${writePages(memoryPages, plain.pageBytes)} for itself: write less`,
    );
  const usable = { ...counting, wholePages: memoryPages - reservedPages };
  return {
    memoryPages,
    reservedPages,
    policy: resolvePolicy(written.policy, catalogue.policies, [...path, "policy"], counting),
    swap: resolveSwap(written.swap, devices, [...path, "swap"], counting),
    watermarks: resolveWatermarks(
      written.watermarks,
      { memoryPages, keptPages: reservedPages },
      [...path, "watermarks"],
      usable,
    ),
    sharing: resolveSharing(written.sharing, [...path, "sharing"], counting),
    compression: resolveCompression(written.compression, usable.wholePages, [...path, "compression"], counting),
  };
}
