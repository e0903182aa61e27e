/** What a face has to say about itself: `warn` is for what a test meant and this phone cannot do. */
export type FaceLog = (level: 'info' | 'warn', text: string) => void;

/** Warnings to stderr, one line each; the rest is dropped. */
export function stderrLog(phone: string): FaceLog {
  return (level, text) => {
    if (level === 'warn') console.error(`[android ${phone}] ${text}`);
  };
}
