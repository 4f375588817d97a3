import { describeDriverContract } from '../test-support/describe-driver-contract';
import { mysql2Contract } from '../test-support/contracts/mysql2';

describeDriverContract(mysql2Contract);
