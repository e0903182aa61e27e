/**
 * The rehearsal itself could not be carried out: the harness, a phone or the machine is to blame, not the product. One
 * line that names the thing, what was wrong and what to do. Exit code 3.
 */
export class RehearsalFailure extends Error {
  override readonly name = 'RehearsalFailure';
}
