import { stopGlobalRun } from './global-run';

export = stopGlobalRun;
