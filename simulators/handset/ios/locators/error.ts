/** A selector that cannot be used, and why. */
export class SelectorError extends Error {
  override readonly name = 'SelectorError';
  /**
   * `syntax`: WebDriverAgent's class chain or XPath parser rejects it. `format`: NSPredicate rejects it. `unsupported`:
   * it is valid on a real iPhone, but not here. `attribute`: it names an attribute that elements have not.
   * `evaluation`: it cannot be applied to what is there.
   */
  override readonly cause: 'syntax' | 'format' | 'unsupported' | 'attribute' | 'evaluation';
  constructor(cause: SelectorError['cause'], message: string) {
    super(message);
    this.cause = cause;
  }
}
