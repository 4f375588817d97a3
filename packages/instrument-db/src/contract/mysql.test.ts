import { describeDriverContract } from '../test-support/describe-driver-contract';
import { mysqlContract } from '../test-support/contracts/mysql';

describeDriverContract(mysqlContract);
