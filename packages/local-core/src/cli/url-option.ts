import { Option } from 'commander';

/** `--url`: which running server a command talks to. */
export function urlOption(): Option {
  return new Option('--url <address>', 'address of the running server')
    .env('OPENBOX_URL')
    .default('http://127.0.0.1:8086');
}
