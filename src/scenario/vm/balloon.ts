import type * as v from "valibot";
import type { Costs } from "../costs.ts";
import * as key from "../key/keys.ts";
import { type PageCounting, toPages, writePages } from "../key/pages.ts";
import { onOrOff, section } from "../key/section.ts";
import { type Settled, settle } from "../key/settle.ts";
import type { Path } from "../problem.ts";
import { type BalloonKind, balloonKinds, virtioCosts } from "./balloon-kinds.ts";
import { type DriverBehaviour, driverKey, resolveDriver } from "./driver.ts";

/** The balloon of a VM that has a driver. */
export interface Balloon extends Settled<typeof balloonKeys> {
  /** What it moves at a time, aligned: one page, or the pages of 2 MiB. */
  readonly unitPages: number;
  /** An EPT violation in this VM served by an empty host frame: less where the host maps whole units. */
  readonly hostFaultNs: number;
  readonly driver: DriverBehaviour;
}

interface BalloonContext {
  readonly memoryPages: number;
  readonly kernelPages: number;
  readonly kind: BalloonKind;
  readonly unitPages: number;
  readonly costs: BalloonKind["costs"];
}

const BLOCK_BYTES = 2 ** 21;

const kinds = (name: keyof BalloonKind["costs"]) => key.rule("the kind's", ({ costs }: BalloonContext) => costs[name]);

const balloonKeys = {
  kind: key.word(balloonKinds.map(({ name }) => name))({
    about: `How memory is taken and given back: ${balloonKinds.map(({ name }) => name).join(", ")}.`,
    default: "virtio",
  }),
  touched: key.duration({
    about: "Cost of taking a page, or block, of which the host had backed something.",
    default: kinds("touchedNs"),
    example: "5us",
  }),
  untouched: key.duration({
    about: "Cost of taking a page, or block, that the host had not backed.",
    default: kinds("untouchedNs"),
    example: "3us",
  }),
  return: key.duration({ about: "Cost of giving back a page, or block.", default: kinds("returnNs"), example: "2us" }),
  migrate: key.duration({
    about: "Cost of moving a page out of a block, with virtio-mem.",
    default: kinds("migrateNs"),
    example: "2us",
  }),
  minimum: key.sizeOrShare({
    about: "The VM is never asked to live with less; a share is relative to its memory.",
    default: key.rule("its kernel and 10% of its memory", ({ kernelPages, memoryPages }: BalloonContext) =>
      Math.min(kernelPages + Math.floor(memoryPages / 10), memoryPages),
    ),
    example: "1GiB",
  }),
  start: key.sizeOrShare({
    about: "What the balloon holds when the VM boots; a share is relative to the VM's memory.",
    default: 0,
    example: "2GiB",
  }),
  batch: key.size({
    about: "Pages in one message.",
    default: key.rule(
      "256 pages, or blocks of virtio-2m, or one block of the others",
      ({ kind, unitPages }: BalloonContext) => kind.batch * unitPages,
    ),
    example: "256 pages",
  }),
  retry: key.duration({ about: "Pause after a round that found no page.", default: "200ms", least: 1 }),
};
const { batch: batchKey, ...besideBatch } = balloonKeys;

const balloonSchema = onOrOff(section({ ...balloonKeys, driver: driverKey }), "minimum and start");

/** The key of a VM's balloon. */
export const balloonKey = key.part(balloonSchema, { about: "Whether there is a balloon driver.", default: true });

/** The balloon of a VM whose kernel has so many pages, with all defaults; `null`: there is no driver. */
export function resolveBalloon(
  written: v.InferOutput<typeof balloonSchema>,
  kernelPages: number,
  costs: Costs,
  path: Path,
  counting: PageCounting,
): Balloon | null {
  if (written === false) return null;
  const { report, pageBytes, wholePages: memoryPages } = counting;
  const kind = balloonKinds.find(({ name }) => name === written.kind);
  if (kind === undefined) throw new Error(`${written.kind} is no kind of balloon`);
  const unitPages = kind.blocks ? BLOCK_BYTES / pageBytes : 1;
  const context = {
    memoryPages,
    kernelPages,
    kind,
    unitPages,
    costs: kind.name === "virtio" ? virtioCosts(costs) : kind.costs,
  };
  const balloon = settle(besideBatch, written, path, counting, context);
  checkBalloon(balloon, kernelPages, path, counting);
  if (written.migrate !== undefined && kind.name !== "virtio-mem")
    report([...path, "migrate"], `${kind.name} moves no pages out of the way: write kind: virtio-mem, or leave it out`);
  return {
    ...balloon,
    startPages: balloon.startPages - (balloon.startPages % unitPages),
    unitPages,
    hostFaultNs: kind.blocks ? costs.hostFaultHugeNs : costs.hostFaultNs,
    batchPages:
      written.batch === undefined
        ? batchKey.meaning.standard(context)
        : toPages(written.batch, [...path, "batch"], counting, unitPages, Math.max(65536, unitPages * 256)),
    driver: resolveDriver(written.driver, [...path, "driver"], counting),
  };
}

/** Its minimum and its start must fit into the VM, and into each other. */
function checkBalloon(
  { minimumPages, startPages }: Pick<Balloon, "minimumPages" | "startPages">,
  kernelPages: number,
  path: Path,
  { report, pageBytes, wholePages: memoryPages }: PageCounting,
): void {
  const written = (pages: number) => writePages(pages, pageBytes);
  if (minimumPages > memoryPages)
    report([...path, "minimum"], `the minimum is more than the VM's ${written(memoryPages)}: write less`);
  else if (minimumPages < kernelPages)
    report(
      [...path, "minimum"],
      `the minimum is less than the ${written(kernelPages)} of the VM's kernel: write at least that`,
    );
  else if (startPages > memoryPages - minimumPages)
    report(
      [...path, "start"],
      `the balloon can hold ${written(memoryPages - minimumPages)} at most, the VM's memory less its minimum: write no more than that`,
    );
}
