import { type HostFile, wrongFile } from "../error.ts";

/** What `virsh domstats --balloon` says of a domain at one moment: KiB and counts by their names without `balloon.`. */
export interface DomainMoment {
  /** Unix seconds; `null`: no time stands before it. */
  readonly time: number | null;
  readonly domain: string;
  readonly values: ReadonlyMap<string, number>;
}

/** A series of `virsh domstats --balloon`. */
export interface DomainSeries {
  /** Of each domain, in the order of the file. */
  readonly moments: ReadonlyMap<string, readonly DomainMoment[]>;
  /** All times, in which a domain may be missing; Unix seconds. */
  readonly times: readonly number[];
  /** The last domain, if the file may have been cut inside it. */
  readonly cut: DomainMoment | null;
}

/** Whether a file is a series of `virsh domstats`. */
export function isDomstats({ text }: HostFile): boolean {
  return /^Domain: '/m.test(text);
}

/** Reads a series. Throws an ImportError of one sentence. */
export function readDomstats(file: HostFile): DomainSeries {
  const lines = file.text.split("\n");
  if (!file.text.endsWith("\n"))
    throw wrongFile(file, `line ${lines.length}`, "the file ends in the middle of a line: a part of it is missing");
  const moments: DomainMoment[] = [];
  const times: number[] = [];
  let time: number | null = null;
  let values: Map<string, number> | null = null;
  for (const [at, raw] of lines.entries()) {
    const line = raw.trim();
    const where = `line ${at + 1}`;
    const [, seconds] = /^#?\s*(\d{9,11}(?:\.\d+)?)$/.exec(line) ?? [];
    const [, domain] = /^Domain: '(.*)'$/.exec(line) ?? [];
    const [, key, value = ""] = /^([\w.-]+)=(.*)$/.exec(line) ?? [];
    if (line === "") values = null;
    else if (seconds !== undefined) {
      if (time !== null && Number(seconds) < time)
        throw wrongFile(file, where, `time goes back, from ${time} to ${seconds}`);
      time = Number(seconds);
      if (times.at(-1) !== time) times.push(time);
    } else if (domain !== undefined) {
      values = new Map();
      moments.push({ time, domain, values });
    } else if (key !== undefined) {
      if (values === null) throw wrongFile(file, where, `${key} stands before any Domain: 'NAME'`);
      if (!key.startsWith("balloon.")) continue;
      if (!/^\d{1,20}$/.test(value))
        throw wrongFile(file, where, `${key} is "${value.slice(0, 40)}": it must be a whole number`);
      values.set(key.slice("balloon.".length), Number(value));
    } else if (!line.startsWith("#"))
      throw wrongFile(file, where, `"${line.slice(0, 40)}" is neither a time, Domain: 'NAME' nor balloon.NAME=NUMBER`);
  }
  const untimed = new Set<string>();
  for (const { domain } of moments.filter((moment) => moment.time === null)) {
    if (untimed.has(domain))
      throw wrongFile(
        file,
        null,
        `${domain} stands there twice without a time: write date +%s before each virsh domstats`,
      );
    untimed.add(domain);
  }
  const isWhole = /\n[ \t\r]*\n$/.test(file.text) || moments.length < 2;
  const cut = isWhole ? null : (moments.pop() ?? null);
  return { moments: byDomain(moments), times, cut };
}

function byDomain(moments: readonly DomainMoment[]): Map<string, DomainMoment[]> {
  const domains = new Map<string, DomainMoment[]>();
  for (const moment of moments) {
    const mine = domains.get(moment.domain) ?? [];
    domains.set(moment.domain, mine);
    mine.push(moment);
  }
  return domains;
}
