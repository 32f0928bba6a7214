import type { PolicyChoice, Scenario } from "../../scenario/scenario.ts";

/** What each replacement policy is allowed to see (`accessed-bit`, …), by its name. */
export type Visibilities = { readonly [policy: string]: string };

const SIGHT: { readonly [visibility: string]: string } = {
  fault: "sees faults only",
  "accessed-bit": "sees accessed bits",
  "every-access": "idealised: sees every access",
  future: "idealised: sees the future",
};

/** What a replacement policy sees, in words: `sees accessed bits`, `idealised: sees every access`. */
export function sightInWords(visibility: string): string {
  return SIGHT[visibility] ?? visibility;
}

/** The replacement policies at work and what they see: `host clock (sees accessed bits); guests lru (idealised: …)`. */
export function policiesInWords({ host, vms }: Scenario, visibilities: Visibilities): string {
  const guests = [...new Set(vms.map((vm) => policyInWords(vm.policy, visibilities)))];
  return `host ${policyInWords(host.policy, visibilities)}; guests ${guests.join(", ")}`;
}

function policyInWords({ kind, parameters }: PolicyChoice, visibilities: Visibilities): string {
  const settings = Object.entries(parameters).map(([name, value]) => `:${name}=${value}`);
  const visibility = visibilities[kind];
  const sight = visibility === undefined ? "" : ` (${sightInWords(visibility)})`;
  return kind + settings.join("") + sight;
}
