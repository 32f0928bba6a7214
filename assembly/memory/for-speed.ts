/** From this level of optimization on, what hits call often is inlined: the laboratory has room for it, the machine has not. */
export const FOR_SPEED: i32 = 3;
