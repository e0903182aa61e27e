import type { z } from 'zod';
import { fieldsAt } from './fields-at.ts';

type Issue = z.core.$ZodIssue;

const formats: Readonly<Record<string, string>> = {
  base64: 'base64 (RFC 4648 section 4)',
  e164: 'a number in E.164, + and 7 to 15 digits',
  uuid: 'a UUID',
  url: 'a URL of http or https',
};

/** Where it is and what is accepted there by `schema`. Quotes the contract and nothing of the request, whose fields may be content. */
export function describeIssue(issue: Issue, schema?: z.ZodType): string {
  return `/${issue.path.join('/')}: ${whatIsAccepted(issue, schema && fieldsAt(schema, issue.path))}`;
}

function whatIsAccepted(issue: Issue, fields: readonly string[] = []): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined') ? 'is missing' : `must be ${typeName(issue.expected)}`;
    case 'invalid_value':
      return `must be ${oneOf(issue.values.map((value) => JSON.stringify(value)))}`;
    case 'invalid_format':
      return `must be ${formatName(issue.format, issue.pattern)}`;
    case 'too_small':
    case 'too_big':
      return `must ${bound(issue)}`;
    case 'unrecognized_keys':
      return `has a field that the contract does not know${fields.length > 0 ? `: there are ${fields.join(', ')}` : ''}`;
    case 'invalid_union':
      return unionOf(issue.errors);
    case 'custom': // What a rule of ours says quotes nothing.
      return issue.message === 'Invalid input' ? 'breaks a rule of the contract' : issue.message;
    default:
      return issue.code;
  }
}

function typeName(expected: string): string {
  if (expected === 'int') return 'a whole number';
  if (expected === 'null') return 'null';
  return `${/^[aeiou]/.test(expected) ? 'an' : 'a'} ${expected}`;
}

const oneOf = (values: readonly string[]): string =>
  values.length === 1 ? `${values[0]}` : `one of ${values.join(', ')}`;

function formatName(format: string, pattern: string | undefined): string {
  if (format === 'datetime') {
    const fraction = pattern?.includes('\\.\\d{3}') ? '.000' : '';
    return `a time in UTC (RFC 3339), written as 2026-11-22T12:00:00${fraction}Z`;
  }
  const known = formats[format];
  return known ?? (pattern === undefined ? `of the format ${format}` : `text like ${pattern}`);
}

function bound(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const small = issue.code === 'too_small';
  const limit = String(small ? issue.minimum : issue.maximum);
  if (issue.origin === 'string') return `have ${small ? 'at least' : 'at most'} ${limit} characters`;
  if (issue.origin === 'array') return `have ${small ? 'at least' : 'at most'} ${limit} entries`;
  if (issue.inclusive === false) return `be ${small ? 'more' : 'less'} than ${limit}`;
  return `be ${small ? 'at least' : 'at most'} ${limit}`;
}

/** What each of the forms is asked for first. */
function unionOf(forms: readonly (readonly Issue[])[]): string {
  const needs = forms.flatMap(([first]) => {
    if (!first) return [];
    return first.path.length > 0 ? [describeIssue(first)] : [whatIsAccepted(first)];
  });
  return needs.length === 0 ? 'has none of the forms that the contract knows' : needs.join('; or ');
}
