import * as redis6 from 'redis';
import * as redis4 from 'redis-4';
import * as redis5 from 'redis-5';
import { describeDriverContract } from '../test-support/describe-driver-contract';
import { redisContract } from '../test-support/contracts/redis';

describeDriverContract(redisContract('6.3.1', redis6));
describeDriverContract(redisContract('5.12.1', redis5));
describeDriverContract(redisContract('4.7.1', redis4));
