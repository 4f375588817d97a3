export { default as ky, isHTTPError } from 'ky';
