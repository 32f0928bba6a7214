/**
 * How many random cases a property looks at: `full` in `npm run test:full`, a tenth of them in `npm test`; `variable` names the
 * environment variable that sets another number.
 */
export function plays(full: number, variable?: string): number {
  const asked = variable === undefined ? undefined : process.env[variable];
  if (asked !== undefined) return Number(asked);
  return process.env.TESTS === "full" ? full : Math.ceil(full / 10);
}
