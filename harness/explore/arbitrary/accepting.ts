import fc from 'fast-check';

/**
 * An arbitrary that also takes values it would never have made: what `accepts` says is one of its kind may stand in a
 * foreign plan. Such a value is shrunk if `made` knows how to, else it stays as it is.
 */
export function accepting<T>(made: fc.Arbitrary<T>, accepts: (value: unknown) => boolean): fc.Arbitrary<T> {
  return new Accepting(made, accepts);
}

class Accepting<T> extends fc.Arbitrary<T> {
  readonly #made: fc.Arbitrary<T>;
  readonly #accepts: (value: unknown) => boolean;

  constructor(made: fc.Arbitrary<T>, accepts: (value: unknown) => boolean) {
    super();
    this.#made = made;
    this.#accepts = accepts;
  }

  override generate(random: fc.Random, biasFactor: number | undefined): fc.Value<T> {
    return this.#made.generate(random, biasFactor);
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return this.#accepts(value);
  }

  override shrink(value: T, context: unknown): fc.Stream<fc.Value<T>> {
    if (context === undefined && !this.#made.canShrinkWithoutContext(value)) return fc.Stream.nil();
    return this.#made.shrink(value, context);
  }
}
