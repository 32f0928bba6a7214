import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import { type HostFile, ImportError } from "./error.ts";
import type { FilesOfHost, ImportSource } from "./import.ts";

/** Largest file that is read, and most files. */
const MOST_BYTES = 2 ** 28;
const MOST_FILES = 20_000;

/** Folders inside a host's own, which are not hosts themselves. */
const PARTS = ["qemu-server", "lxc"];

/** Which files of a folder may be of a source: others, such as keys, are not even opened. */
const CANDIDATES = {
  libvirt: /\.(?:xml|txt|log|out|raw|domstats)$|(?:^|[/\\])[^.]+$/i,
  proxmox: /(?:^|[/\\])(?:\d{1,9}\.conf|config)$|\.json$/i,
  firecracker: /\.(?:json|txt|log)$/i,
  "cloud-hypervisor": /\.json$/i,
} as const satisfies Record<ImportSource, RegExp>;

/** Reads files, and the files of folders, as one group for each host. Throws an ImportError of one sentence. */
export async function filesOfHosts(source: ImportSource, paths: readonly string[]): Promise<FilesOfHost[]> {
  const named: HostFile[] = [];
  const groups: FilesOfHost[] = [];
  for (const path of paths) {
    if ((await stat(path)).isDirectory()) groups.push(...(await hostsIn(source, path)));
    else named.push(await readHostFile(path));
  }
  if (named.length > 0) groups.unshift({ name: "host", files: named, named: true });
  return groups;
}

/** Reads a file as text. Throws an ImportError when it is none. */
export async function readHostFile(path: string): Promise<HostFile> {
  const { size } = await stat(path);
  if (size > MOST_BYTES) throw new ImportError(`${path}: it is larger than 256 MiB: give a shorter recording`);
  const text = await readFile(path, "utf8");
  if (text.trim() === "") throw new ImportError(`${path}: the file is empty`);
  if (/[\0\uFFFD]/u.test(text)) throw new ImportError(`${path}: this is not a text file`);
  return { name: path, text: text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n") };
}

/** The hosts of a folder: its nodes, its folders if it holds nothing else, or itself. */
async function hostsIn(source: ImportSource, folder: string): Promise<FilesOfHost[]> {
  const paths = await candidates(source, folder);
  if (paths.length === 0) throw new ImportError(`${folder}: no file of ${source} was found in it`);
  const own = basename(resolve(folder));
  const parts = (path: string) => relative(folder, path).split(sep);
  const holdsFiles = paths.some((path) => parts(path).length === 1 || PARTS.includes(parts(path)[0] ?? ""));
  const groups = new Map<string, HostFile[]>();
  for (const path of paths) {
    const inside = parts(path);
    const nodes = inside.indexOf("nodes");
    const isOfNode = nodes >= 0 && nodes < inside.length - 2;
    const name = (isOfNode ? inside[nodes + 1] : holdsFiles ? own : inside[0]) ?? own;
    const mine = groups.get(name) ?? [];
    groups.set(name, mine);
    mine.push(await readHostFile(path));
  }
  // What lies beside the only node is about it.
  const beside = groups.get(own);
  const [only, second] = [...groups.keys()].filter((name) => name !== own);
  if (beside !== undefined && only !== undefined && second === undefined) {
    groups.get(only)?.push(...beside);
    groups.delete(own);
  }
  return [...groups].map(([name, files]) => ({ name, files, named: false }));
}

async function candidates(source: ImportSource, folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => CANDIDATES[source].test(path))
    .sort();
  if (paths.length > MOST_FILES)
    throw new ImportError(`${folder}: it holds ${paths.length} files, and ${MOST_FILES} are read at most`);
  return paths;
}
