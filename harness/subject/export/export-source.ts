/** An export where it lies: in a folder, or as it was just taken. */
export interface ExportSource {
  /** The manifest to the byte. */
  readonly manifest: Uint8Array;
  /** Every other file that lies there, in any order. */
  readonly names: readonly string[];
  /** One of them. Nothing when it is not there. */
  read(name: string): Uint8Array | undefined;
}
