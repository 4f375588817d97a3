import { SERVER_VARIABLES } from './driver-contract';

const TIMEOUT_MS = 30_000;

/** Describes tests that need a server; where it could not be had, one test says so. */
export function describeWithServer(
  server: keyof typeof SERVER_VARIABLES,
  title: string,
  tests: (url: string) => void,
): void {
  jest.setTimeout(TIMEOUT_MS);
  const variable = SERVER_VARIABLES[server];
  const url = process.env[variable];
  describe(title, () => {
    if (url !== undefined && url !== '') {
      tests(url);
      return;
    }
    it(`says that ${server} is missing (set ${variable})`, () => {
      // In CI the set-up of the tests has failed before.
      expect(process.env.CI ?? '').toBe('');
    });
  });
}
