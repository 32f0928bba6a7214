import * as v from "valibot";
import * as key from "../key/keys.ts";
import { word } from "../key/leaf.ts";
import type { PageCounting } from "../key/pages.ts";
import { section, shorthand, unknownKind } from "../key/section.ts";
import { type Settled, settle } from "../key/settle.ts";
import type { Path } from "../problem.ts";

/** How a balloon driver behaves. */
export type DriverBehaviour =
  | { readonly kind: "normal" }
  /** Has a maximum rate. */
  | ({ readonly kind: "slow" } & Settled<typeof slowKeys>)
  /** Has a maximum size. */
  | ({ readonly kind: "limited" } & Settled<typeof limitedKeys>)
  /** Never moves. */
  | { readonly kind: "stuck" }
  /** Works for `workingNs`, does nothing for `stuckNs`, and so on, from the VM's boot. */
  | ({ readonly kind: "intermittent" } & Settled<typeof intermittentKeys>);

const slowKeys = {
  rate: key.rate({ about: "Maximum rate at which it moves memory.", example: "20MiB/s", to: "bytesPerSecond" }),
};
const limitedKeys = {
  most: key.sizeOrShare({
    about: "Maximum memory it holds; a share is relative to the VM's memory.",
    example: "1GiB",
    to: "mostPages",
  }),
};
const intermittentKeys = {
  working: key.duration({ about: "How long it works, from the VM's boot on.", least: 1, example: "10s" }),
  stuck: key.duration({ about: "How long it then does nothing.", least: 1, example: "10s" }),
};

const KINDS = ["normal", "stuck", "slow", "limited", "intermittent"];
const inOneWord = word(["normal", "stuck"]);
const inFull = v.variant(
  "kind",
  [
    section({ kind: v.literal("normal") }),
    section({ kind: v.literal("stuck") }),
    section({ kind: v.literal("slow"), ...slowKeys }),
    section({ kind: v.literal("limited"), ...limitedKeys }),
    section({ kind: v.literal("intermittent"), ...intermittentKeys }),
  ],
  unknownKind(KINDS, "slow"),
);
const driverSchema = shorthand(
  v.pipe(
    inOneWord,
    v.transform((kind) => ({ kind })),
  ),
  inFull,
);

/** The key of a driver's behaviour. */
export const driverKey = key.part(driverSchema, {
  about: "How the driver behaves: normal, stuck (never moves), or a group of keys.",
  default: "normal",
});

/** A driver's behaviour. */
export function resolveDriver(
  written: v.InferOutput<typeof driverSchema>,
  path: Path,
  counting: PageCounting,
): DriverBehaviour {
  switch (written.kind) {
    case "slow":
      return { kind: "slow", ...settle(slowKeys, written, path, counting) };
    case "limited":
      return { kind: "limited", ...settle(limitedKeys, written, path, counting) };
    case "intermittent":
      return { kind: "intermittent", ...settle(intermittentKeys, written, path, counting) };
    default:
      return { kind: written.kind };
  }
}
