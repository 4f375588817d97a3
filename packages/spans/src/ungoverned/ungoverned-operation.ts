/** Ways out of a program that no operation stands for, so that no gate can be asked about what goes through them. */
export const UNGOVERNED_CHANNELS = ['child_process', 'worker_threads', 'http2', 'socket'] as const;

/**
 * One of them: child processes in every form, worker threads, HTTP/2 (and with it gRPC), and sockets (`node:net`,
 * `node:tls`, `node:dgram`) that are opened while no HTTP request or query of the attempt is under way.
 */
export type UngovernedChannel = (typeof UNGOVERNED_CHANNELS)[number];

/** Something that is about to happen and of which only this is known. */
export interface UngovernedOperation {
  readonly channel: UngovernedChannel;
  /** What was called, such as `child_process.spawn`. */
  readonly name: string;
  /** The program, file or address, where it is known; no arguments, which may hold secrets. */
  readonly target?: string;
}
