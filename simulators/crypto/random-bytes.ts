/** Where a primitive draws its bytes from: the kernel's `Random` has this shape. */
export interface RandomBytes {
  bytes(length: number): Uint8Array;
}

/** A stream whose children, one a label, are independent of it and of each other. */
export interface SplittableRandomBytes extends RandomBytes {
  split(label: string): SplittableRandomBytes;
}
