import type { Policy, ProfileName } from './policy.ts';
import type { Rule, Setting } from './rule.ts';
import {
  finraDefault,
  gdprStorageLimit,
  hipaaDocumentation,
  mifidCommunications,
  rules,
  secCommunications,
  seldomReadAfter,
} from './rules.ts';

/** What one profile asks for; of the rest it says nothing. */
export type Profile = Omit<Partial<Policy>, 'profiles'>;

const by = <T>(value: T, ...of: Rule[]): Setting<T> => ({ value, rules: of });

const gdpr: Profile = {
  permanence: by('audit-trail', rules.gdprIntegrity),
  erasure_allowed: by(true, rules.gdprErasure),
  consent_required: by(true, rules.gdprConsent),
  dispose_after: by(gdprStorageLimit, rules.gdprStorage),
  subject_access_allowed: by(true, rules.gdprAccess),
};

const hipaa: Profile = {
  retention: [{ period: hipaaDocumentation, rule: rules.hipaaRetention }],
  permanence: by('audit-trail', rules.hipaaAudit),
  erasure_allowed: by(false, rules.hipaaAccess),
  managed_device_required: by(true, rules.hipaaDevice),
  cold_after: by(seldomReadAfter),
  subject_access_allowed: by(true, rules.hipaaAccess),
};

const sec: Profile = {
  retention: [
    { period: secCommunications, rule: rules.secRetention },
    { period: finraDefault, rule: rules.finraRetention },
  ],
  permanence: by('worm', rules.secPermanence),
  erasure_allowed: by(false, rules.secPermanence),
  managed_device_required: by(true, rules.secDevice),
  manifests: by('required', rules.secAuthenticity),
  cold_after: by(seldomReadAfter),
  subject_access_allowed: by(false, rules.secTippingOff),
  holds_confidential: by(true, rules.secTippingOff),
};

const mifid: Profile = {
  retention: [{ period: mifidCommunications, rule: rules.mifidRetention }],
  permanence: by('worm', rules.mifidPermanence),
  managed_device_required: by(true, rules.mifidDevice),
  cold_after: by(seldomReadAfter),
  holds_confidential: by(true, rules.mifidTippingOff),
};

export const profiles: Readonly<Record<ProfileName, Profile>> = { gdpr, hipaa, 'sec-17a-4': sec, 'mifid-ii': mifid };
