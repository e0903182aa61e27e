/**
 * What the phone keeps for the agent: survives restarts of the app, is lost when the app is reinstalled. A phone whose
 * storage is full throws from `set`.
 */
export interface AgentStorage {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  delete(key: string): void;
  keys(): readonly string[];
}

/** A phone's storage, which may be full. */
export interface PhoneStorage extends AgentStorage {
  /** Nothing more can be written; what is there can be read and deleted. */
  full: boolean;
}

export function memoryStorage(): PhoneStorage {
  const kept = new Map<string, string>();
  return {
    full: false,
    get: (key) => kept.get(key),
    set(key, value) {
      if (this.full) throw new Error('no space left on the phone');
      kept.set(key, value);
    },
    delete: (key) => void kept.delete(key),
    keys: () => [...kept.keys()],
  };
}
