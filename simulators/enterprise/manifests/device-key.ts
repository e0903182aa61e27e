import { z } from 'zod';

/** An Ed25519 public key (RFC 8032: 32 bytes), base64. */
export const deviceKey = z.string().regex(/^[A-Za-z0-9+/]{43}=$/);
