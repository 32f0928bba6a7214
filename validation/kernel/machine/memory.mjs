/** The guest's program of that name (guest/memory.c), started in the background. */
export class MemoryProgram {
  #guest;

  static async start(guest) {
    await guest.run("mkfifo /to /from; memory </to >/from & exec 3>/to 4</from");
    return new MemoryProgram(guest);
  }

  constructor(guest) {
    this.#guest = guest;
  }

  /** Carries out a command, such as `map a 256 4096 1`. */
  async ask(command) {
    const { output, status } = await this.#guest.attempt(`echo "${command}" >&3; read -r answer <&4 && echo "$answer"`);
    if (status !== 0 || output.trim() !== "done") throw new Error(`the guest's program cannot ${command}`);
  }
}
