import type * as mongodb from 'mongodb';
import type { DriverContract, DriverSession } from '../driver-contract';

/** What of MongoDB's driver the contract uses; the same in versions 6 and 7. */
interface MongoModule {
  readonly MongoClient: new (url: string, options: { maxPoolSize: number }) => unknown;
}

/** MongoDB's driver in one of its versions. */
export function mongodbContract(version: string, module: MongoModule, exports: unknown): DriverContract {
  const collection: unknown = expect.stringMatching(/^t_/);
  return {
    library: 'mongodb',
    version,
    server: 'MongoDB',
    exports,
    attributes: {
      'db.system': 'mongodb',
      'db.name': 'test',
      'db.mongodb.collection': collection,
    },
    open: (url, name) => openMongodb(module, url, name),
  };
}

async function openMongodb({ MongoClient }: MongoModule, url: string, name: string): Promise<DriverSession> {
  // One connection, so that there is an order.
  const client = clientOf(new MongoClient(url, { maxPoolSize: 1 }));
  const notes = client.db('test').collection<{ text: string }>(name);
  const wide = clientOf(new MongoClient(url, { maxPoolSize: 5 }));
  await client.db('test').createCollection(name);
  await wide.db('test').command({ ping: 1 });
  const document = '{"text":"?","_id":"?"}';
  const insert = `{"insert":"${name}","documents":[${document}],"ordered":"?"}`;
  const update = (fields: string): string =>
    `{"update":"${name}","updates":[{"q":{"text":"?"},"u":${fields},"upsert":"?"}],"ordered":"?"}`;
  return {
    stored: async () => (await notes.find().sort({ _id: 1 }).toArray()).map(({ text }) => text),
    writes: {
      insertOne: { write: (text) => notes.insertOne({ text }), operation: 'INSERT', statement: insert },
      insertMany: { write: (text) => notes.insertMany([{ text }]), operation: 'INSERT', statement: insert },
      bulkWrite: {
        write: (text) => notes.bulkWrite([{ insertOne: { document: { text } } }]),
        operation: 'INSERT',
        statement: insert,
      },
      upsert: {
        write: (text) => notes.updateOne({ text: `no ${text}` }, { $set: { text } }, { upsert: true }),
        operation: 'UPDATE',
        statement: update('{"$set":{"text":"?"}}'),
      },
      findOneAndUpdate: {
        write: (text) =>
          notes.findOneAndUpdate(
            { text: `no ${text}` },
            { $set: { text } },
            { upsert: true, returnDocument: 'after' },
          ),
        operation: 'FINDANDMODIFY',
        statement: `{"findAndModify":"${name}","query":{"text":"?"},"remove":"?","new":"?","upsert":"?","update":{"$set":{"text":"?"}}}`,
      },
      'bulkWrite of several kinds': {
        write: (text) =>
          notes.bulkWrite([
            { deleteOne: { filter: { text: 'none' } } },
            { insertOne: { document: { text } } },
          ]),
        operation: 'INSERT',
        statement: insert,
        before: ['DELETE'],
      },
      command: {
        write: (text) => client.db('test').command({ insert: name, documents: [{ text }] }),
        operation: 'INSERT',
        statement: `{"insert":"${name}","documents":[{"text":"?"}]}`,
      },
    },
    programs: {
      find: { run: () => notes.find({ text: 'none' }).toArray(), spans: ['FIND'] },
      'find in batches': {
        run: async () => {
          await notes.insertMany(['a', 'b', 'c', 'd', 'e'].map((text) => ({ text })));
          const read: string[] = [];
          for await (const { text } of notes.find({}, { batchSize: 2 }).sort({ _id: 1 })) read.push(text);
          await notes.deleteMany({});
          return read;
        },
        spans: ['INSERT', 'FIND', 'DELETE'],
      },
      aggregate: {
        run: () => notes.aggregate([{ $match: { text: 'none' } }, { $count: 'n' }]).toArray(),
        spans: ['AGGREGATE'],
      },
      'count and distinct': {
        run: async () => [await notes.countDocuments({}), await notes.distinct('text')],
        spans: ['AGGREGATE', 'DISTINCT'],
      },
      'duplicate key': {
        run: async () => {
          const keyed = client.db('test').collection<{ _id: string }>(name);
          await keyed.insertOne({ _id: 'twice' });
          return keyed.insertOne({ _id: 'twice' }).finally(() => notes.deleteMany({}));
        },
        spans: ['INSERT', 'INSERT', 'DELETE'],
      },
      error: { run: () => client.db('test').command({ noSuchCommand: 1 }), spans: ['NOSUCHCOMMAND'] },
      'pool of five': {
        run: () =>
          Promise.all([1, 2, 3, 4, 5].map((n) => wide.db('test').collection(name).countDocuments({ n }))),
        spans: Array.from({ length: 5 }, () => 'AGGREGATE'),
      },
      cancellation: {
        run: async () => {
          const cursor = notes.find({});
          const first = cursor.next();
          await cursor.close();
          return first;
        },
        spans: ['FIND'],
      },
    },
    writeAll: (texts) => Promise.all(texts.map((text) => notes.insertOne({ text }))),
    close: async () => {
      await notes.drop();
      await client.close();
      await wide.close();
    },
  };
}

/** The types of the versions differ in what none of the programs uses. */
function clientOf(client: unknown): mongodb.MongoClient {
  if (isMongoClient(client)) return client;
  throw new Error('This is no client of MongoDB.');
}

function isMongoClient(client: unknown): client is mongodb.MongoClient {
  return typeof client === 'object' && client !== null && 'db' in client && 'startSession' in client;
}
