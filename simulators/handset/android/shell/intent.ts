/** What `am` was told to start or send. */
export interface Intent {
  readonly action?: string;
  readonly data?: string;
  readonly categories: readonly string[];
  /** `pkg/.Activity`. */
  readonly component?: string;
  readonly packageId?: string;
  /** -S: force-stop the app first. */
  readonly stopFirst: boolean;
  /** -W: wait for the launch and report on it. */
  readonly wait: boolean;
}

const fieldByOption = { '-a': 'action', '-d': 'data', '-n': 'component', '-p': 'packageId' } as const;
const isFieldOption = (option: string): option is keyof typeof fieldByOption => Object.hasOwn(fieldByOption, option);

/** Values that an option without a meaning here swallows: an extra has a key and a value, a flag nothing. */
function swallowed(option: string): number {
  if (option === '--esn') return 1;
  if (/^(?:-e|--(?:es|ez|ei|el|ef|ed|eu|ecn|eia|eial|ela|elal|efa|efal|esa|esal))$/.test(option)) return 2;
  return ['-f', '-t', '-i', '-R', '-P', '--user', '--display', '--windowingMode'].includes(option) ? 1 : 0;
}

/** A bare word is a URI, a component or a package, as in `am start sms:1`, `am start pkg/.Main`, `am start pkg`. */
function bareField(word: string): 'data' | 'component' | 'packageId' {
  if (word.includes(':')) return 'data';
  return word.includes('/') ? 'component' : 'packageId';
}

/** Reads the intent out of the arguments of `am start` and `am broadcast`. Unknown options are passed over. */
export function parseIntent(args: readonly string[]): Intent {
  const categories: string[] = [];
  let found: Omit<Intent, 'categories'> = { stopFirst: false, wait: false };
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (isFieldOption(word)) found = { ...found, [fieldByOption[word]]: args[++at] ?? '' };
    else if (word === '-c') categories.push(args[++at] ?? '');
    else if (word === '-S') found = { ...found, stopFirst: true };
    else if (word === '-W') found = { ...found, wait: true };
    else if (word.startsWith('-')) at += swallowed(word);
    else found = { ...found, [bareField(word)]: word };
  }
  return { ...found, categories };
}

const field = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [`${name}=${value}`]);

/** As `am` prints it: `Intent { act=.. cat=[..] cmp=.. }`. */
export function describeIntent({ action, data, categories, component, packageId }: Intent): string {
  const parts = [
    ...field('act', action),
    ...(categories.length > 0 ? [`cat=[${categories.join(',')}]`] : []),
    ...field('dat', data?.replace(/:[\s\S]*$/, ':xxxxx')), // Android hides what may be private
    ...field('pkg', packageId),
    ...field('cmp', component),
  ];
  return `Intent { ${parts.join(' ')} }`;
}
