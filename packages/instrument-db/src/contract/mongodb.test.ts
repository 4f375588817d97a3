import * as mongodb7 from 'mongodb';
import * as mongodb6 from 'mongodb-6';
import { describeDriverContract } from '../test-support/describe-driver-contract';
import { mongodbContract } from '../test-support/contracts/mongodb';

describeDriverContract(mongodbContract('7.9.0', mongodb7, jest.requireActual('mongodb/lib/cmap/connection')));
describeDriverContract(
  mongodbContract('6.22.0', mongodb6, jest.requireActual('mongodb-6/lib/cmap/connection')),
);
