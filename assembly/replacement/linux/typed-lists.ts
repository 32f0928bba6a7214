/* The lists, in the order in which reclaim visits them: for each type of pages the inactive list, then the active one. */
export const INACTIVE_ANONYMOUS: u32 = 1;
export const ACTIVE_ANONYMOUS: u32 = 2;
export const INACTIVE_FILE: u32 = 3;
export const ACTIVE_FILE: u32 = 4;
export const TYPED_LISTS: u32 = 4;

export function inactiveOf(type: u32): u32 {
  return 2 * type + INACTIVE_ANONYMOUS;
}

export function activeOf(type: u32): u32 {
  return 2 * type + ACTIVE_ANONYMOUS;
}

export function isActive(list: u32): bool {
  return (list & 1) === 0;
}

export function typeOfList(list: u32): u32 {
  return (list - INACTIVE_ANONYMOUS) / 2;
}
