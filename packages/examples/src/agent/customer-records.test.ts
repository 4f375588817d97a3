import { resolve } from 'node:path';
import { findCustomer } from './customer-records';

const FILE = resolve(__dirname, '../../customers/customers.json');

describe('findCustomer', () => {
  it('finds the customer who asks for stored contact details', async () => {
    await expect(findCustomer(FILE, 'CUST-1009')).resolves.toMatchObject({
      email: 'samuel.osei@example.com',
    });
  });

  it('says which customer is unknown', async () => {
    await expect(findCustomer(FILE, 'CUST-0')).rejects.toThrow('No customer CUST-0 on file.');
  });
});
