/** Formats a row: name, median, and, if compared with another side, that side's median and the ratio. */
export function line({ what, value, unit, against, other, ratio, bar, most, note }) {
  const text = `  ${what.padEnd(34)} ${number(value).padStart(8)} ${unit}`;
  const added = note === undefined ? "" : `  ${note}`;
  if (other === undefined) {
    const wanted = most === undefined ? "" : `  bar ${most}: ${value <= most ? "met" : "missed"}`;
    return `${text}${wanted}${added}`;
  }
  const met = most === undefined ? ratio >= bar : ratio <= most;
  const wanted = bar === undefined && most === undefined ? "" : `  bar ${bar ?? most}: ${met ? "met" : "missed"}`;
  return `${text.padEnd(62)} ${against.padEnd(24)} ${number(other).padStart(8)}  ratio ${ratio.toFixed(2).padStart(6)}${wanted}${added}`;
}

function number(value) {
  return value === null ? "–" : value.toFixed(value < 10 ? 2 : 1);
}

/** A row that compares the speed of side `own` of `inTurn` with another side. */
export function compared(what, { medians, ratio }, side, against, bar) {
  return {
    what,
    value: medians.own,
    unit: "M references/s",
    against,
    other: medians[side],
    ratio: ratio("own", side),
    bar,
  };
}

/** A row for a comparison that is impossible here. */
export function leftOut(what, why) {
  return { what, value: null, unit: "", note: `left out: ${why}` };
}

/** A row that compares the cost per reference of two sides of `inTurn`; `most`: highest allowed ratio. */
export function costs(what, { medians, ratio }, [side, otherSide], against, most) {
  return {
    what,
    value: medians[side],
    unit: "ns/reference",
    against,
    other: medians[otherSide],
    ratio: ratio(side, otherSide),
    most,
  };
}
