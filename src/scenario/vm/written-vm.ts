import * as v from "valibot";
import { suggestion } from "../../parameter/nearest.ts";
import { quote } from "../../parameter/reading.ts";
import type { Catalogue } from "../catalogue.ts";
import { choice, choiceInOneLine } from "../key/choice.ts";
import { count, duration, flag, leaf, rate, size, sizeOrShare, text, word } from "../key/quantity.ts";
import { list, section, shorthand } from "../key/section.ts";
import { workloadSchema } from "../workload/written-workload.ts";
import { balloonKinds } from "./balloon-kinds.ts";
import { guestSwapSchema } from "./written-guest-swap.ts";

/** The most VMs of a scenario. */
export const MOST_VMS = 4096;

/** A VM, or a group of identical ones, as it was written. */
export type WrittenVm = v.InferOutput<ReturnType<typeof vmSchema>>;

/** Watermarks as they were written. */
export type WrittenWatermarks = v.InferOutput<ReturnType<typeof watermarksSchema>>;

/** A replacement policy: in one line or as a group of keys. */
export function policySchema({ policies }: Catalogue, whose: "guest" | "host", about: string) {
  const usable = policies.filter((policy) => policy[whose]);
  return shorthand(choiceInOneLine(`${whose}'s policy`, usable, about), choice("kind", usable));
}

/** Watermarks: Linux's own, none, or in numbers. */
export function watermarksSchema(about: string) {
  return shorthand(
    word(about, ["linux", "off"]),
    section({
      min: size("Free memory at which who needs memory must reclaim it himself.", "64MiB"),
      low: size("Free memory below which reclaim in the background begins.", "80MiB"),
      high: size("Free memory at which reclaim ends.", "96MiB"),
    }),
  );
}

/** One VM, or `count` identical ones. */
export function vmSchema(catalogue: Catalogue) {
  return section({
    name: name("Unique name; a group of eight gets web-1 … web-8."),
    count: v.optional(
      count("How many identical VMs. Default: 1, which keeps the name as it is.", { least: 1, most: MOST_VMS }, 8),
    ),
    memory: size("Memory of the VM."),
    kernel: v.optional(
      sizeOrShare(
        "What the guest's kernel needs, which nothing reclaims, a share being one of the VM's memory. Default: 3%, rounded down.",
        "256MiB",
      ),
    ),
    vcpus: v.optional(
      count("Virtual processors; each runs a reference stream of its own. Default: 1.", { least: 1, most: 256 }, 2),
    ),
    policy: v.optional(policySchema(catalogue, "guest", "Replacement policy of the guest. Default: clock.")),
    swap: v.optional(guestSwapSchema),
    disk: v.optional(text("Name of the device of its file-backed pages. Default: the first device.", "swap")),
    watermarks: v.optional(
      watermarksSchema("Free memory at which the guest reclaims: linux (as Linux sets it) or off. Default: linux."),
    ),
    deflateOnOom: v.optional(flag("The balloon gives memory back before the guest runs out of it. Default: true.")),
    balloon: v.optional(
      shorthand(
        flag(
          "Whether there is a balloon driver. Default: true.",
          "write true, false or a group of keys such as minimum and start",
        ),
        balloon,
      ),
    ),
    reporting: v.optional(
      shorthand(
        flag(
          "Whether the guest reports its free memory to the host, which takes it back. Default: false.",
          "write true, false or a group of keys such as order and delay",
        ),
        reporting,
      ),
    ),
    statistics: v.optional(
      shorthand(
        flag(
          "Whether the guest answers when its statistics are asked for. Default: true.",
          "write true, false or a group of keys such as period and delay",
        ),
        section({
          period: v.optional(
            duration(
              "How often the guest is asked. Default: 2s, or how often the manager's own driver reports.",
              { least: 1e6 },
              "2s",
            ),
          ),
          delay: v.optional(duration("Age of an answer when it arrives. Default: 0.", {}, "100ms")),
          missing: v.optional(
            list(
              word("A statistic that the guest leaves out.", STATISTICS),
              "What the answers leave out: total, free, available, caches, swap, faults, reclaim. Default: nothing.",
              "available",
            ),
          ),
        }),
      ),
    ),
    shares: v.optional(
      count(
        "Weight when memory is scarce, against the other VMs. A balloon.minimum of 100% leaves a VM out. Default: 1000.",
        { least: 1, most: 1e6, instead: "to leave a VM out, write balloon: { minimum: 100% }" },
        1000,
      ),
    ),
    boot: v.optional(duration("When it boots. Default: 0s.", {}, "10s")),
    shutdown: v.optional(duration("When it shuts down. Default: never.", {}, "90s")),
    workload: workloadSchema(catalogue),
  });
}

const STATISTICS = ["total", "free", "available", "caches", "swap", "faults", "reclaim"] as const;

const DRIVERS = ["normal", "stuck", "slow", "limited", "intermittent"];

const driver = shorthand(
  word("How the driver behaves: normal, or stuck (never moves). Default: normal.", ["normal", "stuck"]),
  v.variant(
    "kind",
    [
      section({ kind: v.literal("normal") }),
      section({ kind: v.literal("stuck") }),
      section({ kind: v.literal("slow"), rate: rate("What it moves at most.", "20MiB/s") }),
      section({
        kind: v.literal("limited"),
        most: sizeOrShare("What it holds at most, a share being one of the VM's memory.", "1GiB"),
      }),
      section({
        kind: v.literal("intermittent"),
        working: duration("How long it works, from the VM's boot on.", { least: 1 }),
        stuck: duration("How long it then does nothing.", { least: 1 }),
      }),
    ],
    ({ input }) =>
      input === undefined
        ? "missing: write for example kind: slow"
        : `${quote(input)} is not known, ${suggestion(String(input), DRIVERS)}`,
  ),
);

const balloon = section({
  kind: v.optional(
    word(
      `How memory is taken and given back: ${balloonKinds.map(({ name }) => name).join(", ")}. Default: virtio.`,
      balloonKinds.map(({ name }) => name),
    ),
  ),
  touched: v.optional(
    duration(
      "What it costs to take a page, or block, of which the host had backed something. Default: the kind's.",
      {},
      "4455ns",
    ),
  ),
  untouched: v.optional(
    duration("What it costs to take one that the host had not backed. Default: the kind's.", {}, "2537ns"),
  ),
  return: v.optional(duration("What it costs to give one back. Default: the kind's.", {}, "1808ns")),
  migrate: v.optional(
    duration("What it costs virtio-mem to move a page out of a block. Default: 2us, assumed.", {}, "2us"),
  ),
  minimum: v.optional(
    sizeOrShare(
      "The VM is never asked to live with less, a share being one of its memory. Default: its kernel and 10% of its memory.",
      "1GiB",
    ),
  ),
  start: v.optional(
    sizeOrShare("What the balloon holds when the VM boots, a share being one of the VM's memory. Default: 0.", "2GiB"),
  ),
  batch: v.optional(
    size("Pages in one message. Default: 256 pages, or blocks of virtio-2m, or one block of the others.", "256 pages"),
  ),
  retry: v.optional(duration("Pause after a round that found no page. Default: 200ms.", { least: 1 }, "200ms")),
  driver: v.optional(driver),
});

const reporting = section({
  order: v.optional(
    count(
      "Free blocks of 2^order pages are the smallest that are reported. Default: that of 2MiB, 9 with pages of 4KiB.",
      { least: 0, most: 10 },
      9,
    ),
  ),
  delay: v.optional(
    duration(
      "From the first block freed to the reports, and between two rounds of them. Default: 2s.",
      { least: 1e6 },
      "2s",
    ),
  ),
  capacity: v.optional(count("Blocks in one report. Default: 32.", { least: 1, most: 1024 }, 32)),
});

/** A name that can stand in reports: letters, digits, `.`, `_`, `-` and spaces. */
function name(about: string) {
  const shape = {
    type: "string",
    pattern: "^[\\p{L}\\p{N}._-]([\\p{L}\\p{M}\\p{N}._ -]*[\\p{L}\\p{M}\\p{N}._-])?$",
    maxLength: 100,
    examples: ["web"],
  };
  const accepted = new RegExp(shape.pattern, "u");
  return leaf(about, shape, (written) => {
    if (typeof written === "number") return { problem: `${written} is a number: write the name in quotes` };
    if (typeof written !== "string") return { problem: `${quote(written)} is not a name: write for example web` };
    if (accepted.test(written) && written.length <= 100) return { value: written };
    return {
      problem: `${quote(written)} is not a name: write up to 100 letters, digits, dots, underscores, hyphens and inner spaces`,
    };
  });
}
