import { expect, it } from "vitest";
import { measuresOf } from "../../src/study/verdict/measures.ts";
import { hostResult, NO_EXCESS, result, vmResult } from "../report/build.ts";

it("measures of a run (worked by hand)", () => {
  const vms = [
    vmResult("a", {
      references: 240e6,
      slowdown: 1.5,
      p99Slowdown: 3,
      swapInPages: 10,
      swapOutPages: 5,
      inflatedPages: 100,
      deflatedPages: 60,
      netBalloonPages: 80,
    }),
    vmResult("b", {
      references: 120e6,
      slowdown: 1.1,
      p99Slowdown: 7,
      swapInPages: 0,
      swapOutPages: 2,
      inflatedPages: 0,
      deflatedPages: 0,
      netBalloonPages: 0,
    }),
    vmResult("asleep", {
      references: 0,
      runNs: 0,
      slowdown: 1,
      p99Slowdown: 1,
      inflatedPages: 20,
      deflatedPages: 20,
      netBalloonPages: 0,
    }),
  ];
  const measured = measuresOf(
    result(vms, {
      simulatedNs: 120e9,
      host: hostResult({ frames: 1000, leastFreePages: 100, swapInPages: 3, swapOutPages: 4, overcommitRatio: 1.5 }),
      events: [
        { timeNs: 1, kind: "guest-out-of-memory", vm: 0, text: "" },
        { timeNs: 2, kind: "host-out-of-memory", vm: 1, text: "" },
        { timeNs: 3, kind: "host-out-of-memory", vm: 2, text: "" },
        { timeNs: 4, kind: "deflate-on-oom", vm: 0, text: "" },
      ],
    }),
    NO_EXCESS,
  );
  expect(measured).toEqual({
    ...NO_EXCESS,
    overcommitRatio: 1.5,
    // 360 million references in two minutes.
    throughput: 3e6,
    // (1.5 + 1.1) ÷ 2: the third never ran.
    meanSlowdown: 1.3,
    worstSlowdown: 1.5,
    p99Slowdown: 7,
    guestSwapInBytes: 10 * 4096,
    guestSwapOutBytes: 7 * 4096,
    hostSwapInBytes: 3 * 4096,
    hostSwapOutBytes: 4 * 4096,
    guestKills: 1,
    hostKills: 2,
    // 160 pages of the first and 40 of the third, of which 80 were necessary.
    balloonMovedBytes: 200 * 4096,
    balloonNetBytes: 80 * 4096,
    pingPong: 2.5,
    hostPeakBytes: 900 * 4096,
    hostBytes: 1000 * 4096,
  });
});

it("measures of a run without balloon moves have no ping-pong, and no slowdown when no VM ran", () => {
  const vm = vmResult("a", { references: 0, runNs: 0, inflatedPages: 0, netBalloonPages: 0 });
  expect(measuresOf(result([vm]), NO_EXCESS)).toMatchObject({
    pingPong: null,
    meanSlowdown: 1,
    worstSlowdown: 1,
    throughput: 0,
  });
});
