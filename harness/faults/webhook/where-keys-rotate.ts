/** Where the platform's webhook keys can be rotated by a fault. */
export const whereKeysRotate = {
  simulated: true,
  'real-android': true,
  'real-iphone': true,
  'any-subject': "the shared secret of somebody else's receiver is exchanged out of band: rotate it there",
} as const;
