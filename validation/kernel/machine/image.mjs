import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { archive } from "./initramfs.mjs";

const execute = promisify(execFile);
const source = (name) => fileURLToPath(new URL(`../guest/${name}`, import.meta.url));

/** Modules that every guest loads, in the order in which they need each other. A kernel may have some of them built in. */
const MODULES = ["virtio_ring", "virtio", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci", "virtio_blk"];

/** Compiles the guest's programs into a folder. */
export async function compilePrograms(names, folder) {
  for (const name of names) {
    await execute("gcc", ["-O2", "-Wall", "-static", "-o", join(folder, name), source(`${name}.c`)]);
  }
}

/**
 * The initramfs of a guest: busybox, the first process, the programs, the modules that every guest needs and `modules` (each a name, or a
 * name and its settings), and further files by path.
 */
export async function guestImage({ kernel, folder, programs, modules = [], files = new Map() }) {
  const all = new Map([
    ["init", { content: await readFile(source("init.sh")), executable: true }],
    ["bin/busybox", { content: await readFile("/bin/busybox"), executable: true }],
    ...["proc/", "sys/", "dev/"].map((path) => [`${path}.keep`, { content: "" }]),
    ...files,
  ]);
  for (const name of programs)
    all.set(`bin/${name}`, { content: await readFile(join(folder, name)), executable: true });
  const list = [];
  for (const settings of [...MODULES, ...modules]) {
    const [name] = settings.split(" ");
    const file = kernel.modules.get(name);
    if (file === undefined) continue;
    all.set(`modules/${name}`, { content: await moduleOf(file) });
    list.push(settings);
  }
  all.set("modules/list", { content: `${list.join("\n")}\n` });
  return archive(all);
}

async function moduleOf(file) {
  if (!file.endsWith(".xz")) return readFile(file);
  return (await execute("xz", ["-dc", file], { encoding: "buffer", maxBuffer: 2 ** 26 })).stdout;
}
