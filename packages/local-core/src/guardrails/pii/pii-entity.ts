import { findCreditCards } from './find-credit-cards';
import { findEmailAddresses } from './find-email-addresses';
import { findIbans } from './find-ibans';
import { findIpAddresses } from './find-ip-addresses';
import { findPhoneNumbers } from './find-phone-numbers';
import { findSocialSecurityNumbers } from './find-social-security-numbers';
import type { SpanFinder } from './text-span';

/** Kinds of personal data that are found without a language model, by Presidio's names. */
export type PiiEntity =
  'EMAIL_ADDRESS' | 'IBAN_CODE' | 'CREDIT_CARD' | 'US_SSN' | 'PHONE_NUMBER' | 'IP_ADDRESS';

/** How each kind is found. Where two finds overlap and begin at one place, the longer one counts, then the first here. */
export const PII_FINDERS: Readonly<Record<PiiEntity, SpanFinder>> = {
  EMAIL_ADDRESS: findEmailAddresses,
  IBAN_CODE: findIbans,
  CREDIT_CARD: findCreditCards,
  US_SSN: findSocialSecurityNumbers,
  PHONE_NUMBER: findPhoneNumbers,
  IP_ADDRESS: findIpAddresses,
};

/** Whether a name is one of a kind of personal data that is found locally. */
export function isPiiEntity(name: string): name is PiiEntity {
  return Object.hasOwn(PII_FINDERS, name);
}

/** All kinds that are found locally. */
export const PII_ENTITIES: readonly PiiEntity[] = Object.keys(PII_FINDERS).filter(isPiiEntity);
