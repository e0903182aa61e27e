import { z } from 'zod';

const listed = z.object({
  value: z.array(z.object({ id: z.string(), capabilities: z.looseObject({ udid: z.string().optional() }).optional() })),
});

/** Whether an Appium server answers there within `timeoutMs`. */
export async function appiumAnswers(url: string, timeoutMs = 3_000): Promise<boolean> {
  const answer = await fetch(new URL('status', folder(url)), { signal: AbortSignal.timeout(timeoutMs) }).catch(
    () => undefined,
  );
  await answer?.body?.cancel();
  return answer?.ok === true;
}

/**
 * Ends the sessions that a server still holds on a phone, and returns how many there were. A server that does not let
 * its sessions be listed (a provider's) has none that we could end.
 */
export async function endSessions(url: string, udid: string, timeoutMs = 5_000): Promise<number> {
  const signal = AbortSignal.timeout(timeoutMs);
  const answer = await fetch(new URL('appium/sessions', folder(url)), { signal }).catch(() => undefined);
  if (answer?.ok !== true) return 0;
  const sessions = listed.safeParse(await answer.json().catch(() => undefined));
  if (!sessions.success) return 0;
  const ours = sessions.data.value.filter(({ capabilities }) => capabilities?.udid === udid);
  for (const { id } of ours) {
    const deleted = await fetch(new URL(`session/${id}`, folder(url)), { method: 'DELETE', signal }).catch(
      () => undefined,
    );
    await deleted?.body?.cancel();
  }
  return ours.length;
}

const folder = (url: string): string => (url.endsWith('/') ? url : `${url}/`);
