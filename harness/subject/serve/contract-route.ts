import { hostOperations } from '../contract/host-operations.ts';
import { operations } from '../contract/operations.ts';

/** Has slashes of its own: `x001/x234/067` (C2SP tlog-tiles). */
const tileIndex = '{index}';

const pattern = (segment: string): string => {
  if (segment === tileIndex) return '.+';
  return /^\{.*\}$/.test(segment) ? '[^/]+' : segment.replaceAll('.', '\\.');
};

const routes = [...operations, ...hostOperations].map(({ id, method, path }) => {
  const segments = path.split('/').map(pattern);
  return { id, method, path, pattern: new RegExp(`^${segments.join('/')}$`) };
});

/** The operation that a request is for. Whatever the contract does not have is one thing: strangers ask for anything. */
export interface ContractRoute {
  readonly operation: string;
  /** With parameters in braces: no ids, no numbers. */
  readonly path: string;
}

/** @param pathname of a request to a server of many tenants: `/t/<tenant>/records` */
export function contractRoute(method: string, pathname: string): ContractRoute {
  const path = pathname.replace(/^\/t\/[^/]+(?=\/)/, '');
  const fitting = routes.filter((route) => route.method === method && route.pattern.test(path));
  // `/log/checkpoint` before `/log/{anything}`: the one with fewer parameters.
  const [found] = fitting.sort((a, b) => a.path.split('{').length - b.path.split('{').length);
  return found ? { operation: found.id, path: found.path } : { operation: 'none', path: 'none' };
}
