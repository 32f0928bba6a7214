import { describe, expect, it } from "vitest";
import { type Client, grant, revoke } from "../../../src/manager/esx/funding.ts";
import { type Fraction, price, tariff } from "../../../src/manager/esx/price.ts";
import { slidingMinFree } from "../../../src/manager/esx/states.ts";
import { golden } from "../vectors/golden.ts";

interface EsxVm {
  id: string;
  shares: number;
  pages: number;
  min: number;
  limit: number;
  active: string;
}

interface Moves {
  tau: string;
  quantum: number;
  need: number;
  vms: EsxVm[];
}

type EsxVector = { id: string; edge?: string; out: unknown } & (
  | { kind: "price"; in: { shares: number; pages: number; active: string; tau: string } }
  | { kind: "revoke" | "grant"; in: Moves }
  | { kind: "minfree"; in: { host_mb: number } }
);

golden<EsxVector>("ESX", "esx.json", answer, ["price", "revoke", "grant", "minfree"]);

describe("some of the golden vectors of ESX", () => {
  const two = (pages: number) => [
    { id: "a", shares: 1000, pages, min: 0, limit: 65536, active: "1/10" },
    { id: "b", shares: 1000, pages, min: 0, limit: 65536, active: "9/10" },
  ];

  it.each<EsxVector>([
    {
      id: "esx-0001",
      kind: "price",
      in: { shares: 6000, pages: 4000, active: "1/4", tau: "4/5" },
      out: { rho: "3/8" },
    },
    {
      id: "esx-0003",
      kind: "price",
      in: { shares: 6000, pages: 4000, active: "1/4", tau: "0/1" },
      out: { rho: "3/2" },
    },
    {
      id: "esx-0019",
      kind: "revoke",
      in: { tau: "3/4", quantum: 256, need: 39321, vms: two(65536) },
      out: {
        pages: { a: 26215, b: 65536 },
        unserved: 0,
        order: [{ id: "a", times: 154 }],
        rho: { a: "2000/193991", b: "625/53248" },
      },
    },
    {
      id: "esx-0029",
      kind: "grant",
      in: { tau: "3/4", quantum: 16, need: -100, vms: two(65536) },
      out: { pages: { a: 65536, b: 65536 }, unserved: 100, order: [], rho: { a: "625/151552", b: "625/53248" } },
    },
    {
      id: "esx-0067",
      kind: "minfree",
      in: { host_mb: 98304 },
      out: { min_free_mb: "1597.44", soft_mb: "1022.3616", hard_mb: "511.1808", low_mb: "255.5904" },
    },
  ])("$id $kind", (vector) => {
    expect(answer(vector)).toEqual(vector.out);
  });
});

function answer(vector: EsxVector): unknown {
  switch (vector.kind) {
    case "price": {
      const { shares, pages, active, tau } = vector.in;
      return { rho: written(price(tariff(shares, fraction(active), fraction(tau)), pages)) };
    }
    case "revoke":
    case "grant":
      return moved(vector.in);
    case "minfree": {
      const { minFree, soft, hard, low } = slidingMinFree(vector.in.host_mb);
      return { min_free_mb: decimal(minFree), soft_mb: decimal(soft), hard_mb: decimal(hard), low_mb: decimal(low) };
    }
  }
}

function moved({ tau, quantum, need, vms }: Moves): unknown {
  const tax = fraction(tau);
  const clients = vms.map(({ shares, pages, min, limit, active }): Client => {
    return { shares, pages, least: min, most: limit, active: fraction(active) };
  });
  const funded = need > 0 ? revoke(clients, need, quantum, tax) : grant(clients, -need, quantum, tax);
  const byId = <T>(value: (vm: EsxVm, index: number) => T) =>
    Object.fromEntries(vms.map((vm, index) => [vm.id, value(vm, index)]));
  const order: { id: string; times: number }[] = [];
  for (const step of funded.steps) {
    const last = order.at(-1);
    if (last?.id === vms[step].id) last.times++;
    else order.push({ id: vms[step].id, times: 1 });
  }
  return {
    pages: byId((_, index) => funded.pages[index]),
    unserved: funded.unserved,
    order,
    rho: byId(({ shares, active }, index) =>
      written(price(tariff(shares, fraction(active), tax), funded.pages[index])),
    ),
  };
}

function fraction(text: string): Fraction {
  const [numerator, denominator] = text.split("/");
  return { numerator: BigInt(numerator), denominator: BigInt(denominator) };
}

function written(value: Fraction | null): string | null {
  return value && `${value.numerator}/${value.denominator}`;
}

/** Ten-thousandths as the shortest exact decimal. */
function decimal(tenThousandths: number): string {
  const digits = String(tenThousandths).padStart(5, "0");
  const decimals = digits.slice(-4).replace(/0+$/u, "");
  return digits.slice(0, -4) + (decimals === "" ? "" : `.${decimals}`);
}
