const LINKS = ['cause', 'originalError', 'innerError', 'errors'] as const;
const MAX_ERRORS = 200;

/**
 * An error and everything that it wraps, nearest first: `cause`, `originalError`, `innerError`, and the errors of an
 * `AggregateError`. Each object once, at most 200; an object that throws when it is read ends its branch.
 */
export function errorChain(error: unknown): readonly object[] {
  const chain = new Set<object>();
  add(chain, error);
  // A Set yields what is added while it is walked.
  for (const wrapper of chain) {
    for (const link of LINKS) {
      const wrapped = readProperty(wrapper, link);
      if (link === 'errors') for (const item of listItems(wrapped)) add(chain, item);
      else add(chain, wrapped);
    }
  }
  return [...chain];
}

function add(chain: Set<object>, value: unknown): void {
  if (typeof value === 'object' && value !== null && chain.size < MAX_ERRORS) chain.add(value);
}

function listItems(value: unknown): unknown[] {
  try {
    return Array.isArray(value) ? value.slice(0, MAX_ERRORS) : [];
  } catch {
    return [];
  }
}

/** Reads a property of anything; `undefined` where that throws. */
export function readProperty(value: unknown, key: PropertyKey): unknown {
  try {
    return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  } catch {
    return undefined;
  }
}
