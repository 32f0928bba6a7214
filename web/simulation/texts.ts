// A module of its own, so that the YAML reader is loaded on demand.
export { parseScenario } from "ballonet";
