import { defaultSettings, type HostSettings, type SavedChange } from "./settings/settings.ts";

/** The tabs of the page. */
export type Tab = "host" | "lab";

/** Contents of a link to the page. */
export interface Address {
  readonly tab: Tab;
  readonly host: HostSettings;
  readonly lab: LabSettings;
}

/** Settings of the laboratory tab. */
export interface LabSettings {
  /** Name of an example trace; a link cannot name a dropped file. */
  readonly trace: string;
  readonly policies: readonly string[];
}

/** Default settings of the laboratory tab. */
export const defaultLabSettings: LabSettings = { trace: "sort", policies: ["lru", "clock", "arc", "opt"] };

const NS_PER_MS = 1e6;

/** Writes the settings as a URL fragment, without the `#`; settings that are `null` are left out. */
export async function writeAddress({ tab, host, lab }: Address): Promise<string> {
  const written = new URLSearchParams();
  const put = (name: string, value: string | number | null) => {
    if (value !== null) written.set(name, String(value));
  };
  // Always written: the default example may change in a later version.
  put("example", host.example);
  if (host.example === "own" && host.own !== null) put("own", await compress(host.own));
  put("memory", host.hostMemoryMiB);
  put("vms", host.vmCount);
  put("work", host.work);
  put("manager", host.manager);
  put("versus", host.versus);
  put("disk", host.disk);
  put("seed", host.seed);
  if (host.atNs > 0) put("at", Math.round(host.atNs / NS_PER_MS));
  put("changes", formatChanges(host.changes));
  put("versusChanges", formatChanges(host.versusChanges));
  if (lab.trace !== defaultLabSettings.trace) put("trace", lab.trace);
  if (lab.policies.join() !== defaultLabSettings.policies.join()) put("policies", lab.policies.join(","));
  const rest = written.toString();
  return rest === "" ? tab : `${tab}?${rest}`;
}

/** Reads a URL fragment; missing or invalid values get their defaults. */
export async function readAddress(hash: string): Promise<Address> {
  const [tab = "", query = ""] = hash.replace(/^#/, "").split("?");
  const read = new URLSearchParams(query);
  const number = (name: string) => {
    const value = Number(read.get(name) ?? Number.NaN);
    return Number.isSafeInteger(value) && value >= 0 ? value : null;
  };
  const compressedText = read.get("own");
  const own = compressedText === null ? null : await decompress(compressedText);
  const example = read.get("example") ?? defaultSettings.example;
  return {
    tab: tab === "lab" ? "lab" : "host",
    host: {
      example: example === "own" && own === null ? defaultSettings.example : example,
      own,
      hostMemoryMiB: number("memory"),
      vmCount: number("vms"),
      work: read.get("work"),
      manager: read.get("manager"),
      versus: read.get("versus"),
      disk: read.get("disk"),
      seed: number("seed"),
      atNs: (number("at") ?? 0) * NS_PER_MS,
      changes: parseChanges(read.get("changes")),
      versusChanges: parseChanges(read.get("versusChanges")),
    },
    lab: {
      trace: read.get("trace") ?? defaultLabSettings.trace,
      policies:
        read
          .get("policies")
          ?.split(",")
          .filter((name) => name !== "") ?? defaultLabSettings.policies,
    },
  };
}

function formatChanges(changes: readonly SavedChange[]): string | null {
  return changes.length === 0
    ? null
    : changes.map(({ atNs, manager }) => `${Math.round(atNs / NS_PER_MS)}:${manager}`).join(",");
}

function parseChanges(written: string | null): SavedChange[] {
  if (written === null) return [];
  return written.split(",").flatMap((change) => {
    const [at = "", manager = ""] = change.split(":");
    return /^\d{1,12}$/.test(at) && manager !== "" ? [{ atNs: Number(at) * NS_PER_MS, manager }] : [];
  });
}

/** Compresses a text and encodes it as base64url without padding. */
async function compress(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const letters = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return letters.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

async function decompress(letters: string): Promise<string | null> {
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
