/** The ways through the machine that are counted, so that the random scenarios can show that they reach all of them. */
export const PATHS = [
  "hit",
  "guest fault, minor",
  "guest fault, file read",
  "guest fault, swap-in",
  "guest readahead",
  "guest readahead stopped by the watermark",
  "copy kept",
  "slot freed at once",
  "copy given up by a write",
  "guest direct reclaim",
  "guest kswapd woken",
  "guest kswapd step",
  "evicted with copy",
  "evicted to swap",
  "evicted to file",
  "dropped clean",
  "double paging",
  "victim cannot go",
  "no victim can go",
  "guest out of memory",
  "deflate on out of memory",
  "host zero-fill",
  "host major fault",
  "false read",
  "host readahead",
  "host readahead stopped by the watermark",
  "host direct reclaim",
  "host kswapd woken",
  "host kswapd step",
  "silent swap write",
  "host swap full",
  "host kills another VM",
  "host kills the VM in need",
  "frame taken away before it was mapped",
  "frame that may not be taken",
  "nobody's frames may be taken",
  "frame taken that may not be taken",
  "host kswapd works by order",
  "sampled frame touched",
  "vCPU goes on after it was blocked",
  "warm start",
  "slot in the current cluster",
  "first slot",
  "slot in a new cluster",
  "slot anywhere",
  "sequential request",
  "request waits for a channel",
  "writer waits for the queue",
  "driver inflates a backed frame",
  "driver inflates an unbacked frame",
  "driver frees a host slot",
  "driver reclaims",
  "driver's round fails",
  "driver deflates",
  "driver stuck",
  "driver at its limit",
  "driver slowed down",
  "turn ended by the quantum",
  "workload frees pages",
  "shutdown",
] as const;

/** One of the counted ways. */
export type Path = (typeof PATHS)[number];

/** How often each way has been taken. */
export class Paths {
  readonly taken = new Map<Path, number>();

  reach(path: Path): void {
    this.taken.set(path, (this.taken.get(path) ?? 0) + 1);
  }
}
