import { describeDriverContract } from '../test-support/describe-driver-contract';
import { pgContract } from '../test-support/contracts/pg';

describeDriverContract(pgContract);
