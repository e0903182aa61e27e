import type { AndroidDevice } from '../device/device.ts';
import type { ShellIo } from './command.ts';
import type { Redirect, Redirections } from './line.ts';

/** Output kept for a file, bytes; what is over is lost, as on a full disk. */
const maxCaptureBytes = 16 * 1024 * 1024;

/** Output that goes to a file. */
export type FileRedirect = Redirect & { readonly to: 'file' };

/** A command's output under its redirections. `flush` writes the files once it is over; it may throw FileStoreError. */
export function redirected(
  io: ShellIo,
  { stdout, stderr }: Redirections,
  device: AndroidDevice,
  pathOf: (redirect: FileRedirect) => string,
): { readonly out: ShellIo['out']; readonly err: ShellIo['err']; flush(): void } {
  const captures: { readonly path: string; readonly append: boolean; readonly parts: Uint8Array[] }[] = [];
  let capturedBytes = 0;

  function sink(redirect: FileRedirect): ShellIo['out'] {
    const path = pathOf(redirect);
    if (path === '/dev/null') return () => {};
    const parts: Uint8Array[] = [];
    captures.push({ path, append: redirect.append, parts });
    return (data) => {
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      capturedBytes += bytes.length;
      if (capturedBytes <= maxCaptureBytes) parts.push(bytes);
    };
  }

  const out = stdout?.to === 'file' ? sink(stdout) : io.out;
  const err = stderr === undefined ? io.err : stderr.to === 'file' ? sink(stderr) : out;
  return {
    out,
    err,
    flush() {
      for (const { path, append, parts } of captures) {
        const before = append ? device.files.find(path) : undefined;
        const bytes = Buffer.concat([...(before?.kind === 'file' ? [before.bytes] : []), ...parts]);
        device.files.write(path, bytes, 0o660, device.phone.now());
      }
    },
  };
}
