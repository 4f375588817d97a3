import { rememberUndici } from './http/undici/known-prototypes';

// Loaded with `node --import @openbox/spans/register`, before any module of the program.
rememberUndici();
