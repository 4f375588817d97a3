import { Redis as Redis6 } from 'ioredis';
import { Redis as Redis5 } from 'ioredis-5';
import { describeDriverContract } from '../test-support/describe-driver-contract';
import { ioredisContract } from '../test-support/contracts/ioredis';

describeDriverContract(ioredisContract('6.0.0', Redis6));
describeDriverContract(ioredisContract('5.11.1', Redis5));
