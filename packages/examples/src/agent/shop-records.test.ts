import { type DemoDatabase, startDatabase } from '../demo/start-database';
import { createShopRecords, type ShopRecords } from './shop-records';

describe('createShopRecords', () => {
  let database: DemoDatabase;
  let records: ShopRecords;

  beforeAll(async () => {
    database = await startDatabase({});
    records = createShopRecords(database.pool);
  });

  afterAll(async () => {
    await database.close();
  });

  it('finds the customer who asks for stored contact details', async () => {
    await expect(records.findCustomer('CUST-1009')).resolves.toEqual({
      id: 'CUST-1009',
      name: 'Samuel Osei',
      email: 'samuel.osei@example.com',
      phone: '555-201-4477',
      since: 2019,
    });
  });

  it('books a refund once, however often it is tried', async () => {
    const refund = { customerId: 'CUST-1003', orderId: 'A-1410', amountUsd: 18.5 };
    await records.bookRefund({ ...refund, requestId: 'run/1' });
    await records.bookRefund({ ...refund, requestId: 'run/1' });
    await records.bookRefund({ ...refund, requestId: 'run/2' });
    const { rows } = await database.pool.query(
      'SELECT request_id, order_id, amount_usd FROM refunds ORDER BY 1',
    );
    expect(rows).toEqual([
      { request_id: 'run/1', order_id: 'A-1410', amount_usd: '18.50' },
      { request_id: 'run/2', order_id: 'A-1410', amount_usd: '18.50' },
    ]);
  });

  it('closes one account', async () => {
    await records.closeAccount('CUST-1006');
    const { rows } = await database.pool.query('SELECT id FROM customers WHERE closed');
    expect(rows).toEqual([{ id: 'CUST-1006' }]);
  });

  it('lists every customer', async () => {
    await expect(records.listCustomers()).resolves.toHaveLength(12);
  });

  it.each([
    ['customer CUST-0', () => records.findCustomer('CUST-0')],
    ["customer ' OR true", () => records.closeAccount("' OR true")],
    [
      'order A-1410 of CUST-1001',
      () => records.bookRefund({ requestId: 'r', customerId: 'CUST-1001', orderId: 'A-1410', amountUsd: 1 }),
    ],
  ])('says that there is no %s, and that a retry is of no use', async (what, attempt) => {
    await expect(attempt()).rejects.toMatchObject({
      message: `No ${what} in the shop's records.`,
      nonRetryable: true,
    });
  });
});
