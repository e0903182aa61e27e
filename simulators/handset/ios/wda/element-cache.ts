/** What a reference stands for: a node by its key, in one app. */
export interface ElementReference {
  readonly bundleId: string;
  readonly key: string;
}

/** A map that keeps the entries used last. */
function recent<V>(most: number): {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
} {
  const entries = new Map<string, V>();
  function set(key: string, value: V): void {
    entries.delete(key);
    entries.set(key, value);
    if (entries.size > most) entries.delete(entries.keys().next().value ?? key);
  }
  return {
    get(key) {
      const value = entries.get(key);
      if (value !== undefined) set(key, value);
      return value;
    },
    set,
    delete: (key) => void entries.delete(key),
  };
}

/** References that a client holds. They outlive the screen they were found on, and are resolved again at each use. */
export interface ElementCache {
  store(uid: string, reference: ElementReference): void;
  /** Undefined when it was never found in this session, or too long ago. */
  get(uid: string): ElementReference | undefined;
  forget(uid: string): void;
}

/** A session's references, 1024 of them as in WebDriverAgent. */
export function elementCache(): ElementCache {
  const references = recent<ElementReference>(1024);
  return { store: references.set, get: references.get, forget: references.delete };
}

/** Names elements: the same node of the same process has the same identifier each time. */
export type ElementIds = (reference: ElementReference, pid: number) => string;

/** Remembers more nodes than any screen has, and forgets the oldest after that. */
export function elementIds(): ElementIds {
  const known = recent<string>(8192);
  let last = 0;
  return ({ bundleId, key }, pid) => {
    const identity = `${pid} ${bundleId} ${key}`;
    const uid = known.get(identity) ?? accessibilityId(++last, pid);
    known.set(identity, uid);
    return uid;
  };
}

/** The form that WebDriverAgent gives an element's number and process: sixteen bytes written as a UUID. */
function accessibilityId(element: number, pid: number): string {
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64LE(BigInt(element), 0);
  bytes.writeInt32LE(pid, 8);
  const hex = bytes.toString('hex').toUpperCase();
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
