const pushed: Readonly<Record<string, string>> = {
  DELIVERED: 'delivered',
  READ: 'read',
  TTL_EXPIRATION_REVOKED: 'failed',
};

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/** The status that a delivery tells, whatever its profile; nothing when it tells none. */
export async function toldStatus(request: Request): Promise<string | undefined> {
  const value: unknown = JSON.parse(await request.clone().text());
  const status = field(value, 'status');
  if (typeof status === 'string') return status;
  const data = field(field(value, 'message'), 'data');
  if (typeof data !== 'string') return undefined;
  const event: unknown = JSON.parse(Buffer.from(data, 'base64').toString());
  const eventType = field(event, 'eventType');
  return typeof eventType === 'string' ? pushed[eventType] : 'sent';
}
