import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** What is needed, by the file that shows that it is there. */
const NEEDED = [
  ["/usr/bin/qemu-system-x86_64", "qemu-system-x86"],
  ["/usr/bin/gcc", "gcc"],
  ["/usr/lib/x86_64-linux-gnu/libc.a", "libc6-dev"],
  ["/usr/share/doc/busybox-static", "busybox-static"],
  ["/usr/bin/xz", "xz-utils"],
];

/** The kernels that the committed numbers are from, and the newest of the same line where Debian no longer has them. */
const KERNELS = {
  6.1: {
    pinned: "linux-image-6.1.0-57-cloud-amd64=6.1.192-3",
    line: String.raw`^linux-image-6\.1\.0-[0-9]+-cloud-amd64$`,
  },
  6.12: {
    pinned: "linux-image-6.12.115+deb12-cloud-amd64=6.12.115-2~deb12u1",
    line: String.raw`^linux-image-6\.12\.[0-9]+\+deb[0-9]+-cloud-amd64$`,
  },
};

/** The lines of kernels that can be measured. */
export const LINES = Object.keys(KERNELS);

/** What a command prints; throws with the last line of its complaint. */
async function output(command, argv, options) {
  try {
    return (await execute(command, argv, { maxBuffer: 2 ** 26, ...options })).stdout;
  } catch (error) {
    const complaint = String(error.stderr ?? error.message)
      .trim()
      .split("\n")
      .at(-1);
    throw new Error(`\`${[command, ...argv].join(" ")}\` fails: ${complaint}`);
  }
}

/** Installs what is missing; needs root for that. */
export async function installTools() {
  const missing = NEEDED.filter(([file]) => !existsSync(file)).map(([, name]) => name);
  if (missing.length === 0) return;
  if (!existsSync("/usr/bin/apt-get"))
    throw new Error(`the measurement needs ${missing.join(", ")}, and installs them on Debian only`);
  if (process.getuid() !== 0)
    throw new Error(`the measurement needs ${missing.join(", ")}: install them, or run it as root and it will do so`);
  await output("apt-get", ["update", "-qq"]);
  const options = ["-y", "-qq", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0"];
  await output("apt-get", ["install", ...options, ...missing], {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}

/** Version of QEMU, as Debian names its package. */
export async function qemuVersion() {
  return (await output("dpkg-query", ["-W", "-f", `\${Version}`, "qemu-system-x86"])).trim();
}

/** Fetches and unpacks a kernel: `{ version, packageName, image, modules }`, `modules` by name the file of each module. */
export async function fetchKernel(line, folder) {
  const name = await available(KERNELS[line]);
  if (name === undefined)
    throw new Error(`Debian has no cloud kernel ${line} for this release; see KERNELS in packages.mjs`);
  const into = join(folder, `linux-${line}`);
  await mkdir(into, { recursive: true });
  await output("apt-get", ["download", "-qq", name], { cwd: into });
  const [archive] = (await readdir(into)).filter((file) => file.endsWith(".deb"));
  await output("dpkg-deb", ["-x", join(into, archive), into]);
  const files = await readdir(into, { recursive: true });
  const modules = new Map();
  for (const file of files) {
    const [, module] = /\/([^/]+)\.ko(?:\.xz)?$/.exec(file) ?? [];
    if (module !== undefined) modules.set(module, join(into, file));
  }
  const image = join(
    into,
    files.find((file) => file.startsWith("boot/vmlinuz-")),
  );
  const version = /_([^_]+)-[^-]*_amd64\.deb$/.exec(decodeURIComponent(archive))[1];
  return { version, packageName: archive.replace(/_amd64\.deb$/, "").replace("_", " "), image, modules };
}

/** The pinned package, or the newest of its line. */
async function available({ pinned, line }) {
  if (await offers(pinned)) return pinned;
  await output("apt-get", ["update", "-qq"]);
  if (await offers(pinned)) return pinned;
  const names = (await output("apt-cache", ["search", "--names-only", line]))
    .split("\n")
    .map((text) => text.split(" ")[0]);
  return names
    .filter((one) => one !== "")
    .sort(new Intl.Collator("en", { numeric: true }).compare)
    .at(-1);
}

async function offers(pinned) {
  const [name, version] = pinned.split("=");
  return (await output("apt-cache", ["madison", name])).includes(` ${version} `);
}
