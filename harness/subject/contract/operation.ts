import type { z } from 'zod';

/** Who may ask: a bearer token each, but for `platform`, whose deliveries are signed, and `anyone`. */
export type Role = 'platform' | 'enrolment' | 'device' | 'auditor' | 'operator' | 'anyone';

/** What goes over the wire in one direction. Without a schema the bytes are described by their media type alone. */
export interface Content {
  /** `application/json`, `text/plain`, `application/octet-stream`, .. */
  readonly type: string;
  readonly schema?: z.ZodType;
}

/** One operation of the subject's contract: what is validated, and what the OpenAPI document says, are this. */
export interface Operation {
  /** Stable, in camel case: `uploadRecord`. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the tenant's base URL, with parameters in braces: `/records/{record_id}`. */
  readonly path: string;
  readonly role: Role;
  /** One sentence for whoever implements it. */
  readonly summary: string;
  readonly parameters?: Readonly<Record<string, z.ZodType>>;
  /** Every parameter of the query is optional for the caller unless its schema refuses `undefined`. */
  readonly query?: Readonly<Record<string, z.ZodType>>;
  readonly headers?: Readonly<Record<string, z.ZodType>>;
  readonly request?: Content;
  /** By status; null where there is no body. */
  readonly answers: Readonly<Record<number, Content | null>>;
  /** Statuses of its refusals, each `application/problem+json` (RFC 9457). */
  readonly refusals: readonly number[];
}
