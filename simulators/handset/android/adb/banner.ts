/**
 * What a phone offers a host in its CNXN. `abb_exec` is left out on purpose: without it adb sends `cmd package ..`
 * through `exec:`, which is the form every Android version knows.
 */
export const deviceFeatures = [
  'cmd',
  'shell_v2',
  'stat_v2',
  'ls_v2',
  'fixed_push_mkdir',
  'fixed_push_symlink_timestamp',
  'apex',
] as const;

/** The system identity string of a phone. */
export function deviceBanner(product: {
  readonly name: string;
  readonly model: string;
  readonly device: string;
}): string {
  return [
    `device::ro.product.name=${product.name}`,
    `ro.product.model=${product.model}`,
    `ro.product.device=${product.device}`,
    `features=${deviceFeatures.join(',')}`,
  ].join(';');
}
