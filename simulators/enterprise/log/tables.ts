/** A leaf of a tenant's log: written once, and kept also when what it commits to is erased. */
export interface LogLeavesTable {
  readonly tenant: string;
  /** 0, 1, 2 .. without gaps, in the order of commits. */
  readonly leaf_index: number;
  /** 32 bytes: see commitment.ts. */
  readonly leaf: Buffer;
}

/** A full tile: 256 hashes that nothing changes any more. */
export interface LogTilesTable {
  readonly tenant: string;
  readonly level: number;
  readonly tile_index: number;
  /** Of the subtree over the tile: one hash of the level above. */
  readonly root: Buffer;
  /** 8,192 bytes. */
  readonly hashes: Buffer;
}
