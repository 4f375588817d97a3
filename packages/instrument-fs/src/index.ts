export { fileIo } from './file-io';
export type { FileIoOptions } from './options';
