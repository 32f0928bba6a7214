export { parseScenario } from "ballonet";
