/** A row as a line of the table: what was measured, its median, and where there is another side, that one's median and the ratio. */
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

/** The row that compares what `own` made in a second with what another side of `inTurn` made. */
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

/** The row of a comparison that cannot be made here. */
export function leftOut(what, why) {
  return { what, value: null, unit: "", note: `left out: ${why}` };
}

/** The row that compares what a reference costs on two sides of `inTurn`; `most`: what the ratio may be. */
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
