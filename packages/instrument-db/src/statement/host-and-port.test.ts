import { hostAndPort } from './host-and-port';

describe('hostAndPort', () => {
  it.each<[unknown, object]>([
    ['db.example.com:27017', { serverAddress: 'db.example.com', serverPort: 27017 }],
    ['[::1]:27017', { serverAddress: '::1', serverPort: 27017 }],
    ['/tmp/mongodb.sock', { serverAddress: '/tmp/mongodb.sock' }],
    ['', {}],
    [undefined, {}],
  ])('%j', (address, parts) => {
    expect(hostAndPort(address)).toEqual(parts);
  });
});
