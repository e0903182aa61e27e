/** Text as one word of a command line. */
export const shellWord = (text: string): string =>
  /^[\w.:/+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
