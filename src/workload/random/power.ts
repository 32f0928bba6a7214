const LN_2_HIGH = 0.6931471803691238;
const LN_2_LOW = 1.9082149292705877e-10;
const ROOT_2 = Math.sqrt(2);

/**
 * value^−exponent for value ≥ 1 and exponent 0 … 3, to about 15 digits. Uses only basic arithmetic, since Math.pow may differ between
 * JavaScript engines.
 */
export function inversePower(value: number, exponent: number): number {
  if (exponent === 0) return 1;
  if (exponent === 1) return 1 / value;
  return exponentialOfMinus(exponent * logarithm(value));
}

/** ln(value) for value ≥ 1: halves the value until it is near 1, then uses 2·artanh((m − 1)/(m + 1)). */
function logarithm(value: number): number {
  let mantissa = value;
  let halvings = 0;
  while (mantissa > ROOT_2) {
    mantissa *= 0.5;
    halvings++;
  }
  const z = (mantissa - 1) / (mantissa + 1);
  const square = z * z;
  let sum = 0;
  for (let odd = 23; odd >= 1; odd -= 2) sum = sum * square + 1 / odd;
  return halvings * LN_2_HIGH + (halvings * LN_2_LOW + 2 * z * sum);
}

/** e^−value for value ≥ 0: subtracts a multiple of ln 2, then uses the Taylor series. */
function exponentialOfMinus(value: number): number {
  const halvings = Math.floor(value / (LN_2_HIGH + LN_2_LOW) + 0.5);
  const rest = value - halvings * LN_2_HIGH - halvings * LN_2_LOW;
  let sum = 1;
  for (let term = 16; term >= 1; term--) sum = 1 - (rest / term) * sum;
  let result = sum;
  for (let halving = 0; halving < halvings; halving++) result *= 0.5;
  return result;
}
