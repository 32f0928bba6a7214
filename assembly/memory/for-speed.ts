/** From this optimization level on, functions that hits call often are inlined: the laboratory has room for that, the machine does not. */
export const FOR_SPEED: i32 = 3;
