/* The machine's module. Everything is sized while it is built; times are whole nanoseconds below 2⁵³. */

export * from "./abi/device";
export * from "./abi/guest";
export * from "./abi/guest-swap";
export * from "./abi/host";
export * from "./abi/memory";
export * from "./abi/orders";
export * from "./abi/pool";
export * from "./abi/run";
export * from "./abi/sharing";
export { NONE } from "./memory/none";
export { ACCESSED, BACKED, COPY, DIRTY, NUMBER, PRESENT, READY, REFERENCED, SWAPPED, ZERO } from "./state/entry";
export { BLOCK } from "./state/host";
