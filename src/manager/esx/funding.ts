import { elementAt } from "../../list/element-at.ts";
import { type Fraction, isDearer, type Tariff, tariff } from "./price.ts";

/** A VM that pays for its pages with its shares. */
export interface Client {
  readonly shares: number;
  readonly pages: number;
  /** The fewest and the most pages it can end with. */
  readonly least: number;
  readonly most: number;
  /** Share of its pages that is in use. */
  readonly active: Fraction;
}

/** The pages of each client afterwards, and the pages that could not be moved. */
export interface Funded {
  /** In the order of the clients. */
  readonly pages: readonly number[];
  readonly unserved: number;
  /** The client of each step. */
  readonly steps: readonly number[];
}

const AS_MUCH: Fraction = { numerator: 1n, denominator: 1n };

/** Min-funding revocation: takes `need` pages, a quantum at a time, from the client with the lowest price per page (the first on a tie). */
export function revoke(clients: readonly Client[], need: number, quantum: number, tax: Fraction): Funded {
  const market = new Market(clients, tax);
  const steps: number[] = [];
  let left = need;
  while (left > 0) {
    const from = market.cheapest();
    if (from === null) break;
    left -= market.move(from, -Math.min(quantum, market.spare(from), left));
    steps.push(from);
  }
  return { pages: market.pages, unserved: left, steps };
}

/** Hands out `spare` pages, a quantum at a time, to the client with the highest price per page (the first on a tie). */
export function grant(clients: readonly Client[], spare: number, quantum: number, tax: Fraction): Funded {
  const market = new Market(clients, tax);
  const steps: number[] = [];
  let left = spare;
  while (left > 0) {
    const to = market.dearest();
    if (to === null) break;
    left -= market.move(to, Math.min(quantum, market.room(to), left));
    steps.push(to);
  }
  return { pages: market.pages, unserved: left, steps };
}

/**
 * Moves pages from the client with the lowest price to the one with the highest, a quantum at a time, while the buyer's price stays
 * above `factor` times the seller's after the move. Returns the pages of each.
 */
export function exchange(
  clients: readonly Client[],
  quantum: number,
  tax: Fraction,
  factor: Fraction,
): readonly number[] {
  const market = new Market(clients, tax);
  for (;;) {
    const from = market.cheapest();
    const to = market.dearest();
    if (from === null || to === null || from === to) return market.pages;
    const pages = Math.min(quantum, market.spare(from), market.room(to));
    if (!market.wouldPay(to, pages, from, factor)) return market.pages;
    market.move(from, -pages);
    market.move(to, pages);
  }
}

/**
 * The most pages each client can have before it would be the next to give: the pages at which its price falls to the lowest price of
 * those that can give, and no fewer than it has. Infinity where that price is 0.
 */
export function entitled(clients: readonly Client[], tax: Fraction): readonly number[] {
  const market = new Market(clients, tax);
  const least = market.cheapest();
  return clients.map((_, client) => (least === null ? market.held(client) : market.pagesAtPriceOf(least, client)));
}

/** Clients while pages move. */
class Market {
  readonly #clients: readonly Client[];
  readonly #tariffs: readonly Tariff[];
  readonly pages: number[];

  constructor(clients: readonly Client[], tax: Fraction) {
    this.#clients = clients;
    this.#tariffs = clients.map(({ shares, active }) => tariff(shares, active, tax));
    this.pages = clients.map(({ pages }) => pages);
  }

  /** Pages that can be taken from a client. */
  spare(client: number): number {
    return this.held(client) - elementAt(this.#clients, client, "client").least;
  }

  /** Pages that can be given to a client. */
  room(client: number): number {
    return elementAt(this.#clients, client, "client").most - this.held(client);
  }

  cheapest(): number | null {
    return this.#first(
      (client) => this.spare(client) > 0,
      (one, other) => this.#dearer(other, 0, one, 0, AS_MUCH),
    );
  }

  dearest(): number | null {
    return this.#first(
      (client) => this.room(client) > 0,
      (one, other) => this.#dearer(one, 0, other, 0, AS_MUCH),
    );
  }

  /** Whether the price of `to` stays above `factor` times that of `from` after the move. */
  wouldPay(to: number, pages: number, from: number, factor: Fraction): boolean {
    return this.#dearer(to, pages, from, -pages, factor);
  }

  /** Changes a client's pages, and returns how many pages that moves. */
  move(client: number, change: number): number {
    this.pages[client] = this.held(client) + change;
    return Math.abs(change);
  }

  /** Pages at which a client's price falls to another's, and no fewer than it has. */
  pagesAtPriceOf(other: number, client: number): number {
    const [cheap, own] = [elementAt(this.#tariffs, other, "client"), elementAt(this.#tariffs, client, "client")];
    if (cheap.value === 0n) return own.value === 0n ? this.held(client) : Number.POSITIVE_INFINITY;
    const pages = (own.value * BigInt(this.held(other)) * cheap.weight) / (cheap.value * own.weight);
    return Math.max(this.held(client), Number(pages));
  }

  held(client: number): number {
    return elementAt(this.pages, client, "client");
  }

  #dearer(one: number, change: number, other: number, otherChange: number, factor: Fraction): boolean {
    const [first, second] = [elementAt(this.#tariffs, one, "client"), elementAt(this.#tariffs, other, "client")];
    return isDearer(first, this.held(one) + change, second, this.held(other) + otherChange, factor);
  }

  /** The first of the qualifying clients that no other is ahead of. */
  #first(qualifies: (client: number) => boolean, isAhead: (one: number, other: number) => boolean): number | null {
    let best: number | null = null;
    for (let client = 0; client < this.#clients.length; client++) {
      if (qualifies(client) && (best === null || isAhead(client, best))) best = client;
    }
    return best;
  }
}
