import { createConnection } from "node:net";
import { createInterface } from "node:readline";

/** A connection to QEMU's machine protocol: `await qmp.execute("balloon", { value })`. */
export class Qmp {
  #socket;
  #waiting = [];

  static async connect(path) {
    const socket = createConnection(path);
    await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    const qmp = new Qmp(socket);
    await qmp.execute("qmp_capabilities");
    return qmp;
  }

  constructor(socket) {
    this.#socket = socket;
    socket.on("error", () => this.#fail());
    socket.on("close", () => this.#fail());
    const lines = createInterface({ input: socket });
    lines.on("error", () => undefined); // The socket's, which has been seen.
    lines.on("line", (line) => this.#answer(JSON.parse(line)));
  }

  /** What QEMU returns; throws with QEMU's own words where it refuses. */
  execute(command, parameters) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ command, resolve, reject });
      this.#socket.write(`${JSON.stringify({ execute: command, arguments: parameters })}\n`);
    });
  }

  close() {
    this.#socket.destroy();
  }

  #answer(message) {
    if (!("return" in message) && !("error" in message)) return; // The greeting, or an event.
    const { command, resolve, reject } = this.#waiting.shift();
    if ("error" in message) reject(new Error(`QEMU refuses ${command}: ${message.error.desc}`));
    else resolve(message.return);
  }

  #fail() {
    for (const { command, reject } of this.#waiting.splice(0))
      reject(new Error(`QEMU ended before it answered ${command}`));
  }
}
