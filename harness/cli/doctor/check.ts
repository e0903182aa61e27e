/** One thing that a rehearsal needs on this machine. */
export interface Check {
  readonly name: string;
  /** Without a required one no rehearsal runs; without another it runs with less. */
  readonly required: boolean;
  /** Quick enough for every rehearsal: looks, and runs no program. */
  readonly quick: boolean;
  look(): Finding | Promise<Finding>;
}

export type Finding =
  | { readonly ok: true; readonly detail: string }
  | {
      readonly ok: false;
      readonly detail: string;
      /** The exact words to type, or what else to do. */
      readonly remedy: string;
      /** The Debian package and the Homebrew formula that bring it, where one does. */
      readonly install?: { readonly apt: string; readonly brew?: string };
    };

export type Diagnosis = Finding & { readonly name: string; readonly required: boolean };

/** Looks at everything at once, in the given order. A look that throws is a finding. */
export async function diagnose(checks: readonly Check[]): Promise<Diagnosis[]> {
  return Promise.all(
    checks.map(async ({ name, required, look }): Promise<Diagnosis> => {
      try {
        return { name, required, ...(await look()) };
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        return { name, required, ok: false, detail, remedy: 'Run "npm ci" again.' };
      }
    }),
  );
}
