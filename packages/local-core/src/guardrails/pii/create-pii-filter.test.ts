import { createPiiFilter } from './create-pii-filter';
import { PII_ENTITIES, type PiiEntity } from './pii-entity';

const filter = createPiiFilter(PII_ENTITIES);

describe('personal data', () => {
  test.each<[PiiEntity, string, string?]>([
    ['EMAIL_ADDRESS', 'a.b@example.com'],
    ['EMAIL_ADDRESS', 'john.doe+news@mail.example.co.uk'],
    ['EMAIL_ADDRESS', 'user_name@sub-domain.example.org'],
    ['EMAIL_ADDRESS', 'müller@beispiel.de'],
    ['EMAIL_ADDRESS', 'x@xn--bcher-kva.xn--p1ai'],
    ['PHONE_NUMBER', '555-867-5309'],
    ['PHONE_NUMBER', '(555) 867-5309'],
    ['PHONE_NUMBER', '(555)867-5309'],
    ['PHONE_NUMBER', '555.867.5309'],
    ['PHONE_NUMBER', '1-800-356-9377'],
    ['PHONE_NUMBER', '+1 555 867 5309'],
    ['PHONE_NUMBER', '+15558675309'],
    ['PHONE_NUMBER', '+1 (555) 867-5309'],
    ['PHONE_NUMBER', '+44 20 7946 0958'],
    ['PHONE_NUMBER', '+49-30-901820'],
    ['PHONE_NUMBER', '+33 1 23 45 67 89'],
    ['PHONE_NUMBER', '18003569377'],
    ['PHONE_NUMBER', '020 7946 0958'],
    ['PHONE_NUMBER', '07700 900123'],
    ['PHONE_NUMBER', '01 23 45 67 89'],
    ['CREDIT_CARD', '4111 1111 1111 1111'],
    ['CREDIT_CARD', '4111-1111-1111-1111'],
    ['CREDIT_CARD', '4111111111111111'],
    ['CREDIT_CARD', '5555555555554444'],
    ['CREDIT_CARD', '2223 0031 2200 3222'],
    ['CREDIT_CARD', '3782 822463 10005'],
    ['CREDIT_CARD', '378282246310005'],
    ['CREDIT_CARD', '3056 930902 5904'],
    ['CREDIT_CARD', '6011111111111117'],
    ['CREDIT_CARD', '3530111333300000'],
    ['CREDIT_CARD', '6759649826438453'],
    ['US_SSN', '123-45-6789'],
    ['US_SSN', '123 45 6789'],
    ['IP_ADDRESS', '192.168.10.1'],
    ['IP_ADDRESS', '255.255.255.255'],
    ['IP_ADDRESS', '2001:db8::8a2e:370:7334'],
    ['IP_ADDRESS', '2001:0db8:85a3:0000:0000:8a2e:0370:7334'],
    ['IP_ADDRESS', 'fe80::1'],
    ['IP_ADDRESS', '::ffff:10.0.0.1'],
    ['IBAN_CODE', 'DE89 3704 0044 0532 0130 00'],
    ['IBAN_CODE', 'GB29NWBK60161331926819'],
    ['IBAN_CODE', 'fr14 2004 1010 0505 0001 3m02 606'],
    ['IBAN_CODE', 'NL91-ABNA-0417-1643-00'],
  ])('is found: %s %s', (entity, value) => {
    for (const text of [
      value,
      `My data: ${value}, please.`,
      `"${value}"`,
      `'${value}'`,
      `x=${value};`,
      `(${value})`,
    ]) {
      const result = filter(text);
      expect(result.text).toBe(text.replace(value, `<${entity}>`));
      expect(result.findings).toEqual([entity]);
    }
  });

  test.each([
    ['an order number', 'order 4815162342 and 20240131123456'],
    ['a UUID', '6e8bc430-9c3a-11d9-9669-0800200c9a66'],
    ['a UUID of digits', '12345678-1234-1234-1234-123456789012'],
    ['a version', 'version 1.2.3.4 and v10.0.0.1, Chrome/120.0.6099.109'],
    ['a version of five parts', '1.2.3.4.5'],
    ['a timestamp', '2026-01-31T12:34:56.789Z and 1767225600123 and 1704067200000000000'],
    ['a date', '31.01.2026, 01/31/2026, 2026-01-31'],
    ['a time', '12:30:45'],
    ['a hash', 'd41d8cd98f00b204e9800998ecf8427e and 4111111111111111abcdef'],
    ['a price', '$1,234,567.89 or 5 558 675 EUR'],
    ['a card number with a wrong check digit', '4111 1111 1111 1112'],
    ['an SSN that was never issued', '000-12-3456, 666-12-3456, 900-12-3456, 123-00-4567, 123-45-0000'],
    ['an address out of range', '256.1.1.1 and 300.300.300.300'],
    ['a name with colons', 'std::vector and dead::beef and a::b'],
    ['an IBAN with a wrong check digit', 'DE88 3704 0044 0532 0130 00'],
    ['a handle', '@example, foo@, foo@bar, a @ b.com'],
    ['a long number', `${'9'.repeat(40)} 555-867-53091`],
    ['a part of a longer number', '12-555-867-5309-1'],
    ['nothing', ''],
  ])('is not %s', (_, text) => {
    expect(filter(text)).toEqual({ text, findings: [] });
  });

  test('is found several times and in several kinds, each replaced by its own', () => {
    const text = 'Mail a@b.com or c@d.org, call 555-867-5309; card 4111 1111 1111 1111 12/27 123.';
    expect(filter(text)).toEqual({
      text: 'Mail <EMAIL_ADDRESS> or <EMAIL_ADDRESS>, call <PHONE_NUMBER>; card <CREDIT_CARD> 12/27 123.',
      findings: ['EMAIL_ADDRESS', 'PHONE_NUMBER', 'CREDIT_CARD'],
    });
  });

  test('is left alone where its kind is not asked for', () => {
    expect(createPiiFilter(['PHONE_NUMBER'])('a@b.com 555-867-5309').text).toBe('a@b.com <PHONE_NUMBER>');
  });

  test('is not left over where two finds overlap', () => {
    const { text } = filter('555-867-5309@example.com');
    expect(text).toBe('<EMAIL_ADDRESS>');
  });

  test('is not found in what stands in its place', () => {
    const once = filter('a@b.com 555-867-5309 DE89370400440532013000').text;
    expect(filter(once).text).toBe(once);
  });

  test.each([
    ['digits', '1'.repeat(100_000)],
    ['digits and spaces', '1 '.repeat(50_000)],
    ['digits and hyphens', '1-'.repeat(50_000)],
    ['plus signs', '+1'.repeat(50_000)],
    ['almost phone numbers', '555-867-530 '.repeat(8000)],
    ['at signs', 'a@'.repeat(50_000)],
    ['dots', 'a.'.repeat(50_000)],
    ['one endless mail address', `${'a.'.repeat(25_000)}@${'b.'.repeat(25_000)}`],
    ['colons', ':'.repeat(100_000)],
    ['hex and colons', 'a:1'.repeat(33_000)],
    ['almost IBANs', 'DE89 3704 '.repeat(10_000)],
  ])('takes no longer on a hostile text: %s', (_, text) => {
    const start = performance.now();
    filter(text);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
