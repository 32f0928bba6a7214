import { firstSettings, type HostSettings, type SavedChange } from "./settings/settings.ts";

/** The parts of the page. */
export type Tab = "host" | "lab";

/** What a link to the page says. */
export interface Address {
  readonly tab: Tab;
  readonly host: HostSettings;
  readonly lab: LabSettings;
}

/** What is chosen for the laboratory. */
export interface LabSettings {
  /** The name of an example trace; a dropped file cannot be linked to. */
  readonly trace: string;
  readonly policies: readonly string[];
}

/** What a first visitor of the laboratory sees. */
export const firstLab: LabSettings = { trace: "sort", policies: ["lru", "clock", "arc", "opt"] };

const NS_PER_MS = 1e6;

/** The settings as the part of an address behind its `#`; what is not chosen is not written. */
export async function writeAddress({ tab, host, lab }: Address): Promise<string> {
  const written = new URLSearchParams();
  const put = (name: string, value: string | number | null) => {
    if (value !== null) written.set(name, String(value));
  };
  // Always: what a first visitor sees may become another example.
  put("example", host.example);
  if (host.example === "own" && host.own !== null) put("own", await packed(host.own));
  put("memory", host.hostMemoryMiB);
  put("vms", host.vmCount);
  put("work", host.work);
  put("manager", host.manager);
  put("versus", host.versus);
  put("disk", host.disk);
  put("seed", host.seed);
  if (host.atNs > 0) put("at", Math.round(host.atNs / NS_PER_MS));
  put("changes", changesAs(host.changes));
  put("versusChanges", changesAs(host.versusChanges));
  if (lab.trace !== firstLab.trace) put("trace", lab.trace);
  if (lab.policies.join() !== firstLab.policies.join()) put("policies", lab.policies.join(","));
  const rest = written.toString();
  return rest === "" ? tab : `${tab}?${rest}`;
}

/** Reads an address; what is missing or makes no sense is as a first visitor has it. */
export async function readAddress(hash: string): Promise<Address> {
  const [tab = "", query = ""] = hash.replace(/^#/, "").split("?");
  const read = new URLSearchParams(query);
  const number = (name: string) => {
    const value = Number(read.get(name) ?? Number.NaN);
    return Number.isSafeInteger(value) && value >= 0 ? value : null;
  };
  const packedText = read.get("own");
  const own = packedText === null ? null : await unpacked(packedText);
  const example = read.get("example") ?? firstSettings.example;
  return {
    tab: tab === "lab" ? "lab" : "host",
    host: {
      example: example === "own" && own === null ? firstSettings.example : example,
      own,
      hostMemoryMiB: number("memory"),
      vmCount: number("vms"),
      work: read.get("work"),
      manager: read.get("manager"),
      versus: read.get("versus"),
      disk: read.get("disk"),
      seed: number("seed"),
      atNs: (number("at") ?? 0) * NS_PER_MS,
      changes: changesIn(read.get("changes")),
      versusChanges: changesIn(read.get("versusChanges")),
    },
    lab: {
      trace: read.get("trace") ?? firstLab.trace,
      policies:
        read
          .get("policies")
          ?.split(",")
          .filter((name) => name !== "") ?? firstLab.policies,
    },
  };
}

function changesAs(changes: readonly SavedChange[]): string | null {
  return changes.length === 0
    ? null
    : changes.map(({ atNs, manager }) => `${Math.round(atNs / NS_PER_MS)}:${manager}`).join(",");
}

function changesIn(written: string | null): SavedChange[] {
  return (written ?? "").split(",").flatMap((change) => {
    const [at = "", manager = ""] = change.split(":");
    return /^\d{1,12}$/.test(at) && manager !== "" ? [{ atNs: Number(at) * NS_PER_MS, manager }] : [];
  });
}

/** A text compressed and written with letters that an address may hold. */
async function packed(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const letters = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return letters.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

async function unpacked(letters: string): Promise<string | null> {
  try {
    const bytes = Uint8Array.from(atob(letters.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
      letter.charCodeAt(0),
    );
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return await new Response(stream).text();
  } catch {
    return null;
  }
}
