import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { join } from "node:path";
import { Qmp } from "./qmp.mjs";

/** A boot takes 5 to 30 seconds, but a busy host can hang one in its first timers. */
const BOOT_SECONDS = 120;
const BOOTS = 3;
const SOCKET_POLL_MS = 20;
const MIB = 2 ** 20;
const END = "\u0004";
/** Without the check of the timer, which a busy host fails: the guest would stand still. */
const COMMAND_LINE = "console=ttyS0 quiet panic=-1 no_timer_check";

/**
 * A virtual machine under QEMU whose first process carries out shell commands (guest/init.sh). Its disks are /dev/vda, /dev/vdb, …
 * in the given order.
 */
export class Guest {
  #process;
  #socket;
  #folder;
  #received = "";
  #pending;
  #ended;
  qmp;

  /**
   * Boots a kernel. `initramfs` is the archive's bytes; `memoryMiB` the memory; `disks` are `{ mib }`, empty ones;
   * `balloon` sets properties of virtio-balloon, or there is none; `accelerator` is `kvm` or `tcg`; `scratch` the folder to work in; `boots`
   * how often it tries.
   */
  static async boot({ boots = BOOTS, ...options }) {
    const guest = new Guest();
    try {
      await guest.#start(options);
      return guest;
    } catch (error) {
      await guest.stop();
      if (boots === 1) throw error;
      return Guest.boot({ boots: boots - 1, ...options });
    }
  }

  /** What a command prints; throws if it fails, if it takes longer than `seconds`, or if the guest ends. */
  async run(command, seconds = 600) {
    const { output, status } = await this.attempt(command, seconds);
    if (status !== 0) throw new Error(`in the guest, \`${command}\` ends with status ${status}: ${output.trim()}`);
    return output;
  }

  /** The same for a command that may fail: `{ output, status }`. */
  attempt(command, seconds = 600) {
    if (this.#pending !== undefined) throw new Error(`the guest is still busy when it is asked for \`${command}\``);
    return this.#expect(`\`${command}\``, seconds, () => this.send(command));
  }

  /** Sends a line to the command that is running. */
  send(line) {
    this.#socket.write(`${line}\n`);
  }

  async stop() {
    this.qmp?.close();
    this.#socket?.destroy();
    if (this.#process?.exitCode === null && this.#process.signalCode === null) {
      this.#process.kill("SIGKILL");
      await this.#ended;
    }
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  async #start({
    kernel,
    initramfs,
    memoryMiB,
    disks = [],
    balloon,
    accelerator,
    scratch,
    bootSeconds = BOOT_SECONDS,
  }) {
    this.#folder = await mkdtemp(join(scratch, "guest-"));
    const at = (name) => join(this.#folder, name);
    await writeFile(at("initramfs"), initramfs);
    const drives = [];
    for (const [index, { mib }] of disks.entries()) {
      const path = at(`disk${index}`);
      await writeFile(path, "");
      await truncate(path, mib * MIB);
      drives.push("-drive", `if=none,id=disk${index},file=${path},format=raw,cache=unsafe`);
      drives.push("-device", `virtio-blk-pci,drive=disk${index}`);
    }
    const properties = Object.entries(balloon ?? {}).map(([key, value]) => `,${key}=${value}`);
    const device = balloon === undefined ? [] : ["-device", `virtio-balloon-pci,id=balloon0${properties.join("")}`];
    const argv = [
      ...["-machine", "q35", "-accel", accelerator === "tcg" ? "tcg,thread=single" : accelerator, "-cpu", "max"],
      ...["-smp", "1", "-m", `${memoryMiB}M`, "-nodefaults", "-display", "none", "-no-reboot"],
      ...["-kernel", kernel, "-initrd", at("initramfs"), "-append", COMMAND_LINE],
      ...["-serial", `file:${at("console")}`, "-serial", `unix:${at("commands")},server=on,wait=off`],
      ...["-qmp", `unix:${at("qmp")},server=on,wait=off`],
      ...drives,
      ...device,
    ];
    this.#process = spawn("qemu-system-x86_64", argv, { stdio: ["ignore", "ignore", "pipe"] });
    let complaint = "";
    this.#process.stderr.on("data", (text) => (complaint += text));
    const kill = () => this.#process.kill("SIGKILL");
    process.once("exit", kill);
    this.#ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#ended.then(() => process.off("exit", kill));
    this.#ended.then(async () => {
      const console = await readFile(at("console"), "utf8").catch(() => "");
      const last = `${complaint}${console}`.trim().split("\n").slice(-3).join(" / ");
      this.#pending?.reject(new Error(`the guest ended during ${this.#pending.what}: ${last}`));
    });
    const ready = this.#expect("its start", bootSeconds, () => undefined);
    // QEMU's own words, when it ends, say more than that the connection failed.
    const connected = this.#connect(at("commands"), at("qmp")).catch(() => undefined);
    const { output, status } = await ready;
    await connected;
    if (status !== 0) throw new Error(`the guest cannot load the modules${output.trimEnd()}`);
  }

  async #connect(commands, qmp) {
    while (!(existsSync(commands) && existsSync(qmp)) && this.#process.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, SOCKET_POLL_MS));
    }
    this.#socket = createConnection(commands);
    this.#socket.setEncoding("latin1");
    this.#socket.on("data", (text) => this.#receive(text));
    this.#socket.on("error", () => undefined);
    this.qmp = await Qmp.connect(qmp);
  }

  #expect(what, seconds, begin) {
    return new Promise((resolve, reject) => {
      const done = (settle) => (value) => {
        clearTimeout(timer);
        this.#pending = undefined;
        settle(value);
      };
      const late = () => this.#pending.reject(new Error(`in the guest, ${what} takes more than ${seconds} s`));
      const timer = setTimeout(late, seconds * 1000);
      this.#pending = { what, resolve: done(resolve), reject: done(reject) };
      begin();
    });
  }

  #receive(text) {
    this.#received += text;
    const end = this.#received.match(new RegExp(`${END}(\\d+)\n`));
    if (end === null || this.#pending === undefined) return;
    const output = this.#received.slice(0, end.index);
    this.#received = this.#received.slice(end.index + end[0].length);
    this.#pending.resolve({ output, status: Number(end[1]) });
  }
}
