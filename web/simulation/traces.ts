export { readTrace } from "ballonet";
