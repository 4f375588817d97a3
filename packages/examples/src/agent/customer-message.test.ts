import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseCustomerMessage } from './customer-message';
import { readCustomerMessage } from './read-customer-message';

const MESSAGES = resolve(__dirname, '../../messages');

describe('parseCustomerMessage', () => {
  it('separates the header lines from the text and keeps its paragraphs', () => {
    expect(parseCustomerMessage('m', 'From: C-1\nSubject: Re: two: colons\n\nHello,\n\nbye\n')).toEqual({
      id: 'm',
      customerId: 'C-1',
      subject: 'Re: two: colons',
      body: 'Hello,\n\nbye',
    });
  });

  it('reads files with Windows line ends', () => {
    expect(parseCustomerMessage('m', 'From: C-1\r\nSubject: s\r\n\r\nbody').body).toBe('body');
  });

  it('names the message and the missing header', () => {
    expect(() => parseCustomerMessage('m7', 'Subject: s\n\nbody')).toThrow('Message m7 has no "from:" line');
  });
});

describe('readCustomerMessage', () => {
  it('reads every message that is shipped', async () => {
    const ids = readdirSync(MESSAGES).map((file) => file.replace('.txt', ''));
    const messages = await Promise.all(ids.map((id) => readCustomerMessage(MESSAGES, id)));
    expect(messages).toHaveLength(12);
    expect(new Set(messages.map((message) => message.customerId)).size).toBe(12);
    expect(messages.every((message) => message.body.length > 80)).toBe(true);
  });

  it.each(['../package', '/etc/passwd', 'a/b', ''])('refuses the message id %p', async (id) => {
    await expect(readCustomerMessage(MESSAGES, id)).rejects.toThrow('not a message id');
  });
});
