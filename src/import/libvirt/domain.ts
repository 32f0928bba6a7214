import { DOMParser, type Element, ParseError } from "@xmldom/xmldom";
import { type HostFile, wrongFile } from "../error.ts";
import { domainSize } from "./size.ts";

/** What a domain's XML says. */
export interface Domain {
  readonly file: string;
  readonly name: string;
  /** Whether the XML is of the running domain. */
  readonly isLive: boolean;
  readonly memoryBytes: number;
  /** Whether the memory is the sum of NUMA cells and memory devices, which replaces what `memory` says. */
  readonly isSummed: boolean;
  /** Whether `memory` is no whole number of MiB. */
  readonly isRounded: boolean;
  readonly currentBytes: number;
  readonly vcpus: number;
  readonly hasBalloon: boolean;
  /** Whether the XML names the balloon: without it QEMU adds one. */
  readonly namesBalloon: boolean;
  readonly autodeflate: boolean;
  readonly freePageReporting: boolean;
  /** Seconds between two statistics; `null`: they are not asked for. */
  readonly statisticsSeconds: number | null;
  /** Settings of its memory that the model leaves out. */
  readonly notModelled: readonly string[];
}

const MIB = 2 ** 20;

/** Whether a file is XML. */
export function isXml({ text }: HostFile): boolean {
  return /^\s*</.test(text.slice(0, 1000));
}

/** Reads the domains of an XML file: one, or the ones in any element around them. Throws an ImportError of one sentence. */
export function readDomains(file: HostFile): Domain[] {
  const root = parse(file);
  const domains = root.tagName === "domain" ? [root] : [...root.getElementsByTagName("domain")];
  if (domains.length === 0)
    throw wrongFile(file, null, `its root is <${root.tagName}>: write what virsh dumpxml prints, a <domain>`);
  return domains.map((domain) => readDomain(file, domain));
}

function parse(file: HostFile): Element {
  // A file of several domains, one after the other, as a loop over `virsh dumpxml` writes it.
  const text = file.text.replace(/<\?xml[^>]*\?>/g, "").replace(/^\s*<!--[\s\S]*?-->/, "");
  const many = (text.match(/<domain[\s>]/g)?.length ?? 0) > 1 && !/^\s*<(?!domain[\s>])/.test(text);
  try {
    const parser = new DOMParser({
      onError: (level, message) => {
        if (level !== "warning") throw new ParseError(message);
      },
    });
    const root = parser.parseFromString(many ? `<domains>${text}</domains>` : text, "text/xml").documentElement;
    if (root !== null) return root;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const line = /@#\[line:(\d+)/.exec(error.message)?.[1];
    const what =
      error.message
        .split("\n")[0]
        ?.replace(/^\[xmldom \w+\]\s*/, "")
        .trim() ?? "";
    throw wrongFile(file, line === undefined ? null : `line ${line}`, `this is not whole XML: ${what.slice(0, 120)}`);
  }
  throw wrongFile(file, null, "this is not whole XML: it has no element");
}

function readDomain(file: HostFile, domain: Element): Domain {
  const name = textOf(child(domain, "name"));
  if (name === "") throw wrongFile(file, null, "a <domain> has no <name>");
  const size = (element: Element | null, what: string, text = element?.textContent ?? ""): number | null => {
    if (element === null) return null;
    const read = domainSize(text, element.getAttribute("unit"));
    if ("problem" in read) throw wrongFile(file, null, `${what} of ${name}: ${read.problem}`);
    return read.bytes;
  };
  const written = size(child(domain, "memory"), "memory");
  const devices = child(domain, "devices");
  const cells = children(child(child(domain, "cpu"), "numa"), "cell");
  const sum = [
    ...cells.map((cell) => size(cell, "memory of a NUMA cell", cell.getAttribute("memory") ?? "")),
    ...children(devices, "memory").map((memory) =>
      size(child(child(memory, "target"), "size"), "the size of a memory device"),
    ),
  ].reduce<number>((all, bytes) => all + (bytes ?? 0), 0);
  const isSummed = cells.length > 0 && sum > 0;
  const memory = isSummed ? sum : written;
  if (memory === null || memory === 0)
    throw wrongFile(file, null, `${name} has no memory: write <memory unit='KiB'>…</memory>`);
  const memoryBytes = Math.ceil(memory / MIB) * MIB;
  const current = size(child(domain, "currentMemory"), "currentMemory") ?? 0;
  const balloon = child(devices, "memballoon");
  const period = Number(child(balloon, "stats")?.getAttribute("period") ?? 0);
  const backing = child(domain, "memoryBacking");
  const isOn = (attribute: string) => balloon?.getAttribute(attribute) === "on";
  const vcpus = child(domain, "vcpu");
  return {
    file: file.name,
    name,
    isLive: domain.hasAttribute("id") && domain.getAttribute("id") !== "-1",
    memoryBytes,
    isSummed: isSummed && written !== sum,
    isRounded: memoryBytes !== memory,
    currentBytes: current === 0 || current > memoryBytes ? memoryBytes : current,
    vcpus: wholeNumber(vcpus?.getAttribute("current") || textOf(vcpus)) ?? 1,
    hasBalloon: balloon?.getAttribute("model") !== "none",
    namesBalloon: balloon !== null,
    autodeflate: isOn("autodeflate"),
    freePageReporting: isOn("freePageReporting"),
    statisticsSeconds: Number.isInteger(period) && period > 0 ? period : null,
    notModelled: ["hugepages", "nosharepages", "locked"].filter((tag) => child(backing, tag) !== null),
  };
}

function wholeNumber(text: string): number | null {
  return /^\d{1,5}$/.test(text) && Number(text) > 0 ? Number(text) : null;
}

function child(parent: Element | null, tag: string): Element | null {
  return children(parent, tag)[0] ?? null;
}

function children(parent: Element | null, tag: string): Element[] {
  const found: Element[] = [];
  for (let node = parent?.firstChild ?? null; node !== null; node = node.nextSibling)
    if (isElement(node) && node.tagName === tag) found.push(node);
  return found;
}

function isElement(node: { readonly nodeType: number }): node is Element {
  return node.nodeType === 1;
}

function textOf(element: Element | null): string {
  return element?.textContent?.trim() ?? "";
}
