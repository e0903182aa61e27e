import type { Migration } from '../migrations.ts';

/** Consents, un-enrolment and re-enrolment. Who was enrolled when, and who agreed to what, is kept. */
export const enrolment: Migration = {
  name: '0005-enrolment',
  statements: ({ integer, strict, refuse }) => [
    `CREATE TABLE enrolment_changes (
       tenant TEXT NOT NULL,
       device_id TEXT NOT NULL,
       number ${integer} NOT NULL,
       changed_at ${integer} NOT NULL,
       changed_by TEXT NOT NULL CHECK (changed_by IN ('device', 'operator')),
       PRIMARY KEY (tenant, device_id, number),
       FOREIGN KEY (tenant, device_id) REFERENCES devices (tenant, device_id)
     ) ${strict}`,
    ...refuse('enrolment_changes_are_written_once', 'UPDATE', 'enrolment_changes', 'who was enrolled when is kept'),
    ...refuse('enrolment_changes_are_kept', 'DELETE', 'enrolment_changes', 'who was enrolled when is kept'),

    `CREATE TABLE consents (
       tenant TEXT NOT NULL,
       device_id TEXT NOT NULL,
       number ${integer} NOT NULL,
       given_by TEXT NOT NULL,
       given_at ${integer} NOT NULL,
       text_sha256 TEXT NOT NULL,
       recorded_at ${integer} NOT NULL,
       withdrawn_at ${integer},
       PRIMARY KEY (tenant, device_id, number),
       FOREIGN KEY (tenant, device_id) REFERENCES devices (tenant, device_id)
     ) ${strict}`,
    ...refuse(
      'consents_are_withdrawn_once',
      'UPDATE',
      'consents',
      'a consent is only ever withdrawn',
      `old.withdrawn_at IS NULL AND new.withdrawn_at IS NOT NULL AND old.tenant = new.tenant
       AND old.device_id = new.device_id AND old.number = new.number AND old.given_by = new.given_by
       AND old.given_at = new.given_at AND old.text_sha256 = new.text_sha256 AND old.recorded_at = new.recorded_at`,
    ),
    ...refuse('consents_are_kept', 'DELETE', 'consents', 'a consent is kept, also after its withdrawal'),
  ],
};
