import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import http2 from 'node:http2';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import workerThreads from 'node:worker_threads';
import { currentScopeOf } from '../http/current-scope-of';
import { aroundMethod } from '../instrumentation/around-method';
import type { GovernedInstrumentation } from '../instrumentation/governed-instrumentation';
import { neverThrow } from '../otel/never-throw';
import { connectionOwner } from '../scope/connection-owner';
import type { WorkflowSpanProcessor } from '../processor/workflow-span-processor';
import { aroundConstructor } from './around-constructor';
import { socketTarget } from './socket-target';
import {
  UNGOVERNED_CHANNELS,
  type UngovernedChannel,
  type UngovernedOperation,
} from './ungoverned-operation';

type Ask = (operation: UngovernedOperation) => void;
type Undo = (() => void) | undefined;

/**
 * Sees what an activity does past every operation, and tells the gate before it happens: child processes, worker threads,
 * HTTP/2 and sockets. The gate may refuse it ({@link OperationGate.beforeUngoverned}), and does not otherwise hear of it.
 * What is called in `withoutScope` stays unseen.
 *
 * @param channels - which of them. @defaultValue all
 */
export function ungovernedOperations(
  channels: Iterable<UngovernedChannel> = UNGOVERNED_CHANNELS,
): GovernedInstrumentation {
  const watched = [...new Set(channels)];
  return {
    name: 'ungoverned',
    enable: (processor) => {
      const undo = watched.flatMap((channel) => WATCH[channel](processor, asker(processor)));
      syncBuiltinESMExports();
      return () => {
        for (const step of undo.reverse()) step?.();
        syncBuiltinESMExports();
      };
    },
  };
}

function asker(processor: WorkflowSpanProcessor): Ask {
  return (operation) => {
    const scope = currentScopeOf(processor);
    if (scope === undefined) return;
    const isGoverned = connectionOwner() !== undefined || scope.usesNetwork(operation.target);
    if (operation.channel !== 'socket' || !isGoverned) scope.beforeUngoverned(operation);
  };
}

const WATCH: Record<UngovernedChannel, (processor: WorkflowSpanProcessor, ask: Ask) => Undo[]> = {
  child_process: (processor, ask) => [
    // What all asynchronous forms come down to, also where they are held from before.
    aroundMethod(childProcess.ChildProcess.prototype, 'spawn', processor, (_child, args, next) => {
      ask({ channel: 'child_process', name: 'child_process.spawn', ...targetOf(memberOf(args[0], 'file')) });
      return next(args);
    }),
    ...['spawnSync', 'execSync', 'execFileSync'].map((name) =>
      aroundMethod(childProcess, name, processor, (_module, args, next) => {
        // A command line may hold secrets.
        const isCommandLine = name === 'execSync' || args.some((arg) => Boolean(memberOf(arg, 'shell')));
        const target = isCommandLine ? {} : targetOf(args[0]);
        ask({ channel: 'child_process', name: `child_process.${name}`, ...target });
        return next(args);
      }),
    ),
  ],
  worker_threads: (processor, ask) => [
    aroundConstructor(workerThreads, 'Worker', processor, ([file, options]) => {
      const isCode = memberOf(options, 'eval') === true;
      const target = isCode ? {} : targetOf(file instanceof URL ? file.pathname : file);
      ask({ channel: 'worker_threads', name: 'worker_threads.Worker', ...target });
    }),
  ],
  http2: (processor, ask) => [
    aroundMethod(http2, 'connect', processor, (_module, args, next) => {
      const origin = neverThrow('reading an authority', () => new URL(String(args[0])).origin);
      ask({ channel: 'http2', name: 'http2.connect', ...targetOf(origin) });
      return next(args);
    }),
  ],
  socket: (processor, ask) => [
    aroundMethod(net.Socket.prototype, 'connect', processor, (_socket, args, next) => {
      const target = neverThrow('reading an address', () => socketTarget(args));
      ask({ channel: 'socket', name: 'net.Socket.connect', ...targetOf(target) });
      return next(args);
    }),
    ...['connect', 'send'].map((name) =>
      aroundMethod(dgram.Socket.prototype, name, processor, (_socket, args, next) => {
        ask({ channel: 'socket', name: `dgram.Socket.${name}` });
        return next(args);
      }),
    ),
  ],
};

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function targetOf(value: unknown): { target?: string } {
  return typeof value === 'string' ? { target: value } : {};
}
