/** `metadata` of an event whose verdict is recorded but not enforced. */
export const OBSERVED = { enforcement: 'observe' } as const;
