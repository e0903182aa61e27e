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

export function memoryStorage(): AgentStorage {
  const kept = new Map<string, string>();
  return {
    get: (key) => kept.get(key),
    set: (key, value) => void kept.set(key, value),
    delete: (key) => void kept.delete(key),
    keys: () => [...kept.keys()],
  };
}
