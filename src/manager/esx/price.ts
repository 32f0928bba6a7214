/** Bytes of a page, the unit of prices. */
export const PAGE = 4096;

/** An exact fraction; the denominator is positive. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** A VM's price except for its pages: price = `value` ÷ (pages × `weight`). */
export interface Tariff {
  readonly value: bigint;
  readonly weight: bigint;
}

/**
 * The tariff of a VM with these shares and this active part of its memory. An idle page costs 1 ÷ (1 − `tax`) times an active one
 * (Waldspurger, OSDI 2002, section 5.2); the tax is below 1.
 */
export function tariff(shares: number, active: Fraction, tax: Fraction): Tariff {
  const untaxed = tax.denominator - tax.numerator;
  const idle = active.denominator - active.numerator;
  return {
    value: BigInt(shares) * active.denominator * untaxed,
    weight: active.numerator * untaxed + idle * tax.denominator,
  };
}

/** Shares per page, adjusted for idle pages, in lowest terms: ρ = S ÷ (P × (f + k × (1 − f))); `null`: it holds no page. */
export function price({ value, weight }: Tariff, pages: number): Fraction | null {
  if (pages === 0) return null;
  const whole = BigInt(pages) * weight;
  const divisor = greatestDivisor(value, whole);
  return { numerator: value / divisor, denominator: whole / divisor };
}

/** Whether the first VM's price is above `factor` times the second's; a VM without pages has the highest price. */
export function isDearer(one: Tariff, pages: number, other: Tariff, otherPages: number, factor: Fraction): boolean {
  const left = one.value * BigInt(otherPages) * other.weight * factor.denominator;
  return left > other.value * BigInt(pages) * one.weight * factor.numerator;
}

/** A share as a fraction, to a ten-thousandth. */
export function fractionOf(share: number): Fraction {
  return { numerator: BigInt(Math.round(share * 10_000)), denominator: 10_000n };
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestDivisor(b, a % b);
}
