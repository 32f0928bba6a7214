import { type Address, readAddress, writeAddress } from "./address.ts";

/** State of a browser history entry, in addition to its address. */
interface Entry {
  readonly step: number | null;
}

/** The playground's address, kept in the browser's address bar and history. */
export class AddressBar {
  #address: Address;
  #keptStep: number | null = null;
  /** Tour step on screen; `null`: the tour is closed. */
  step: number | null = null;

  constructor(first: Address) {
    this.#address = first;
  }

  get address(): Address {
    return this.#address;
  }

  /** Changes the address, and adds a history entry where it is another place. */
  keep(change: Partial<Address>): void {
    const before = this.#address;
    this.#address = { ...before, ...change };
    const isNew = location.hash !== "" && (isOtherPlace(before, this.#address) || this.step !== this.#keptStep);
    this.#keptStep = this.step;
    const state: Entry = { step: this.step };
    void writeAddress(this.#address).then((hash) => {
      const shown: Entry | null = history.state;
      if (`#${hash}` === location.hash && (shown?.step ?? null) === state.step) return;
      if (isNew) history.pushState(state, "", `#${hash}`);
      else history.replaceState(state, "", `#${hash}`);
    });
  }

  /** Calls back after the browser's back and forward buttons, and edited addresses, with the tour's step there. */
  onMove(moved: (address: Address, step: number | null) => void): void {
    addEventListener("popstate", async ({ state }) => {
      this.#address = await readAddress(location.hash);
      const entry: Entry | null = state;
      moved(this.#address, typeof entry?.step === "number" ? entry.step : null);
    });
  }
}

/** Whether a change of address is a new history entry. Progress of the run and changes of its manager are not. */
function isOtherPlace(one: Address, other: Address): boolean {
  const placed = ({ tab, host, lab }: Address) =>
    JSON.stringify({ tab, lab, host: { ...host, atNs: 0, changes: [], versusChanges: [] } });
  return placed(one) !== placed(other);
}
