/** Generates the AssemblyScript registries that map a policy's number to its class; returns their source and the policies of each. */
export function registries(policies) {
  const inOrder = policies.toSorted((a, b) => a.entry.number - b.entry.number);
  const [blind, seeing] = split(inOrder, ({ entry }) => entry.visibility !== "every-access");
  const [special, replayed] = split(seeing, ({ replayedBy }) => replayedBy !== null);
  const [guests, laboratory] = split(replayed, ({ entry }) => entry.guest);
  const imports = inOrder
    .toSorted((a, b) => (a.file < b.file ? -1 : 1))
    .map(({ className, file }) => `import { ${className} } from "./${file}";`);
  const constants = special.map(
    ({ entry, replayedBy }) =>
      `/** Number of ${entry.name}; a replay uses ${replayedBy} instead of the policy's class. */\nexport const ${entry.name.toUpperCase().replaceAll("-", "_")}: u32 = ${entry.number};`,
  );
  const source = [
    "// Made from assembly/replacement by scripts/catalogue.mjs.",
    ['import { Action } from "./action";', 'import { Memory } from "./contract";', ...imports].join("\n"),
    ...constants,
    registry("BlindRegistry", "Policies that do not see every access, and so can also run on the host.", blind, null),
    registry(
      "ReplayRegistry",
      "Policies for guests that a replay runs one reference at a time.",
      guests,
      "BlindRegistry",
    ),
    registry(
      "LabRegistry",
      "Policies for a replay, including those that guests do not use.",
      laboratory,
      "ReplayRegistry",
    ),
    registry("Registry", "Policies for guests.", special, "ReplayRegistry"),
  ].join("\n\n");
  return { source: `${source}\n`, groups: [blind, guests, laboratory, special] };
}

function split(list, test) {
  return [list.filter(test), list.filter((one) => !test(one))];
}

function registry(name, about, policies, fallback) {
  const cases = policies.map(
    ({ entry: { number }, className }) =>
      `      case ${number}: return action.on<${className}<M>>(changetype<${className}<M>>(policy), argument);`,
  );
  const none =
    fallback === null ? "action.none()" : `changetype<${fallback}>(<usize>0).apply<M, A>(kind, policy, argument)`;
  return `/** ${about} */
export class ${name} {
  /** Applies \`A\` to the policy with number \`kind\`. */
  @inline
  apply<M extends Memory, A extends Action<M>>(kind: u32, policy: usize, argument: usize): u32 {
    const action = changetype<A>(<usize>0);
    switch (kind) {
${cases.join("\n")}
    }
    return ${none};
  }
}`;
}
