/** Where a call of `net.Socket.connect` leads: `host:port`, or the path of a local socket. */
export function socketTarget(args: readonly unknown[]): string | undefined {
  // Node's own callers hand everything on in a list.
  const [first, second]: readonly unknown[] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first !== null) {
    const path: unknown = Reflect.get(first, 'path');
    return typeof path === 'string' ? path : address(Reflect.get(first, 'host'), Reflect.get(first, 'port'));
  }
  const isPort = typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first));
  if (isPort) return address(second, first);
  return typeof first === 'string' ? first : undefined;
}

function address(host: unknown, port: unknown): string {
  return `${typeof host === 'string' ? host : 'localhost'}:${String(port)}`;
}
