/** One message of a customer, as the shop received it. */
export interface CustomerMessage {
  readonly id: string;
  readonly customerId: string;
  readonly subject: string;
  readonly body: string;
}

/**
 * Read a message file: `Name: value` lines, an empty line, the text.
 *
 * @throws Error naming the message and the header that is missing.
 */
export function parseCustomerMessage(id: string, text: string): CustomerMessage {
  const [head = '', ...rest] = text.replaceAll('\r\n', '\n').split('\n\n');
  const headers = new Map(
    head.split('\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const required = (name: string): string => {
    const value = headers.get(name);
    if (!value) throw new Error(`Message ${id} has no "${name}:" line before its first empty line.`);
    return value;
  };
  return {
    id,
    customerId: required('from'),
    subject: required('subject'),
    body: rest.join('\n\n').trim(),
  };
}
