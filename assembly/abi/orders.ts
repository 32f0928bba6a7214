import { setBlocked as setGuestBlocked } from "../guest/block";
import { boot, layDown as layDownBooting } from "../guest/boot";
import { freePages as freeGuestPages, shutDown as shutGuestDown } from "../guest/lifecycle";
import { reclaimUntil as reclaimHostUntil } from "../host/frames";
import { addToSample as addToGuestSample, clearSample as clearGuestSample } from "../host/sample";
import { setTarget as setBalloonTarget } from "../run/driver";
import { Guest } from "../state/guest";
import { Host } from "../state/host";

/** Begins to boot a guest whose first `warmPages` and last `warmLast` pages are warm. All that boot at `nowNs` lay down their memory together, before anything else is done (`layDown`). */
export function bootGuest(guest: Guest, nowNs: f64, balloonPages: u32, warmPages: u32, warmLast: u32): void {
  boot(guest, <u64>nowNs, balloonPages, warmPages, warmLast);
}

/** Lays down at least `least` frames and pages of the guests that boot, or all they have left, and returns how many are left then. */
export function layDown(host: Host, least: u32): u32 {
  return layDownBooting(host, least);
}

export function shutDown(guest: Guest, nowNs: f64): void {
  shutGuestDown(guest, <u64>nowNs);
}

/** Asks a balloon to hold so many pages. */
export function setTarget(guest: Guest, pages: u32, nowNs: f64): void {
  setBalloonTarget(guest, pages, <u64>nowNs);
}

/** What the host's reclaim may do to a guest from now on. */
export function setReclaim(guest: Guest, maySwap: bool, mayCompress: bool, leave: u32): void {
  guest.maySwap = maySwap;
  guest.mayCompress = mayCompress;
  guest.leave = leave;
  guest.host.guarded = true;
}

/** Lets the host's background reclaim work until so many frames are free; 0: no longer. */
export function reclaimUntil(host: Host, frames: u32, nowNs: f64): void {
  reclaimHostUntil(host, frames, <u64>nowNs);
}

/** Stops a guest whole, or lets it go on. */
export function setBlocked(guest: Guest, blocked: bool, nowNs: f64): void {
  setGuestBlocked(guest, blocked, <u64>nowNs);
}

/** Puts a guest frame in the sample that is watched for touches; false: the host does not back it, or it is in it already. */
export function addToSample(guest: Guest, frame: u32): bool {
  return addToGuestSample(guest, frame);
}

export function clearSample(guest: Guest): void {
  clearGuestSample(guest);
}

/** The workload of a guest frees `count` pages from `first` on. */
export function freePages(guest: Guest, first: u32, count: u32, nowNs: f64): void {
  guest.host.turn.now = <u64>nowNs;
  freeGuestPages(guest, first, count);
}
