/** A parsed `NSPredicate`. */
export type Predicate =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Predicate[] }
  | { readonly kind: 'not'; readonly term: Predicate }
  | Comparison;

export interface Comparison {
  readonly kind: 'compare';
  readonly left: Expression;
  readonly operator: Operator;
  readonly options: CompareOptions;
  readonly right: Expression;
}

export type Operator =
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'BETWEEN'
  | 'IN'
  | 'CONTAINS'
  | 'BEGINSWITH'
  | 'ENDSWITH'
  | 'LIKE'
  | 'MATCHES';

/** The letters in brackets after an operator. */
export interface CompareOptions {
  /** `[c]` */
  readonly ignoreCase: boolean;
  /** `[d]` */
  readonly ignoreDiacritics: boolean;
}

export type Constant = string | number | boolean | null;

export type Expression =
  | { readonly kind: 'constant'; readonly value: Constant }
  /** An attribute of the element, and a member of it: `rect.x`. */
  | { readonly kind: 'key'; readonly name: string; readonly member?: string }
  | { readonly kind: 'list'; readonly items: readonly Expression[] };
