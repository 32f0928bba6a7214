import { Device } from "../device/device";
import { Arena } from "../memory/arena";

/**
 * A disk.
 *
 * @border written
 */
@unmanaged
export class DeviceConfig {
  /** Requests it serves at a time, 1 or more. */
  channels: u32;
  /** Writes in flight at most; further writers wait. 1 or more. */
  writeQueue: u32;
  /** Bytes of a page. */
  pageBytes: u32;
  /** Whether it turns. */
  rotational: bool;
  /** What each channel takes before it transfers, ns. */
  latencyNs: u64;
  /** The same of a request that begins where the latest one ended, ns. */
  sequentialLatencyNs: u64;
  /** What all channels transfer together, bytes/s, 1 or more. */
  bytesPerSecond: u64;
}

export function createDevice(config: DeviceConfig): Device {
  const device = Device.create(config.channels, config.writeQueue);
  if (!Arena.fits()) return device;
  device.setPace(config.latencyNs, config.sequentialLatencyNs, config.bytesPerSecond, config.pageBytes);
  device.rotational = config.rotational;
  return device;
}
