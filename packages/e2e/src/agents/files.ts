/** The tools of the agents under test, and what was done with them. */
export class Files {
  readonly calls: string[] = [];

  readonly tools = ['read_file', 'delete_file'] as const;

  call(tool: string, args: unknown): string {
    const path = typeof args === 'object' && args !== null ? String(Reflect.get(args, 'path')) : '';
    this.calls.push(`${tool} ${path}`);
    return `${tool} did ${path}`;
  }
}

/** JSON schema of the arguments of each tool. */
export const PATH_SCHEMA = {
  type: 'object' as const,
  properties: { path: { type: 'string' } },
  required: ['path'],
  additionalProperties: false,
};
