export { databases, instrumentDatabase } from './databases';
export type { DbLibrary } from './db-library';
