/** What is wrong with an export, or with one file of it. Names no values of records. */
export class ExportFault extends Error {
  override readonly name = 'ExportFault';
}
