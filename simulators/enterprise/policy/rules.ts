import type { Period } from './period.ts';
import type { Rule } from './rule.ts';

/** Not a court's words, nor advice: what each rule asks of an archive, said in a sentence, and where it stands. */
const rule = (id: string, citation: string, text: string): Rule => ({ id, citation, text });

/** [I] Three years for communications of a broker-dealer. */
export const secCommunications: Period = 'P3Y';
/** [I] Six years where no other rule sets a period; kept to for communications too, which is the longer. */
export const finraDefault: Period = 'P6Y';
/** [C] Five years for records of communications; see `mifidOnRequest`. */
export const mifidCommunications: Period = 'P5Y';
/** [C] Seven years where the competent authority requests it: set as a rule of the tenant's own. */
export const mifidOnRequest: Period = 'P7Y';
/** [I] Six years for required documentation; whether a message is such a document is for the covered entity to say. */
export const hipaaDocumentation: Period = 'P6Y';
/** [N] The regulation names no period: a choice of ours that a controller must make for themselves. */
export const gdprStorageLimit: Period = 'P1Y';
/** [N] No rule names it: when a record is looked at seldom enough for cold storage is a choice of ours. */
export const seldomReadAfter: Period = 'P1Y';

export const rules = {
  gdprStorage: rule(
    'gdpr-5-1-e',
    'Regulation (EU) 2016/679, Article 5(1)(e)',
    'Personal data is kept no longer than its purpose needs.',
  ),
  gdprConsent: rule(
    'gdpr-7-1',
    'Regulation (EU) 2016/679, Articles 6(1)(a) and 7(1)',
    'Who relies on consent can show that it was given.',
  ),
  gdprAccess: rule(
    'gdpr-15',
    'Regulation (EU) 2016/679, Article 15',
    'A person may have a copy of what is held about them.',
  ),
  gdprErasure: rule(
    'gdpr-17',
    'Regulation (EU) 2016/679, Article 17(1) and (3)',
    'A person may have data erased, unless a legal duty or a legal claim needs it.',
  ),
  gdprIntegrity: rule(
    'gdpr-5-1-f',
    'Regulation (EU) 2016/679, Articles 5(1)(f) and 5(2)',
    'Data is protected against change and loss, and that can be shown.',
  ),
  /** [I] */
  hipaaRetention: rule(
    'hipaa-164-316',
    '45 CFR 164.316(b)(2)(i) and 164.530(j)(2)',
    'Required documentation is kept for six years.',
  ),
  /** [I] */
  hipaaAudit: rule(
    'hipaa-164-312-b',
    '45 CFR 164.312(b) and (c)(1)',
    'Activity in systems with health information is recorded, and the information protected against improper change.',
  ),
  /** [I] */
  hipaaDevice: rule(
    'hipaa-164-310-d',
    '45 CFR 164.310(d)(1) and 164.312(d)',
    'Devices that hold health information are controlled, and who uses them is verified.',
  ),
  /** [I] */
  hipaaAccess: rule(
    'hipaa-164-524',
    '45 CFR 164.524',
    'A person may have a copy of their health information; it may be amended, and no rule has it erased.',
  ),
  /** [I] */
  secRetention: rule(
    'sec-17a-4-b-4',
    '17 CFR 240.17a-4(b)(4)',
    'Communications relating to the business are kept for three years.',
  ),
  /** [I] */
  finraRetention: rule(
    'finra-4511',
    'FINRA Rule 4511(b)',
    'Books and records without a period of their own are kept for six years.',
  ),
  /** [C] */
  secPermanence: rule(
    'sec-17a-4-f-2',
    '17 CFR 240.17a-4(f)(2)(i), as amended in 2022',
    'Records cannot be rewritten or erased, or an audit trail recreates the original with every change, its time and its author.',
  ),
  /** [I] */
  secAuthenticity: rule(
    'sec-17a-4-f-2-a',
    '17 CFR 240.17a-4(f)(2)(i)(A)',
    'What is needed to show that a record is authentic is kept with it.',
  ),
  /** [I] */
  secDevice: rule(
    'finra-3110',
    'FINRA Rule 3110(b)(4)',
    'Communications are supervised: they take place on devices that the firm controls.',
  ),
  /** [I] */
  secTippingOff: rule(
    'bsa-5318-g-2',
    '31 U.S.C. 5318(g)(2)',
    'Nobody tells a person that a suspicion about them was reported.',
  ),
  /** [C] */
  mifidRetention: rule(
    'mifid-16-7',
    'Directive 2014/65/EU, Article 16(7)',
    'Records of communications are kept for five years, and up to seven where the competent authority requests it.',
  ),
  /** [I] */
  mifidPermanence: rule(
    'mifid-72',
    'Delegated Regulation (EU) 2017/565, Article 72(1)',
    'Records are kept so that they cannot be altered, and every correction can be told.',
  ),
  /** [I] */
  mifidDevice: rule(
    'mifid-76',
    'Delegated Regulation (EU) 2017/565, Article 76',
    'Relevant conversations take place on equipment that the firm provides or permits and can record.',
  ),
  /** [I] */
  mifidTippingOff: rule(
    'amld-39',
    'Directive (EU) 2015/849, Article 39(1)',
    'Nobody tells a person that they are looked into.',
  ),
} as const;
